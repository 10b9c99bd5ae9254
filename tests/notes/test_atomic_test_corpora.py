"""Every test of Atomic Red Team: what kbgen reads from a note is what an independent reader finds in the YAML."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kbgen.markup.body import CodeBlock
from kbgen.markup.parse_body import parse_body
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.atomic_test import TestCase as Case
from kbgen.notes.decode import decode
from kbgen.settings import Kinds
from kbgen.sources.atomics_notes import atomics_notes
from kbgen.sources.atomics_tree import read_atomics_tree
from kbgen.vault.read import make_document

pytestmark = pytest.mark.corpora

Stated = dict[str, Any]
_STEPS = 16
"""Manual tests, whose steps the generated vault has as text, not as code."""


@pytest.fixture(scope="module", name="stated")
def read_yaml(corpora: Path) -> dict[str, Stated]:
    """Return each test by its GUID, as PyYAML's own loader reads it."""
    files = sorted((corpora / "atomics").rglob("T*.yaml"))
    documents = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in files)
    return {test["auto_generated_guid"]: test for document in documents for test in document["atomic_tests"]}


def cases_of(path: str, data: bytes) -> Iterator[Case]:
    document = make_document(path, data, "utf-8")
    note = decode(document, parse_body(document.body, document.body_line), Kinds())
    assert isinstance(note.subject, AtomicTests)
    lines = document.text.split("\n")
    for case in note.subject.cases:
        for block in case.code:
            assert block.text.split("\n")[0] == lines[block.line - 1]
        assert all(f"| {item.name} |" in lines[item.line - 1] for item in case.inputs)
        assert all("Description:" in lines[item.line - 1] for item in case.dependencies)
        yield case


@pytest.fixture(scope="module", name="mounted")
def read_mounted(corpora: Path) -> list[Case]:
    notes = atomics_notes(read_atomics_tree(corpora / "atomics"))
    return [case for note in notes for case in cases_of(note.path, note.text.encode())]


@pytest.fixture(scope="module", name="vault")
def read_vault(corpora: Path) -> list[Case]:
    files = sorted((corpora / "vault-2026" / "Atomic Tests").glob("*.md"))
    return [case for file in files for case in cases_of(file.name, file.read_bytes())]


def code(blocks: tuple[CodeBlock, ...]) -> str:
    return "".join(block.text for block in blocks)


def lines(text: object) -> str:
    """Return a command as a code block shows it: nothing where it is blank, with a line end where it has none."""
    shown = "" if text is None else str(text)
    return shown if shown.endswith("\n") or not shown else f"{shown}\n"


def written(text: object) -> str:
    return lines(text) if lines(text).strip() else ""


def arguments(test: Stated) -> dict[str, Stated]:
    found: dict[str, Stated] = test.get("input_arguments") or {}
    return found


def value(default: object) -> str:
    return "" if default is None else str(default)


def words(text: object) -> list[str]:
    return str(text).split()


def test_every_mounted_test_has_its_commands(mounted: list[Case], stated: dict[str, Stated]) -> None:
    assert {case.guid for case in mounted} == stated.keys()
    assert len(mounted) == 1819
    for case in mounted:
        executor = stated[case.guid]["executor"]
        assert code(case.commands) == written(executor.get("command") or executor.get("steps"))
        assert code(case.cleanup) == written(executor.get("cleanup_command"))
        assert (case.executor or "manual", case.manual) == (executor["name"], executor["name"] == "manual")
        assert case.elevation == bool(executor.get("elevation_required"))


def test_every_mounted_test_has_its_inputs(mounted: list[Case], stated: dict[str, Stated]) -> None:
    for case in mounted:
        expected = [
            (name, words(item["description"]), item["type"], value(item.get("default")))
            for name, item in arguments(stated[case.guid]).items()
        ]
        assert [(it.name, words(it.description), it.type, it.default) for it in case.inputs] == expected
    assert sum(len(case.inputs) for case in mounted) == 2171


def test_every_mounted_test_has_its_dependencies(mounted: list[Case], stated: dict[str, Stated]) -> None:
    for case in mounted:
        test = stated[case.guid]
        expected = [
            (
                words(it["description"]),
                written(it.get("prereq_command")),
                written(it.get("get_prereq_command")),
            )
            for it in test.get("dependencies") or ()
        ]
        found = [(words(it.description), code(it.prereq), code(it.get_prereq)) for it in case.dependencies]
        assert found == expected
        runs = test.get("dependency_executor_name") or test["executor"]["name"]
        assert case.dependency_executor == (runs if expected else "")
    assert sum(bool(case.dependencies) for case in mounted) == 726


def test_the_generated_vault_is_read_as_well(vault: list[Case], stated: dict[str, Stated]) -> None:
    # It has no dependencies, writes "None" where there is no default, and strips its commands.
    differing = 0
    for case in vault:
        test = stated[case.guid]
        executor = test["executor"]
        assert (case.executor or "manual", case.manual) == (executor["name"], executor["name"] == "manual")
        assert code(case.cleanup).strip() == value(executor.get("cleanup_command")).strip()
        if not case.manual:
            assert code(case.commands).strip() == executor["command"].strip()
        assert [item.name for item in case.inputs] == list(arguments(test))
        for item in case.inputs:
            differing += words(item.default) != words(arguments(test)[item.name].get("default"))
    assert len(vault) == len(stated)
    assert sum(case.manual for case in vault) == _STEPS
    # "%x:\\=%" and "%temp%\..." say in Markdown what was not meant.
    assert differing == 2


def test_the_seed_vault_is_read_as_well(seed_vault: Path) -> None:
    files = sorted((seed_vault / "Testing Runbooks").glob("*.md"))
    cases = [case for file in files for case in cases_of(file.name, file.read_bytes())]
    assert len(cases) == 1396
    assert all(case.executor or case.manual for case in cases)
    assert [case.guid for case in cases if not case.commands and not case.manual] == []
    assert sum(case.manual for case in cases) == 13
