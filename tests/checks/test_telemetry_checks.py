"""KB711 to KB714: declared log sources that mean nothing, and files of DeTT&CT that are wrong."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from coverage_worlds import rule, technique
from telemetry_worlds import Release, explore, windows_log

from kbgen.checks.catalogue import CATALOGUE
from kbgen.checks.telemetry import CHECKS
from kbgen.diagnostics import Diagnostic

RELEASE: Release = {"T1046": [("Windows", [windows_log("WinEventLog:Sysmon", 1, component="DC9001")])]}


def findings(
    folder: Path, settings: Mapping[str, Any], dettect: str = "", release: Release = RELEASE
) -> list[Diagnostic]:
    (folder / "d.yaml").write_text(dettect)
    stated = {**settings, **({"dettect": ["d.yaml"]} if dettect else {})}
    project = explore(folder, release, stated, r=rule("T1046"), T1046=technique("T1046", "Windows"))
    codes = {check.code for check in CHECKS}
    return [finding for finding in project.diagnostics if finding.code in codes]


def rated(name: str) -> str:
    return (
        "version: 1.0\nfile_type: data-source-administration\nplatform: windows\ndata_sources:\n"
        f"  - data_source_name: {name}\n    available_for_data_analytics: true\n"
    )


def test_kb711_a_log_source_that_no_rule_uses(tmp_path: Path) -> None:
    settings = {"log_sources": ["windows/proces_creation", "windows"]}
    (found,) = findings(tmp_path, settings)
    assert (found.code, found.severity) == ("KB711", CATALOGUE["KB711"].severity)
    assert '"windows/proces_creation"' in found.message
    assert found.hint == "did you mean windows/process_creation?"
    assert found.location.path == "mkdocs.yml"


@pytest.mark.parametrize("source", ["windows/process_creation", "Windows", "*/process_creation", "*"])
def test_kb711_is_silent_about_one_that_a_rule_uses(tmp_path: Path, source: str) -> None:
    assert findings(tmp_path, {"log_sources": [source]}) == []


def test_kb712_a_data_component_that_is_unknown(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, {}, rated("Process Creatoin"))
    assert (found.code, str(found.location)) == ("KB712", "d.yaml:5:5")
    assert found.severity is CATALOGUE["KB712"].severity
    assert found.hint == 'did you mean "Process Creation"?'


@pytest.mark.parametrize("name", ["process creation", "DC9001", "Web [DeTT&CT data source]"])
def test_kb712_is_silent_about_a_known_one(tmp_path: Path, name: str) -> None:
    assert findings(tmp_path, {}, rated(name)) == []


def test_kb712_is_silent_where_nobody_knows_the_components(tmp_path: Path) -> None:
    assert findings(tmp_path, {}, rated("Process Creatoin"), {}) == []


def test_kb713_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, {}, "a: [\n")
    assert (found.code, str(found.location)) == ("KB713", "d.yaml:1:4")
    assert found.severity is CATALOGUE["KB713"].severity


def test_kb714_an_entry_that_cannot_be_used(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, {}, rated("File Access").replace("true", "perhaps"))
    assert (found.code, str(found.location)) == ("KB714", "d.yaml:6:35")
    assert found.severity is CATALOGUE["KB714"].severity


def test_kb713_and_kb714_are_silent_about_a_sound_file(tmp_path: Path) -> None:
    assert findings(tmp_path, {}, rated("Process Creation")) == []


def test_every_check_of_the_family_is_in_the_catalogue() -> None:
    assert [check.code for check in CHECKS] == ["KB711", "KB712", "KB713", "KB714"]
    assert all(CATALOGUE[check.code] is check for check in CHECKS)
