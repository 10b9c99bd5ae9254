"""Evidence of files and notes, and what it makes of techniques."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from coverage_worlds import TODAY, atomic, files, guid, rule, technique

from kbgen.coverage.verdict import Reason, Verdict
from kbgen.errors import KbgenError
from kbgen.project import Project
from kbgen.settings import read_settings

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
RULE = "99999999-2222-4333-8444-555555555555"
NOTES: Mapping[str, str] = {
    "T1059": technique("T1059", "Windows", "Linux"),
    "T1059_001": technique("T1059.001", "Windows"),
    "T1046": technique("T1046", "Windows"),
    "r": rule("T1059.001", title="Shell", id=RULE),
    "scan": rule("T1046", title="Scan"),
    "t": atomic("T1059.001", one="windows", two="linux"),
    "u": atomic("T1046", three="windows"),
}
Values = Mapping[str, str]


@pytest.fixture
def project(make_vault: MakeVault) -> Callable[..., Project]:
    """Return a function from records, and changed notes, to a project."""

    def make(*records: Values, today: dt.date = TODAY, days: int = 180, **notes: str) -> Project:
        content = {**files(**{**NOTES, **notes}), "evidence.json": json.dumps(list(records))}
        return Project(make_vault(content), read_settings({"coverage": {"evidence_days": days}}), today=today)

    return make


def record(outcome: str = "detected", day: str = "2026-10-31", **values: str) -> Values:
    return {"date": day, "outcome": outcome, **values}


def shown(project: Project, identifier: str) -> tuple[str, set[str]]:
    total = project.coverage.by_id[identifier].total
    return total.verdict.value, {reason.value for reason in total.reasons}


def test_without_evidence_a_testable_technique_was_never_exercised(project: Callable[..., Project]) -> None:
    assert shown(project(), "T1059.001") == ("testable", {"never-exercised"})
    assert project().evidence == ()


def test_a_rule_that_fired_for_a_test_of_the_technique_proves_it_and_its_parent(
    project: Callable[..., Project],
) -> None:
    made = project(record(rule=RULE, test=guid("one")))
    assert shown(made, "T1059.001") == ("proven", set())
    assert shown(made, "T1059")[0] == "proven"
    assert made.coverage.by_id["T1059"].by_platform["Linux"].verdict is Verdict.GAP
    assert shown(made, "T1046") == ("testable", {"never-exercised"})


def test_recorded_events_prove_without_a_test(project: Callable[..., Project]) -> None:
    made = project(record(rule=RULE, platform="Windows"), u="---\ntags: [x]\n---\n")
    assert shown(made, "T1059.001")[0] == "proven"
    events_only = project(record(rule=RULE), t="---\ntags: [x]\n---\n")
    assert shown(events_only, "T1059.001") == ("proven", {"no-test"})


def test_a_rule_that_fired_for_a_test_of_another_technique_proves_nothing(
    project: Callable[..., Project],
) -> None:
    assert shown(project(record(rule=RULE, test=guid("three"))), "T1059.001") == (
        "testable",
        {"never-exercised"},
    )


def test_a_record_that_names_a_technique_and_no_test_proves_that_one_and_its_parent(
    project: Callable[..., Project],
) -> None:
    both = rule("T1059.001", "T1046", title="Shell", id=RULE)
    made = project(record(rule=RULE, technique="T1059.001"), r=both)
    found = {name: shown(made, name)[0] for name in ("T1059", "T1059.001", "T1046")}
    assert found == {"T1059": "proven", "T1059.001": "proven", "T1046": "testable"}
    above = project(record(rule=RULE, technique="T1059"), r=both)
    assert shown(above, "T1059.001")[0] == "testable"


def test_a_test_that_the_rule_names_proves_whatever_its_technique(project: Callable[..., Project]) -> None:
    named = rule("T1059.001", title="Shell", id=RULE, guid=guid("three"))
    assert shown(project(record(rule=RULE, test=guid("three")), r=named), "T1059.001")[0] == "proven"


def test_a_test_of_another_platform_proves_nothing_even_where_the_rule_names_it(
    project: Callable[..., Project],
) -> None:
    named = rule("T1059.001", title="Shell", id=RULE, guid=guid("two"))
    made = project(record(rule=RULE, test=guid("two")), r=named)
    assert shown(made, "T1059.001") == ("testable", {"never-exercised"})


@pytest.mark.parametrize("outcome", ["missed", "executed"])
@pytest.mark.parametrize("named", [{"test": guid("one")}, {"technique": "T1059.001"}])
def test_what_was_run_without_a_detection_was_exercised_and_never_detected(
    project: Callable[..., Project], outcome: str, named: Values
) -> None:
    made = project(record(outcome, **named))
    assert shown(made, "T1059.001") == ("testable", {"never-detected"})
    assert shown(made, "T1059")[1] == {"never-detected"}
    assert shown(made, "T1046")[1] == {"never-exercised"}


def test_recorded_events_that_a_rule_misses_exercise_it(project: Callable[..., Project]) -> None:
    assert shown(project(record("missed", rule=RULE)), "T1059.001")[1] == {"never-detected"}
    assert shown(project(record("not-evaluated", rule=RULE)), "T1059.001")[1] == {"never-exercised"}


def test_what_was_run_on_another_platform_only_was_not_exercised_here(
    project: Callable[..., Project],
) -> None:
    made = project(record("executed", technique="T1046", platform="Linux"))
    assert shown(made, "T1046")[1] == {"never-exercised"}


@pytest.mark.parametrize(
    ("days", "verdict", "reasons"),
    [(180, "proven", set()), (181, "testable", {"stale-evidence"})],
)
def test_evidence_ages_out_after_its_last_day(
    project: Callable[..., Project], days: int, verdict: str, reasons: set[str]
) -> None:
    ran = dt.date(2026, 5, 1)
    values = record(day=ran.isoformat(), rule=RULE, test=guid("one"))
    assert shown(project(values, today=ran + dt.timedelta(days)), "T1059.001") == (verdict, reasons)


def test_how_long_evidence_lasts_is_a_setting(project: Callable[..., Project]) -> None:
    values = record(day="2026-10-22", rule=RULE, test=guid("one"))
    assert shown(project(values, days=10), "T1059.001")[0] == "proven"
    assert shown(project(values, days=9), "T1059.001") == ("testable", {"stale-evidence"})


def test_an_inactive_rule_proves_nothing(project: Callable[..., Project]) -> None:
    old = rule("T1059.001", title="Shell", id=RULE, status="deprecated")
    assert shown(project(record(rule=RULE, test=guid("one")), r=old), "T1059.001")[0] == "gap"


def test_front_matter_of_rules_and_tests_counts_as_well(project: Callable[..., Project]) -> None:
    entry = f"evidence: [{{date: 2026-10-31, outcome: detected, test: {guid('one')}}}]\n---\n"
    in_rule = project(r=NOTES["r"].replace("---\n```", entry + "```"))
    assert shown(in_rule, "T1059.001")[0] == "proven"
    assert [str(item.origin) for item in in_rule.evidence] == ["r.md:3:12"]
    entry = f"evidence: [{{date: 2026-10-31, outcome: detected, test: {guid('one')}, rule: Shell}}]\n---\n#"
    in_test = project(t=NOTES["t"].replace("---\n#", entry, 1))
    assert shown(in_test, "T1059.001")[0] == "proven"
    elsewhere = project(T1046=NOTES["T1046"].replace("tactics", "evidence: none\ntactics"))
    assert elsewhere.recorded.diagnostics == ()


def test_what_is_wrong_with_front_matter_is_a_finding(project: Callable[..., Project]) -> None:
    made = project(r=NOTES["r"].replace("---\n```", "evidence: yes\n---\n```"))
    assert [str(item.location) for item in made.diagnostics if item.code == "KB721"] == ["r.md:3:11"]


def test_a_damaged_file_is_an_error_that_names_file_and_line(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "", "evidence.json": "[\n{\n"})
    with pytest.raises(KbgenError, match=r"^evidence\.json:\d:\d: this is no valid JSON"):
        _ = Project(vault).evidence


def test_the_settings_name_the_files_and_absent_ones_are_empty(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "", "e/x.json": json.dumps([record(technique="T1046")])})
    settings = read_settings({"coverage": {"evidence": ["e/x.json", "gone.json"]}})
    assert [str(item.origin) for item in Project(vault, settings).evidence] == ["e/x.json:1:2"]
    assert Project(vault).evidence == ()
    assert Project(vault, settings).vault.attachments == ()


def test_every_reason_is_still_in_the_order_of_the_vocabulary(project: Callable[..., Project]) -> None:
    made = project(record("executed", test=guid("one")))
    order = list(Reason)
    for found in made.coverage.techniques:
        assert list(found.total.reasons) == sorted(found.total.reasons, key=order.index)
