"""Recorded events of rules."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kbgen.errors import KbgenError
from kbgen.settings import InputLimits
from kbgen.sources.evidence import Outcome
from kbgen.sources.results import read_results
from kbgen.sources.results_model import Known, Match, Reading, Results

RULE = "99999999-2222-4333-8444-555555555555"
TEXT = "title: Rule\n"
HIT: Mapping[str, Any] = {"Event": {"EventData": {"Image": "C:\\scan.exe"}}}
MISS: Mapping[str, Any] = {"Event": {"EventData": {"Image": "C:\\other.exe"}}}
ODD: Mapping[str, Any] = {"Event": {"EventData": {}}}


def info(path: str = f"regression_data/rules/scan/{RULE}.evtx", more: str = "", rule: str = RULE) -> str:
    return (
        "id: 11111111-2222-4333-8444-555555555555\ndate: 2026-05-01\nrule_metadata:\n"
        f"    - id: {rule}\n      title: Rule\nregression_tests_info:\n"
        f"    - name: Positive\n      type: evtx\n      provider: Example\n      path: {path}\n{more}"
    )


def evaluate(rule: str, event: Mapping[str, object]) -> Match:
    assert rule == TEXT
    match event:
        case {"Event": {"EventData": {"Image": image}}}:
            return Match(str(image).endswith("scan.exe"))
        case _:
            return Match(None, "an unsupported construct")


READING = Reading(known=lambda: Known(texts={RULE: TEXT}), evaluate=evaluate)


def read(root: Path, reading: Reading = READING) -> Results:
    return read_results(root, reading)


def tree(folder: Path, text: str, *events: object, name: str = f"{RULE}.json") -> Path:
    place = folder / "repository" / "rules" / "scan"
    place.mkdir(parents=True)
    (place / "info.yml").write_text(text, encoding="utf-8")
    if events:
        (place / name).write_text(
            "\n".join(json.dumps(event, indent=1) for event in events), encoding="utf-8"
        )
    return folder / "repository"


@pytest.mark.parametrize(
    ("events", "outcome", "note"),
    [
        ([HIT], Outcome.DETECTED, "1 of 1 recorded events match"),
        ([MISS, HIT, MISS], Outcome.DETECTED, "1 of 3 recorded events match"),
        ([[MISS, HIT], HIT], Outcome.DETECTED, "2 of 3 recorded events match"),
        ([MISS], Outcome.MISSED, "0 of 1 recorded events match"),
        ([ODD, HIT], Outcome.DETECTED, "1 of 2 recorded events match"),
        ([ODD, MISS], Outcome.NOT_EVALUATED, "an unsupported construct"),
        ([[]], Outcome.NOT_EVALUATED, f"{RULE}.json has no events"),
        ([], Outcome.NOT_EVALUATED, f"its events are not there as JSON ({RULE}.json)"),
    ],
)
def test_a_rule_is_detected_only_where_it_really_matches_an_event(
    tmp_path: Path, events: list[object], outcome: Outcome, note: str
) -> None:
    results = read(tree(tmp_path, info(), *events))
    (record,) = results.records
    assert (record.outcome, record.note) == (outcome, note)
    assert (record.rule, record.test, record.platform) == (RULE, "", "Windows")
    assert record.day.isoformat() == "2026-05-01"
    assert record.source == "regression_data/rules/scan/info.yml"
    assert (record.origin.path, record.origin.line) == ("rules/scan/info.yml", 2)


def test_another_number_of_matches_than_expected_is_noted(tmp_path: Path) -> None:
    (record,) = read(tree(tmp_path, info(more="      match_count: 2\n"), HIT, MISS)).records
    assert record.note == "1 of 2 recorded events match, 2 expected"


def test_the_best_of_several_recordings_counts(tmp_path: Path) -> None:
    more = "    - name: Other\n      type: evtx\n      path: regression_data/rules/scan/gone.evtx\n"
    (record,) = read(tree(tmp_path, info(more=more), HIT)).records
    assert record.outcome is Outcome.DETECTED


def test_rules_that_are_not_known_are_counted_and_left_out(tmp_path: Path) -> None:
    other = "88888888-2222-4333-8444-555555555555"
    results = read(tree(tmp_path, info(rule=other), HIT))
    assert (results.records, results.unknown_rules, results.left_out) == ((), 1, ())


def test_one_file_can_be_named_and_other_files_of_that_name_are_read_past(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    root = tree(tmp_path, info(), HIT)
    (root / "info.yml").write_text("name: something else\n", encoding="utf-8")
    assert len(read(root).records) == 1
    assert len(read(root / "rules" / "scan" / "info.yml").records) == 1
    with pytest.raises(KbgenError, match=r"no info\.yml with rules and recorded events"):
        read(root / "info.yml")
    with pytest.raises(KbgenError, match=r"no info\.yml with rules and recorded events"):
        read(empty)


def test_an_info_without_recordings_says_nothing(tmp_path: Path) -> None:
    text = info().partition("regression_tests_info")[0]
    with pytest.raises(KbgenError, match=r"no info\.yml with rules and recorded events"):
        read(tree(tmp_path, text, HIT))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("b: 1\na: [\n", "rules/scan/info.yml:2: this is no valid YAML"),
        (info().replace("2026-05-01", "soon"), "rules/scan/info.yml:2: 'soon' is no date"),
    ],
)
def test_a_damaged_info_is_left_out_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    results = read(tree(tmp_path, text, HIT))
    assert results.records == ()
    assert str(results.left_out[0]).startswith(message)


def test_damaged_events_are_not_evaluated_with_their_place(tmp_path: Path) -> None:
    root = tree(tmp_path, info())
    (root / "rules" / "scan" / f"{RULE}.json").write_text('{"a":\n]', encoding="utf-8")
    (record,) = read(root).records
    assert record.outcome is Outcome.NOT_EVALUATED
    assert record.note.startswith(f"{RULE}.json:2:1: this is no valid JSON")


def test_a_path_leads_nowhere_but_to_a_file_beside(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text(json.dumps(HIT), encoding="utf-8")
    (record,) = read(tree(tmp_path, info("../../../secret.evtx"))).records
    assert (record.outcome, record.note) == (
        Outcome.NOT_EVALUATED,
        "its events are not there as JSON (secret.json)",
    )
    link = tmp_path / "repository" / "rules" / "scan" / "secret.json"
    link.symlink_to(tmp_path / "secret.json")
    (record,) = read(tmp_path / "repository").records
    assert record.outcome is Outcome.NOT_EVALUATED


def test_a_folder_that_is_too_large_is_refused_with_the_name_of_the_limit(tmp_path: Path) -> None:
    root = tree(tmp_path, info(), HIT)
    with pytest.raises(KbgenError, match="max_input_bytes"):
        read(root, Reading(limits=InputLimits(max_input_bytes=200)))
