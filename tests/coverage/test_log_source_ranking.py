"""Which log source to collect next."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from coverage_worlds import TODAY, Assess, rule, technique
from telemetry_worlds import Release, explore, windows_log

from kbgen.coverage.analytics import Analytics
from kbgen.coverage.log_source_ranking import Ranking, log_source_text, rank
from kbgen.coverage.model import Coverage
from kbgen.coverage.what_if import Gain, what_if
from kbgen.notes.sigma_rule import LogSource
from kbgen.settings.coverage import log_source_pattern

NOTES = {
    "T1046": technique("T1046", "Windows", "Linux"),
    "T1003": technique("T1003", "Windows"),
    "T1057": technique("T1057", "Windows"),
    "a": rule("T1046", category="process_creation"),
    "b": rule("T1003", category="process_creation"),
    "c": rule("T1003", category="process_access"),
    "d": rule("T1046", product="linux", category="process_creation"),
    "e": rule("T1057", category="ps_script", status="unsupported"),
}


def ranked(coverage: Coverage) -> Ranking:
    return rank(coverage, Analytics({}, coverage.telemetry))


def rows(found: Ranking) -> list[tuple[str, int, Sequence[str], int, int]]:
    return [
        (item.log_source, item.rules, item.opened, item.cells, item.together) for item in found.candidates
    ]


def test_those_that_open_most_come_first(assess: Assess) -> None:
    found = ranked(assess({"log_sources": []}, TODAY, **NOTES))
    assert rows(found) == [
        ("windows/process_creation", 2, ("T1003", "T1046"), 2, 2),
        ("linux/process_creation", 1, ("T1046",), 1, 2),
        ("windows/process_access", 1, ("T1003",), 1, 2),
    ]
    assert (found.claimed, found.blind, found.is_assumed) == (2, 2, False)


def test_what_is_collected_is_no_candidate_and_what_it_opens_counts_no_more(assess: Assess) -> None:
    found = ranked(assess({"log_sources": ["windows/process_creation"]}, TODAY, **NOTES))
    assert rows(found) == [("linux/process_creation", 1, (), 1, 0)]
    assert found.blind == 0


def test_nothing_counts_as_collected_where_nothing_is_declared(assess: Assess) -> None:
    found = ranked(assess(None, TODAY, **NOTES))
    assert found.is_assumed
    assert found.blind == 2


def test_everything_collected_leaves_nothing(assess: Assess) -> None:
    assert ranked(assess({"log_sources": ["*"]}, TODAY, **NOTES)).candidates == ()


def test_the_ranking_agrees_with_the_question_for_each_candidate(assess: Assess) -> None:
    coverage = assess({"log_sources": ["linux"]}, TODAY, **NOTES)
    none = Analytics({}, coverage.telemetry)
    for item in ranked(coverage).candidates:
        found = what_if(coverage, none, f"with={item.log_source}")
        assert isinstance(found, Gain)
        assert tuple(change.technique_id for change in found.changes if change.is_whole) == item.opened
        assert sum(len(change.platforms) for change in found.changes) == item.cells
        assert len(found.rules) == item.rules


RELEASE: Release = {
    "T1046": [("Windows", [windows_log("WinEventLog:Sysmon", 1)])],
    "T1057": [("Windows", [windows_log("WinEventLog:Sysmon", 10), windows_log("WinEventLog:Sysmon", 7)])],
    "T1003": [("Windows", [windows_log("WinEventLog:Sysmon", 10)])],
}


def test_log_sources_that_no_rule_uses_count_for_what_they_show(tmp_path: Path) -> None:
    settings = {"log_sources": ["windows/process_creation"]}
    project = explore(tmp_path, RELEASE, settings, r=rule("T1046"))
    found = {item.log_source: item for item in rank(project.coverage, project.analytics).candidates}
    assert (found["windows/process_access"].analytics, found["windows/process_access"].gaps) == (
        2,
        ("T1003", "T1057"),
    )
    assert (found["windows/image_load"].analytics, found["windows/image_load"].gaps) == (1, ("T1057",))
    assert "windows/process_creation" not in found
    assert next(iter(found)) == "windows/process_access"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (LogSource("windows", "process_creation"), "windows/process_creation"),
        (LogSource("Windows", "", "Security"), "windows/security"),
        (LogSource("kubernetes", "application", "audit"), "kubernetes/application/audit"),
        (LogSource("linux"), "linux/-/-"),
        (LogSource("", "proxy"), "-/proxy"),
        (LogSource("", "", "apache"), "-/apache"),
        (LogSource("", "a", "b"), "-/a/b"),
        (LogSource(), ""),
        (LogSource("a/b"), ""),
        (LogSource("*"), ""),
    ],
)
def test_a_log_source_is_written_so_that_the_settings_mean_it(source: LogSource, text: str) -> None:
    assert log_source_text(source) == text
    if text:
        pattern = log_source_pattern("x", text)
        assert pattern.matches(source.product, source.category, source.service)
        assert not pattern.matches("other", source.category, source.service)
