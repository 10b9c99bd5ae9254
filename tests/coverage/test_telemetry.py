"""What is collected: declared log sources, data components of DeTT&CT, both together, on which platforms."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from coverage_worlds import Assess, rule, technique
from telemetry_worlds import Release, explore, rule_on, windows_log

from kbgen.coverage.model import Coverage
from kbgen.coverage.telemetry import Telemetry
from kbgen.notes.sigma_rule import LogSource
from kbgen.project import Project
from kbgen.settings import read_settings

RELEASE: Release = {
    "T1046": [("Windows", [windows_log("WinEventLog:Sysmon", 1, component="DC9009")]), ("Linux", [])]
}
HEAD = "version: 1.1\nfile_type: data-source-administration\n"


def dettect(**components: str) -> str:
    """Return a file that rates components as available, each on a platform."""
    text = HEAD + "systems:\n"
    for platform in sorted(set(components.values()) - {"all"}):
        text += f"  - {{applicable_to: {platform} hosts, platform: [{platform}]}}\n"
    text += "data_sources:\n" if components else "data_sources: []\n"
    for name, platform in components.items():
        where = "all" if platform == "all" else f"{platform} hosts"
        text += (
            f"  - data_source_name: {name.replace('_', ' ')}\n    data_source:\n"
            f"      - {{applicable_to: [{where}], available_for_data_analytics: true}}\n"
        )
    return text


def assessed(tmp_path: Path, text: str, settings: Mapping[str, Any] | None = None, **notes: str) -> Coverage:
    (tmp_path / "d.yaml").write_text(text)
    project = explore(tmp_path, {}, {"dettect": ["d.yaml"], **(settings or {})}, **notes)
    return project.coverage


def test_nothing_is_declared_without_settings(assess: Assess) -> None:
    coverage = assess(T1046=technique("T1046", "Windows"), r=rule("T1046"))
    assert not coverage.telemetry.declared
    assert coverage.rules["r.md"].collected is None
    assert coverage.by_id["T1046"].total.feasible is None


def test_an_empty_list_declares_that_nothing_is_collected(assess: Assess) -> None:
    coverage = assess({"log_sources": []}, T1046=technique("T1046", "Windows"), r=rule("T1046"))
    assert coverage.telemetry.declared
    assert coverage.by_id["T1046"].total.blind


@pytest.mark.parametrize(
    ("components", "collected"),
    [
        ({"Process_Creation": "Windows"}, True),
        ({"process_creation": "all"}, True),
        ({"DC0032": "Windows"}, True),
        ({"Process_Creation": "Linux"}, False),
        ({"File_Creation": "Windows"}, False),
        ({"Process_monitoring": "Windows"}, False),
        ({}, False),
    ],
)
def test_a_rule_is_collected_where_its_component_is_available(
    tmp_path: Path, components: dict[str, str], collected: bool
) -> None:
    notes = {"T1046": technique("T1046", "Windows", "Linux"), "r": rule("T1046")}
    coverage = assessed(tmp_path, dettect(**components), {}, **notes)
    assert coverage.rules["r.md"].collected is collected
    assert coverage.by_id["T1046"].total.feasible is collected


def test_a_rule_for_several_platforms_is_collected_on_those_alone(tmp_path: Path) -> None:
    notes = {
        "T1046": technique("T1046", "Windows", "Linux"),
        "r": rule("T1046", product="", category="proxy"),
    }
    coverage = assessed(tmp_path, dettect(Network_Traffic_Content="Windows"), {}, **notes)
    cells = coverage.by_id["T1046"].by_platform
    assert (cells["Windows"].feasible, cells["Linux"].feasible) == (True, False)
    assert coverage.by_id["T1046"].total.feasible is True
    assert coverage.rules["r.md"].collected_on == {"Windows"}


def test_platforms_go_by_any_name_that_they_have_had(tmp_path: Path) -> None:
    notes = {"T1078": technique("T1078", "Identity Provider"), "r": rule_on("azure/-/signinlogs", "T1078")}
    coverage = assessed(tmp_path, dettect(User_Account_Authentication="Azure AD"), {}, **notes)
    assert coverage.by_id["T1078"].by_platform["Identity Provider"].feasible is True


@pytest.mark.parametrize(("event", "collected"), [("4624", True), ("4688", False), ("1", False)])
def test_the_event_that_a_rule_asks_for_decides_the_component(
    tmp_path: Path, event: str, collected: bool
) -> None:
    note = rule_on("windows/-/security", "T1078", selection=f"EventID: {event}")
    text = dettect(Logon_Session_Creation="Windows")
    coverage = assessed(tmp_path, text, T1078=technique("T1078", "Windows"), r=note)
    assert coverage.rules["r.md"].collected is collected


def test_either_declaration_is_enough(tmp_path: Path) -> None:
    notes = {
        "T1046": technique("T1046", "Windows"),
        "a": rule("T1046", category="file_event"),
        "b": rule("T1046", category="image_load"),
        "c": rule("T1046", category="dns_query"),
    }
    settings = {"log_sources": ["windows/image_load"]}
    coverage = assessed(tmp_path, dettect(File_Creation="all"), settings, **notes)
    assert {path: found.collected for path, found in coverage.rules.items()} == {
        "a.md": True,
        "b.md": True,
        "c.md": False,
    }


def test_an_entry_of_the_crosswalk_brings_its_component(tmp_path: Path) -> None:
    entry = {"log_source": "acme/audit", "name": "saas:audit", "component": "DC0067"}
    notes = {"T1078": technique("T1078", "SaaS"), "r": rule_on("acme/-/audit", "T1078")}
    coverage = assessed(tmp_path, dettect(Logon_Session_Creation="all"), {"crosswalk": [entry]}, **notes)
    assert coverage.rules["r.md"].collected is True


def test_a_file_that_cannot_be_read_declares_nothing(tmp_path: Path) -> None:
    coverage = assessed(tmp_path, "a: [\n", T1046=technique("T1046", "Windows"), r=rule("T1046"))
    assert not coverage.telemetry.declared
    assert coverage.by_id["T1046"].total.feasible is None


def test_a_component_is_known_by_the_name_of_its_note(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(dettect(DC9009="all"))
    project = explore(tmp_path, RELEASE, {"dettect": ["d.yaml"]})
    assert project.telemetry.components == {"DC9009": frozenset()}
    assert project.telemetry.provides("DC9009", ["Windows"])
    assert not project.telemetry.provides("DC0032", ["Windows"])


def test_paths_are_relative_to_the_settings_file(tmp_path: Path) -> None:
    vault = tmp_path / "notes"
    vault.mkdir()
    (tmp_path / "d.yaml").write_text(dettect(Process_Creation="all"))
    settings = read_settings({"coverage": {"dettect": ["d.yaml"]}})
    assert Project(vault, settings, base=tmp_path).telemetry.declared


def test_a_site_watches_the_files(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(dettect(Process_Creation="all"))
    project = explore(tmp_path, RELEASE, {"dettect": ["d.yaml"]})
    assert tmp_path / "d.yaml" in project.site.watched


def test_a_log_source_that_the_table_does_not_know_is_never_collected_by_component() -> None:
    telemetry = Telemetry(None, {"DC0032": frozenset()})
    assert telemetry.collects(LogSource("opencanary", "application")).somewhere is False
    assert telemetry.collects(LogSource("windows", "process_creation")).somewhere is True
