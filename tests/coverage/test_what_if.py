"""What would be without and with a log source, compared with an assessment under the changed settings."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from coverage_worlds import TODAY, Assess, rule, technique
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telemetry_worlds import Release, explore, windows_log

from kbgen.coverage.analytics import Analytics
from kbgen.coverage.log_source_ranking import Ranking
from kbgen.coverage.model import Coverage
from kbgen.coverage.what_if import Gain, Loss, WhatIfError, what_if
from kbgen.errors import SettingsError

NOTES = {
    "T1046": technique("T1046", "Windows", "Linux"),
    "T1003": technique("T1003", "Windows"),
    "T1059": technique("T1059", "Windows"),
    "T1059_001": technique("T1059.001", "Windows"),
    "T1110": technique("T1110"),
    "a": rule("T1046", category="process_creation"),
    "b": rule("T1046", product="linux", category="process_creation"),
    "c": rule("T1003", category="process_access"),
    "d": rule("T1003", category="process_creation"),
    "e": rule("T1059.001", category="ps_script"),
    "f": rule("T1059", category="ps_script", status="deprecated"),
    "g": rule("T1110", product="acme", category="logins"),
    "h": rule("T1046", product="", category="proxy"),
}
ALL = (
    "windows/process_creation",
    "linux/process_creation",
    "windows/process_access",
    "windows/ps_script",
    "acme/logins",
    "*/proxy",
)


def ask(coverage: Coverage, question: str, analytics: Analytics | None = None) -> Loss | Gain | Ranking:
    return what_if(coverage, Analytics({}, coverage.telemetry) if analytics is None else analytics, question)


def loss(coverage: Coverage, source: str) -> Loss:
    found = ask(coverage, f"without={source}")
    assert isinstance(found, Loss)
    return found


def gain(coverage: Coverage, source: str, analytics: Analytics | None = None) -> Gain:
    found = ask(coverage, f"with={source}", analytics)
    assert isinstance(found, Gain)
    return found


def told(found: Loss | Gain) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(change.technique_id, change.platforms, change.is_whole) for change in found.changes]


def test_a_technique_goes_dark_when_its_last_collected_rule_does(assess: Assess) -> None:
    found = loss(assess({"log_sources": list(ALL[:5])}, TODAY, **NOTES), "windows/process_creation")
    assert told(found) == [("T1046", ("Windows",), False)]
    assert found.rules == ("a.md", "d.md")
    assert (found.claimed, found.feasible, found.is_assumed) == (5, (5, 5), False)
    assert found.changes[0].rules == ("a.md",)


def test_a_sub_technique_takes_its_technique_along(assess: Assess) -> None:
    found = loss(assess({"log_sources": list(ALL)}, TODAY, **NOTES), "windows/ps_script")
    assert told(found) == [("T1059", ("Windows",), True), ("T1059.001", ("Windows",), True)]
    assert found.rules == ("e.md",)
    assert found.feasible == (5, 3)


def test_a_whole_product_may_be_taken_away(assess: Assess) -> None:
    found = loss(assess({"log_sources": ["windows", "linux"]}, TODAY, **NOTES), "windows")
    assert told(found) == [
        ("T1003", ("Windows",), True),
        ("T1059", ("Windows",), True),
        ("T1059.001", ("Windows",), True),
        ("T1046", ("Windows",), False),
    ]


def test_a_technique_without_platforms_has_none_to_name(assess: Assess) -> None:
    assert told(loss(assess({"log_sources": list(ALL)}, TODAY, **NOTES), "acme")) == [("T1110", (), True)]


def test_everything_counts_as_collected_where_nothing_is_declared(assess: Assess) -> None:
    found = loss(assess(None, TODAY, **NOTES), "windows/ps_script")
    assert found.is_assumed
    assert found.feasible == (5, 3)


def test_nothing_is_lost_with_what_is_not_collected(assess: Assess) -> None:
    found = loss(assess({"log_sources": ["linux"]}, TODAY, **NOTES), "windows/ps_script")
    assert (found.rules, found.changes, found.feasible) == ((), (), (1, 1))


def test_a_blind_technique_opens_with_its_log_source(assess: Assess) -> None:
    coverage = assess({"log_sources": ["linux/process_creation"]}, TODAY, **NOTES)
    found = gain(coverage, "windows/process_creation")
    assert told(found) == [("T1003", ("Windows",), True), ("T1046", ("Windows",), False)]
    assert (found.rules, found.feasible) == (("a.md", "d.md"), (1, 2))
    assert (found.analytics, found.gaps) == (None, None)


def test_nothing_counts_as_collected_where_nothing_is_declared(assess: Assess) -> None:
    found = gain(assess(None, TODAY, **NOTES), "windows/process_creation")
    assert found.is_assumed
    assert found.feasible == (0, 2)


def test_a_log_source_that_no_rule_uses_gets_the_similar_ones(assess: Assess) -> None:
    found = gain(assess({"log_sources": []}, TODAY, **NOTES), "windows/proces_creation")
    assert found.near[0] == "windows/process_creation"
    assert gain(assess({"log_sources": []}, TODAY, **NOTES), "windows").near == ()


@pytest.mark.parametrize(
    "question", ["", "best=1", "without", "without=", "with= ", "worse=windows", "windows"]
)
def test_another_question_is_refused_with_the_forms_that_there_are(assess: Assess, question: str) -> None:
    with pytest.raises(WhatIfError, match="expected without=LOG-SOURCE, with=LOG-SOURCE or best"):
        ask(assess(None, TODAY, **NOTES), question)


@pytest.mark.parametrize("question", ["without=a/b/c/d", "with=a//b"])
def test_a_log_source_in_another_form_is_refused(assess: Assess, question: str) -> None:
    with pytest.raises(SettingsError, match="windows/process_creation"):
        ask(assess(None, TODAY, **NOTES), question)


def feasible(coverage: Coverage) -> dict[tuple[str, str], bool | None]:
    return {
        (technique.id, platform): cell.feasible
        for technique in coverage.techniques
        for platform, cell in (("", technique.total), *technique.by_platform.items())
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    collected=st.lists(st.sampled_from(ALL), unique=True, max_size=5),
    source=st.sampled_from((*ALL, "windows", "linux", "*/process_creation")),
)
def test_the_answer_is_that_of_an_assessment_under_the_other_settings(
    assess: Assess, collected: Sequence[str], source: str
) -> None:
    coverage = assess({"log_sources": collected}, TODAY, **NOTES)
    found = gain(coverage, source)
    then = assess({"log_sources": [*collected, source]}, TODAY, **NOTES)
    before, after = feasible(coverage), feasible(then)
    changed = {key for key in before if before[key] != after[key]}
    assert {(item.technique_id, "") for item in found.changes if item.is_whole} == {
        key for key in changed if not key[1]
    }
    assert {(item.technique_id, name) for item in found.changes for name in item.platforms} == {
        key for key in changed if key[1]
    }
    assert found.feasible[1] == sum(bool(technique.total.feasible) for technique in then.techniques)
    reverse = loss(then, source)
    lost = [change for change in found.changes if source not in collected]
    assert {change.technique_id for change in lost} <= {change.technique_id for change in reverse.changes}


RELEASE: Release = {
    "T1046": [
        ("Windows", [windows_log("WinEventLog:Sysmon", 3)]),
        ("Linux", [("auditd:SYSCALL", "execve", "DC9002")]),
    ],
    "T1057": [("Windows", [windows_log("WinEventLog:Sysmon", 10)])],
}
"""Analytics AN9001, AN9002 and AN9003."""


def test_a_log_source_shows_analytics_and_gaps_that_nothing_collected_shows(tmp_path: Path) -> None:
    project = explore(tmp_path, RELEASE, {"log_sources": ["linux"]}, r=rule("T1046"))
    found = gain(project.coverage, "windows/process_access", project.analytics)
    assert (found.analytics, found.gaps) == (("AN9003",), ("T1057",))
    found = gain(project.coverage, "windows", project.analytics)
    assert (found.analytics, found.gaps) == (("AN9001", "AN9003"), ("T1057",))
    found = gain(project.coverage, "linux/process_creation", project.analytics)
    assert (found.analytics, found.gaps) == ((), ())
