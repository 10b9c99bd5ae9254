"""Analytics of ATT&CK: which have a rule on their log source, how surely, and which a collected log source shows."""

from pathlib import Path

import pytest
from coverage_worlds import Assess, rule, technique
from telemetry_worlds import Release, explore, rule_on, windows_log

from kbgen.coverage.analytics import Analytics, TechniqueAnalytics
from kbgen.coverage.crosswalk import Reach
from kbgen.notes.sigma_rule import LogSource
from kbgen.project import Project

RELEASE: Release = {
    "T1046": [
        ("Windows", [windows_log("WinEventLog:Sysmon", 3, component="DC0082")]),
        ("Linux", [("auditd:SYSCALL", "execve", "DC0032"), ("NSM:Flow", "scans", "DC0078")]),
        ("macOS", [("macos:osquery", "process_events", "DC0032")]),
        ("Containers", []),
    ],
    "T1059": [("Windows", [("EDR:Process", "starts", "DC0032")])],
    "T1059.001": [("Windows", [windows_log("WinEventLog:PowerShell", 4104, component="DC0064")])],
}
"""Analytics AN9001 to AN9004, AN9005 and AN9006."""


def of(project: Project, identifier: str) -> TechniqueAnalytics:
    return project.analytics.by_technique[identifier]


def reached(project: Project, identifier: str) -> dict[str, str]:
    return {item.id: item.reached.value for item in of(project, identifier).analytics}


def test_an_analytic_is_reached_by_a_rule_on_its_log_source(tmp_path: Path) -> None:
    project = explore(
        tmp_path,
        RELEASE,
        a=rule("T1046", category="network_connection"),
        b=rule("T1046", product="linux"),
        c=rule("T1046", category="process_access"),
    )
    found = of(project, "T1046")
    assert reached(project, "T1046") == {
        "AN9001": "strong",
        "AN9002": "strong",
        "AN9003": "no",
        "AN9004": "no",
    }
    assert [reader.path for reader in found.analytics[0].readers] == ["a.md"]
    assert found.strategies == ("DET9001",)
    assert str(found) == "2 of 4 analytics of DET9001 have a rule on their log source"


def test_a_rule_for_another_platform_reaches_nothing(tmp_path: Path) -> None:
    project = explore(tmp_path, RELEASE, r=rule("T1046", product="macos"))
    assert reached(project, "T1046")["AN9003"] == "strong"
    assert reached(project, "T1046")["AN9002"] == "no"
    assert str(of(project, "T1046")) == "1 of 4 analytics of DET9001 has a rule on its log source"


def test_the_component_alone_reaches_less_surely(tmp_path: Path) -> None:
    project = explore(tmp_path, RELEASE, r=rule("T1059"))
    assert reached(project, "T1059") == {"AN9005": "weak"}
    found = of(project, "T1059")
    assert (found.reached, found.strong) == (1, 0)
    assert str(found) == "1 of 1 analytics of DET9002 has a rule on its log source, 1 of them less surely"


def test_the_surest_reader_comes_first(tmp_path: Path) -> None:
    own = {"log_source": "windows/image_load", "name": "EDR:Process"}
    project = explore(
        tmp_path, RELEASE, {"crosswalk": [own]}, a=rule("T1059"), b=rule("T1059", category="image_load")
    )
    (analytic,) = of(project, "T1059").analytics
    assert [(reader.path, reader.reach) for reader in analytic.readers] == [
        ("b.md", Reach.STRONG),
        ("a.md", Reach.WEAK),
    ]


def test_a_rule_of_a_sub_technique_counts_for_its_technique_and_not_the_reverse(tmp_path: Path) -> None:
    project = explore(tmp_path, RELEASE, r=rule("T1059.001"))
    assert reached(project, "T1059") == {"AN9005": "weak"}
    (tmp_path / "b").mkdir()
    other = explore(tmp_path / "b", RELEASE, r=rule("T1059", category="ps_script"))
    assert reached(other, "T1059.001") == {"AN9006": "no"}


@pytest.mark.parametrize("status", ["deprecated", "unsupported"])
def test_an_inactive_rule_reaches_nothing(tmp_path: Path, status: str) -> None:
    project = explore(tmp_path, RELEASE, r=rule("T1059", status=status))
    assert reached(project, "T1059") == {"AN9005": "no"}


def test_the_events_of_a_rule_decide(tmp_path: Path) -> None:
    release: Release = {"T1078": [("Windows", [windows_log("WinEventLog:Security", 4624)])]}
    fitting = rule_on("windows/-/security", "T1078", selection="EventID: 4624")
    project = explore(tmp_path, release, a=fitting, b=fitting.replace("4624", "4688"))
    assert [reader.path for reader in of(project, "T1078").analytics[0].readers] == ["a.md"]


def test_analytics_of_platforms_out_of_scope_are_left_out(tmp_path: Path) -> None:
    project = explore(tmp_path, RELEASE, {"platforms": ["Linux"]})
    assert [item.id for item in of(project, "T1046").analytics] == ["AN9002"]


def test_without_a_mounted_release_there_are_none(assess: Assess, tmp_path: Path) -> None:
    coverage = assess(T1046=technique("T1046", "Windows"), r=rule("T1046"))
    analytics = Analytics({}, coverage.telemetry)
    assert not analytics
    assert analytics.collectable is None
    (tmp_path / "v").mkdir()
    assert not Project(tmp_path / "v").analytics


def test_it_cannot_be_told_what_is_shown_where_nothing_is_declared(tmp_path: Path) -> None:
    project = explore(tmp_path, RELEASE, r=rule("T1046"))
    assert project.analytics.collectable is None
    assert [item.collected for item in of(project, "T1046").analytics] == [None] * 4


@pytest.mark.parametrize(
    ("log_sources", "shown"),
    [
        ([], set()),
        (["windows/network_connection"], {"T1046"}),
        (["linux"], {"T1046"}),
        (["windows/ps_script"], {"T1059.001"}),
        (["windows/process_creation"], {"T1059"}),
        (["acme/audit"], set()),
    ],
)
def test_a_collected_log_source_shows_techniques_without_any_rule(
    tmp_path: Path, log_sources: list[str], shown: set[str]
) -> None:
    project = explore(tmp_path, RELEASE, {"log_sources": log_sources})
    assert project.analytics.collectable == frozenset(shown)
    assert {gap.technique.id for gap in project.gaps if gap.collected} == shown


def test_an_available_component_shows_the_analytics_of_its_platform(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(
        "version: 1.0\nfile_type: data-source-administration\nplatform: [Linux]\ndata_sources:\n"
        "  - {data_source_name: Process Creation, available_for_data_analytics: true}\n"
    )
    project = explore(tmp_path, RELEASE, {"dettect": ["d.yaml"]})
    assert project.analytics.collected == {"AN9002"}


def test_what_rules_on_a_log_source_could_read(tmp_path: Path) -> None:
    analytics = explore(tmp_path, RELEASE).analytics
    assert analytics.read_by([LogSource("linux", "process_creation")]) == {"AN9002": Reach.STRONG}
    assert analytics.read_by([LogSource("windows", "process_creation")]) == {"AN9005": Reach.WEAK}
    assert analytics.read_by([LogSource("windows", "", "security")]) == {}
    assert analytics.read_by([]) == {}
