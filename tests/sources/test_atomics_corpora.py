"""All of Atomic Red Team's tests: the numbers of the corpora, and every test read back from its note."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.decode import decode
from kbgen.notes.note import Note
from kbgen.settings import Kinds
from kbgen.sources.atomics_model import AtomicsTree, AtomicTest, Executor
from kbgen.sources.atomics_notes import atomics_notes
from kbgen.sources.atomics_placeholders import filled_in
from kbgen.sources.atomics_tree import read_atomics_tree
from kbgen.sources.sigma_tree import read_sigma_tree
from kbgen.vault.read import make_document

pytestmark = pytest.mark.corpora

NUMBERS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "numbers.json"


@pytest.fixture(scope="module", name="tree")
def read_tree(corpora: Path) -> AtomicsTree:
    return read_atomics_tree(corpora / "atomics")


@pytest.fixture(scope="module", name="numbers")
def read_numbers(tree: AtomicsTree) -> dict[str, Any]:
    assert tree.files
    numbers: dict[str, Any] = json.loads(NUMBERS.read_text(encoding="utf-8"))["atomics"]
    return numbers


@pytest.fixture(scope="module", name="read")
def read_notes(tree: AtomicsTree) -> list[Note]:
    """Return what kbgen reads from the note of each file, in their order."""
    documents = (make_document(note.path, note.text.encode(), "utf-8") for note in atomics_notes(tree))
    return [decode(item, parse_body(item.body, item.body_line), Kinds()) for item in documents]


def executors(tree: AtomicsTree) -> list[Executor]:
    return [test.executor for test in tree.tests if test.executor is not None]


def commands(test: AtomicTest) -> list[str]:
    """Return all that a person or a program does in a test, in the order of the note."""
    assert test.executor is not None
    executor = test.executor
    prerequisites = [
        text for item in test.dependencies for text in (item.prereq_command, item.get_prereq_command)
    ]
    texts = [executor.command or executor.steps, executor.cleanup_command, *prerequisites]
    return [text if text.endswith("\n") else f"{text}\n" for text in texts if text.strip()]


def test_files_and_tests(tree: AtomicsTree, numbers: dict[str, Any]) -> None:
    assert len(tree.files) == numbers["files"] == 341
    assert len(tree.tests) == numbers["tests"] == 1819
    assert len({file.technique for file in tree.files}) == numbers["technique_ids"]
    assert sum("." in file.technique for file in tree.files) == numbers["subtechnique_files"] == 230
    assert tree.left_out == ()
    counts = {file.technique: len(file.tests) for file in tree.files}
    assert max(counts.values()) == numbers["tests_per_technique_max"]
    assert all(counts[name] == count for name, count in numbers["top10"])


def test_guids_and_names(tree: AtomicsTree, numbers: dict[str, Any]) -> None:
    assert sum(bool(test.guid) for test in tree.tests) == numbers["tests_with_guid"]
    assert len({test.guid for test in tree.tests}) == numbers["distinct_guids"] == 1819
    twice = Counter((test.technique, test.name) for test in tree.tests)
    assert sum(count > 1 for count in twice.values()) == numbers["duplicate_names_within_technique"]


def test_platforms(tree: AtomicsTree, numbers: dict[str, Any]) -> None:
    assert Counter(name for test in tree.tests for name in test.platforms) == numbers["tests_per_platform"]
    sets = Counter(", ".join(sorted(test.platforms)) for test in tree.tests)
    assert sets == numbers["platform_sets"]


def test_executors(tree: AtomicsTree, numbers: dict[str, Any]) -> None:
    found = executors(tree)
    assert Counter(item.name for item in found) == numbers["executors"]
    assert sum(item.elevation_required for item in found) == numbers["elevation_required"] == 682
    assert sum(bool(item.cleanup_command.strip()) for item in found) == numbers["with_cleanup"] == 1015
    assert sum(bool(item.command) for item in found) == numbers["executor_keys"]["command"]
    assert sum(bool(item.steps) for item in found) == numbers["executor_keys"]["steps"]


def test_dependencies_and_arguments(tree: AtomicsTree, numbers: dict[str, Any]) -> None:
    assert sum(bool(test.dependencies) for test in tree.tests) == numbers["with_dependencies"] == 726
    names = Counter(test.dependency_executor_name for test in tree.tests if test.dependency_executor_name)
    assert names == numbers["dependency_executor_name"]
    arguments = [argument for test in tree.tests for argument in test.arguments]
    assert sum(bool(test.arguments) for test in tree.tests) == numbers["with_input_arguments"] == 1045
    assert len(arguments) == numbers["input_argument_keys"]["type"] == 2171
    assert Counter(argument.type for argument in arguments) == numbers["input_argument_types"]


def test_nothing_is_wrong(tree: AtomicsTree) -> None:
    assert [str(item) for item in tree.diagnostics] == []
    assert [test.custom for test in tree.tests if test.custom] == []


def test_every_placeholder_is_filled_in(tree: AtomicsTree) -> None:
    for test in tree.tests:
        for command in commands(test):
            pieces = filled_in(command, test.arguments)
            assert pieces is not None
            assert all(piece.is_known for piece in pieces)
            assert "#{" not in "".join(piece.text for piece in pieces)


def test_every_test_that_a_rule_names_is_there(corpora: Path, tree: AtomicsTree) -> None:
    rules = read_sigma_tree(corpora / "sigma-rules").rules
    named = {simulation.guid for rule in rules for simulation in rule.simulations}
    assert len(named) == 64
    assert named <= {test.guid for test in tree.tests}


def test_every_file_is_read_back_as_it_was(tree: AtomicsTree, read: list[Note]) -> None:
    for file, note in zip(tree.files, read, strict=True):
        assert isinstance(note.subject, AtomicTests)
        assert (note.diagnostics, note.body.unpublished) == ((), ())
        assert note.title == f"{file.technique} - {file.display_name}"
        assert [item.id for item in note.subject.techniques] == [file.technique]
        assert [case.guid for case in note.subject.cases] == [test.guid for test in file.tests]
        assert [case.name for case in note.subject.cases] == [test.name for test in file.tests]
        assert not any(tag.inline for tag in note.tags)
    assert len({note.path.casefold() for note in read}) == len(read)


def test_every_test_is_read_back_as_it_was(tree: AtomicsTree, read: list[Note]) -> None:
    cases = [case for note in read if isinstance(note.subject, AtomicTests) for case in note.subject.cases]
    for test, case in zip(tree.tests, cases, strict=True):
        assert test.executor is not None
        assert tuple(name.lower() for name in case.platforms) == test.platforms
        assert case.executor == ("" if test.executor.name == "manual" else test.executor.name)
        assert case.elevation == test.executor.elevation_required


def test_every_command_is_verbatim(tree: AtomicsTree, read: list[Note]) -> None:
    extra = 0
    for file, note in zip(tree.files, read, strict=True):
        expected = [command for test in file.tests for command in commands(test)]
        found = [block.text for block in note.body.code_blocks]
        extra += len(found) - len(expected)
        remaining = iter(found)
        assert all(command in remaining for command in expected), file.path
    assert extra == 3, "three descriptions have code blocks of their own"
