"""All of SigmaHQ's rules: the numbers of the corpora, and every rule read back from its note."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from kbgen.diagnostics import Severity
from kbgen.markup.parse_body import parse_body
from kbgen.notes import sigma_rule
from kbgen.notes.decode import decode
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.settings import Kinds
from kbgen.sources.sigma_model import SigmaRule, SigmaTree
from kbgen.sources.sigma_notes import sigma_notes
from kbgen.sources.sigma_tree import read_sigma_tree
from kbgen.sources.source_note import SourceNote
from kbgen.vault.read import make_document

pytestmark = pytest.mark.corpora

NUMBERS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "numbers.json"
FIVE = ("rules", "rules-compliance", "rules-emerging-threats", "rules-placeholder", "rules-threat-hunting")
"""The folders of rules that are in force."""
ALL = (*FIVE, "deprecated", "unsupported")


@pytest.fixture(scope="module", name="tree")
def read_tree(corpora: Path) -> SigmaTree:
    return read_sigma_tree(corpora / "sigma-rules")


@pytest.fixture(scope="module", name="numbers")
def read_numbers(tree: SigmaTree) -> dict[str, Any]:
    assert tree.rules
    numbers: dict[str, Any] = json.loads(NUMBERS.read_text(encoding="utf-8"))["sigma-rules"]
    return numbers


@pytest.fixture(scope="module", name="rules")
def five_folders(tree: SigmaTree) -> list[SigmaRule]:
    return [rule for rule in tree.rules if rule.path.startswith(tuple(f"{name}/" for name in FIVE))]


@pytest.fixture(scope="module", name="notes")
def make_notes(tree: SigmaTree) -> tuple[SourceNote, ...]:
    return sigma_notes(tree)


def in_folder(rules: Iterable[SigmaRule], folder: str) -> list[SigmaRule]:
    return [rule for rule in rules if rule.path.startswith(f"{folder}/")]


def counted(pairs: list[list[Any]]) -> dict[str, int]:
    return {name or "": count for name, count in pairs}


def test_files_and_documents(tree: SigmaTree) -> None:
    assert (len(tree.files), tree.documents, len(tree.rules)) == (4039, 4044, 4039)
    assert (tree.correlations, tree.filters) == ((), ())
    assert len(tree.left_out) == 203
    assert {path.rsplit("/", 1)[-1] for path in tree.left_out} == {"info.yml"}


@pytest.mark.parametrize("folder", ALL)
def test_each_folder(tree: SigmaTree, numbers: dict[str, Any], folder: str) -> None:
    rules = in_folder(tree.rules, folder)
    expected = numbers["per_folder"][folder]
    assert len(rules) == expected["files"]
    assert Counter(rule.status for rule in rules) == expected["status"]
    assert Counter(rule.level for rule in rules) == expected["level"]
    assert sum(bool(rule.techniques) for rule in rules) == expected["with_technique_tag"]
    assert len({name for rule in rules for name in rule.techniques}) == expected["distinct_technique_ids"]


def test_documents_of_the_folder_with_old_rules(corpora: Path, numbers: dict[str, Any]) -> None:
    tree = read_sigma_tree(corpora / "sigma-rules" / "unsupported")
    assert tree.documents == numbers["per_folder"]["unsupported"]["yaml_documents"] == 92
    several = sorted(
        f"unsupported/{rule.path}" for rule in tree.rules if rule.text.startswith("action: global")
    )
    assert several == numbers["multi_document_files"]


def test_techniques_and_tactics(rules: list[SigmaRule], numbers: dict[str, Any]) -> None:
    expected = numbers["five_rule_folders"]
    assert len(rules) == expected["files"] == 3780
    assert sum(bool(rule.techniques) for rule in rules) == expected["with_technique_tag"] == 3309
    assert sum(not rule.techniques for rule in rules) == expected["without_technique_tag"] == 471
    assert sum(len(rule.techniques) for rule in rules) == expected["rule_technique_pairs"] == 4509
    counts = Counter(name for rule in rules for name in rule.techniques)
    assert len(counts) == expected["distinct_technique_ids"] == 400
    assert sum("." in name for name in counts) == expected["distinct_subtechnique_ids"]
    assert all(counts[name] == count for name, count in expected["top10_techniques"])
    assert {name: counts[name] for name in expected["not_live_ids"]} == {
        name: count for name, (count, _) in expected["not_live_ids"].items()
    }
    tactics = Counter(name for rule in rules for name in rule.tactics)
    assert tactics == {name: count for name, count in expected["tactic_tags"].items() if name != "ds0005"}


def test_namespaces_of_tags(rules: list[SigmaRule], numbers: dict[str, Any]) -> None:
    tags = [tag for rule in rules for tag in rule.tags]
    assert Counter(tag.namespace for tag in tags) == numbers["five_rule_folders"]["tag_namespaces"]
    assert all(tag.is_well_formed for tag in tags)


def test_status_and_level(rules: list[SigmaRule], numbers: dict[str, Any]) -> None:
    expected = numbers["five_rule_folders"]
    assert Counter(rule.status for rule in rules) == expected["status"]
    assert Counter(rule.level for rule in rules) == expected["level"]


def test_log_sources(rules: list[SigmaRule], numbers: dict[str, Any]) -> None:
    expected = numbers["five_rule_folders"]
    sources = Counter(str(rule.log_source) for rule in rules)
    assert len(sources) == expected["logsource_distinct"] == 138
    assert all(sources[name] == count for name, count in expected["logsource_top40"])
    assert Counter(rule.log_source.product for rule in rules) == counted(expected["product"])
    assert (
        Counter(rule.log_source.category for rule in rules).items() >= counted(expected["category"]).items()
    )
    assert Counter(rule.log_source.service for rule in rules).items() >= counted(expected["service"]).items()


def test_ties(rules: list[SigmaRule], numbers: dict[str, Any]) -> None:
    expected = numbers["five_rule_folders"]
    simulations = [entry for rule in rules for entry in rule.simulations]
    assert sum(bool(rule.simulations) for rule in rules) == expected["simulation"]["rules"] == 65
    assert len(simulations) == expected["simulation"]["entries"] == 78
    assert len({entry.guid for entry in simulations}) == expected["simulation"]["distinct_guids"] == 64
    assert Counter(entry.type for entry in simulations) == expected["simulation"]["type_values"]
    assert all(entry.technique and entry.name for entry in simulations)
    assert Counter(item.type for rule in rules for item in rule.related) == expected["related_types"]
    assert sum(bool(rule.regression_tests_path) for rule in rules) == expected["regression_tests_path"] == 202


def test_descriptions_of_recorded_tests_are_where_rules_say(corpora: Path, tree: SigmaTree) -> None:
    paths = [rule.regression_tests_path for rule in tree.rules if rule.regression_tests_path]
    assert set(paths) <= set(tree.left_out)
    assert all((corpora / "sigma-rules" / path).is_file() for path in paths)


def test_keys(rules: list[SigmaRule], numbers: dict[str, Any]) -> None:
    assert Counter(key for rule in rules for key in rule.lines) == numbers["five_rule_folders"]["keys"]
    assert [rule.custom for rule in rules if rule.custom] == []


def test_nothing_is_wrong_with_rules_in_force(tree: SigmaTree) -> None:
    found = [(item.code, item.severity, item.location.path.split("/")[0]) for item in tree.diagnostics]
    assert found == [("KB518", Severity.ERROR, "unsupported")] * 4


def test_notes_have_paths_of_their_own(tree: SigmaTree, notes: tuple[SourceNote, ...]) -> None:
    assert len({note.path.casefold() for note in notes}) == len(notes) == len(tree.entries)
    plain = [note for note in notes if note.path == f"Detection Rules/{note.origin.split('/')[-1][:-6]}.md"]
    assert sorted(note.path for note in notes if note not in plain) == [
        "Detection Rules/driver_load_win_vuln_drivers_names (deprecated windows).md",
        "Detection Rules/proc_creation_win_renamed_paexec (deprecated windows).md",
    ]


@pytest.fixture(scope="module", name="read")
def read_notes(notes: tuple[SourceNote, ...]) -> dict[str, Note]:
    """Return what kbgen reads from each note, by the place of its rule."""
    documents = {note.origin: make_document(note.path, note.text.encode(), "utf-8") for note in notes}
    return {
        origin: decode(document, parse_body(document.body, document.body_line), Kinds())
        for origin, document in documents.items()
    }


def test_every_rule_is_read_back_as_it_was(tree: SigmaTree, read: dict[str, Note]) -> None:
    assert len(read) == len(tree.rules)
    for rule in tree.rules:
        note = read[rule.origin]
        found = note.subject
        assert isinstance(found, DetectionRule)
        assert note.diagnostics == ()
        assert (note.title, found.status.text, found.level.text) == (rule.title, rule.status, rule.level)
        assert tuple(item.id for item in found.techniques) == rule.techniques
        assert {item.shortname for item in found.tactics} <= set(rule.tactics)
        assert (found.created.text, found.modified.text) == (rule.date, rule.modified)
        assert found.log_source.product == rule.log_source.product
        assert found.log_source.service == rule.log_source.service
        assert [heading.text for heading in note.body.headings] == [rule.title, "Description"]
        (code,) = [block.text for block in note.body.code_blocks if block.language == "yml"]
        assert code == (rule.text if rule.text.endswith("\n") else f"{rule.text}\n")
        assert not any(tag.inline for tag in note.tags)


def test_every_sigma_rule_is_read_from_its_block(tree: SigmaTree, read: dict[str, Note]) -> None:
    subjects = {origin: note.subject for origin, note in read.items()}
    sigma = {
        origin: subject.sigma
        for origin, subject in subjects.items()
        if isinstance(subject, DetectionRule) and isinstance(subject.sigma, sigma_rule.SigmaRule)
    }
    assert len(sigma) == 4039
    assert [sigma[rule.origin].id for rule in tree.rules] == [rule.id for rule in tree.rules]
    assert [sigma[rule.origin].techniques for rule in tree.rules] == [rule.techniques for rule in tree.rules]
    assert sum(len(rule.simulations) for rule in sigma.values()) == 78
    assert {(rule.faults, rule.beside, rule.correlation) for rule in sigma.values()} == {((), (), None)}
