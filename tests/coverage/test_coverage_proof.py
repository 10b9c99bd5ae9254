"""What evidence shows, on which platform, and how long."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from kbgen.coverage import subject
from kbgen.coverage.proof import Proofs, sort_out
from kbgen.coverage.subject import Rule
from kbgen.notes.sigma_rule import LogSource
from kbgen.source import Location
from kbgen.sources.evidence import Evidence, Outcome

TODAY = dt.date(2026, 11, 1)
DAYS = 180
GUID, OTHER = "11111111-2222-4333-8444-555555555555", "22222222-2222-4333-8444-555555555555"
ID = "99999999-2222-4333-8444-555555555555"
RULES = {
    path: Rule(
        path, identifier, title, "test", "low", LogSource("windows"), frozenset({"Windows"}), None, None
    )
    for path, identifier, title in (
        ("a/scan.md", ID, "Port Scan"),
        ("b/one.md", "", "Twin"),
        ("b/two.md", "", "Twin"),
    )
}
TESTS = {
    "t.md": subject.Test(
        "t.md",
        "T",
        (
            subject.TestCase(GUID, "One", frozenset({"Windows"})),
            subject.TestCase(OTHER, "Two", frozenset({"Windows", "Linux"})),
        ),
    )
}
RECORD = Evidence(Outcome.DETECTED, TODAY, Location("evidence.json", 2), rule=ID, test=GUID)


def sorted_out(*records: Evidence, rules: Mapping[str, Rule] = RULES) -> Proofs:
    return sort_out(records, rules, TESTS, TODAY, DAYS)


def ago(days: int, record: Evidence = RECORD) -> Evidence:
    return replace(record, day=TODAY - dt.timedelta(days=days))


@pytest.mark.parametrize(("days", "fresh"), [(0, True), (1, True), (179, True), (180, True), (181, False)])
def test_a_record_counts_up_to_and_on_the_last_day(days: int, fresh: bool) -> None:
    (proof,) = sorted_out(ago(days)).by_rule["a/scan.md"]
    assert proof.fresh is fresh


def test_a_record_of_a_day_to_come_shows_nothing() -> None:
    proofs = sorted_out(ago(-1))
    assert (proofs.by_rule, proofs.exercised, proofs.future) == ({}, {}, (ago(-1),))


@pytest.mark.parametrize("name", [ID, ID.upper(), "Port Scan", "port scan", "scan", "a/scan.md", "A/Scan.md"])
def test_a_rule_is_called_by_its_id_title_path_or_file_name_in_any_case(name: str) -> None:
    assert list(sorted_out(replace(RECORD, rule=name)).by_rule) == ["a/scan.md"]


@pytest.mark.parametrize("name", ["Twin", "gone", "b"])
def test_a_name_of_several_rules_or_of_none_is_unmatched(name: str) -> None:
    record = replace(RECORD, rule=name)
    proofs = sorted_out(record)
    assert (proofs.by_rule, proofs.unmatched) == ({}, (record,))


def test_a_test_that_there_is_not_is_unmatched() -> None:
    record = replace(RECORD, test="33333333-2222-4333-8444-555555555555")
    assert sorted_out(record).unmatched == (record,)
    assert sorted_out(replace(RECORD, test="")).unmatched == ()


@pytest.mark.parametrize("outcome", [Outcome.MISSED, Outcome.EXECUTED, Outcome.NOT_EVALUATED])
def test_only_a_detection_proves(outcome: Outcome) -> None:
    proofs = sorted_out(replace(RECORD, outcome=outcome))
    assert proofs.by_rule == {}
    assert proofs.was_run(GUID, "Windows") is (outcome is not Outcome.NOT_EVALUATED)


def test_a_detection_without_a_rule_proves_nothing_and_exercises_the_test() -> None:
    proofs = sorted_out(replace(RECORD, rule=""))
    assert proofs.by_rule == {}
    assert proofs.was_run(GUID, "Windows")


@pytest.mark.parametrize(
    ("stated", "test", "holds"),
    [
        ("", "", "Windows Linux ESXi"),
        ("Windows", "", "Windows"),
        ("windows", "", "Windows"),
        ("", GUID, "Windows"),
        ("", OTHER, "Windows Linux"),
        ("Linux", OTHER, "Linux"),
        ("Linux", GUID, ""),
    ],
)
def test_a_proof_holds_where_record_and_test_both_allow_it(stated: str, test: str, holds: str) -> None:
    (proof,) = sorted_out(replace(RECORD, platform=stated, test=test)).by_rule["a/scan.md"]
    platforms = ("Windows", "Linux", "ESXi")
    assert [name for name in platforms if proof.holds_on(name)] == holds.split()
    assert proof.holds_on("") is True


def test_a_run_is_one_of_the_test_else_of_the_technique_else_of_recorded_events() -> None:
    run = replace(RECORD, outcome=Outcome.EXECUTED, technique="T1046")
    assert list(sorted_out(run).exercised) == [GUID]
    assert list(sorted_out(replace(run, test="")).exercised) == ["T1046"]
    assert list(sorted_out(replace(run, test="33333333-2222-4333-8444-555555555555")).exercised) == ["T1046"]
    assert list(sorted_out(replace(run, test="", technique="")).exercised) == ["a/scan.md"]


def test_a_run_is_one_on_the_platform_that_is_stated_else_on_those_of_the_test() -> None:
    run = replace(RECORD, outcome=Outcome.EXECUTED, test=OTHER)
    platforms = ("Windows", "Linux", "macOS")
    assert [sorted_out(run).was_run(OTHER, name) for name in platforms] == [True, True, False]
    on_linux = sorted_out(replace(run, platform="linux"))
    assert [on_linux.was_run(OTHER, name) for name in platforms] == [False, True, False]
    anywhere = sorted_out(replace(run, test="", technique="T1046"))
    assert [anywhere.was_run("T1046", name) for name in platforms] == [True, True, True]


def lapses(*records: Evidence) -> Iterable[tuple[str, dt.date, dt.date]]:
    return [(item.rule, item.fired.day, item.missed.day) for item in sorted_out(*records).lapses]


def test_a_later_miss_of_the_same_is_a_lapse() -> None:
    missed = replace(RECORD, outcome=Outcome.MISSED)
    assert lapses(ago(20), ago(30), ago(5, missed), ago(9, missed)) == [
        ("a/scan.md", TODAY - dt.timedelta(20), TODAY - dt.timedelta(5))
    ]
    assert lapses(ago(5), ago(20, missed)) == []
    assert lapses(ago(5), ago(5, missed)) == []
    assert lapses(ago(20), ago(5, replace(missed, test=OTHER))) == []
    assert lapses(ago(20), ago(5, replace(missed, platform="Linux"))) == []
    assert lapses(ago(20), ago(-5, missed)) == []


def test_the_latest_proof_comes_first_and_all_records_are_kept() -> None:
    proofs = sorted_out(ago(9), ago(3), ago(6))
    assert [(TODAY - proof.day).days for proof in proofs.by_rule["a/scan.md"]] == [3, 6, 9]
    assert proofs.records == (ago(9), ago(3), ago(6))
