"""KB8xx and KB701 to KB707: settings that name what is not there, and what coverage shows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from coverage_worlds import TODAY, atomic, files, rule, technique, threat

from kbgen.checks.catalogue import CATALOGUE
from kbgen.diagnostics import Diagnostic
from kbgen.project import Project
from kbgen.settings import read_settings


def findings(folder: Path, code: str, stated: Mapping[str, Any], **notes: str) -> list[Diagnostic]:
    vault = folder / "vault"
    vault.mkdir()
    for path, text in files(**notes).items():
        (vault / path).write_text(text, encoding="utf-8")
    project = Project(vault, read_settings(stated), base=folder, jobs=1, today=TODAY)
    return [finding for finding in project.diagnostics if finding.code == code]


def coverage(**stated: Any) -> Mapping[str, Any]:
    return {"coverage": stated}


def accepted(identifier: str, until: str) -> Mapping[str, Any]:
    return coverage(accepted=[{"technique": identifier, "reason": "r", "owner": "it", "until": until}])


WORLD = {
    "r": rule("T1046"),
    "T1046": technique("T1046", "Windows"),
    "G0016": threat("G0016", names=["Sixteen"]),
}
PAIR = {"name": "WinEventLog:Sysmon"}


@pytest.mark.parametrize(
    ("code", "firing", "silent"),
    [
        ("KB701", accepted("T1046", "2026-10-31"), accepted("T1046", "2026-11-01")),
        ("KB702", accepted("T1047", "2027-01-01"), accepted("T1046", "2027-01-01")),
        ("KB707", coverage(platforms=["Widnows"]), coverage(platforms=["windows"])),
        (
            "KB801",
            {"kinds": {"detection_rule": {"tag": ["detection_rules", "detection_rule"]}}},
            {"kinds": {"detection_rule": {"tag": "detection_rule"}}},
        ),
        ("KB802", {"exclude": ["R"]}, {"exclude": ["r", "/^G/"]}),
        ("KB802", {"exclude": ["/none/"]}, {}),
        ("KB804", coverage(profile=["Sixten"]), coverage(profile=["sixteen", "G0016"])),
        (
            "KB805",
            coverage(crosswalk=[{"log_source": "windows/proces_creation", **PAIR}]),
            coverage(crosswalk=[{"log_source": "windows/process_creation", **PAIR}]),
        ),
    ],
)
def test_a_setting_that_names_what_is_not_there(
    tmp_path: Path, code: str, firing: Mapping[str, Any], silent: Mapping[str, Any]
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (found,) = findings(tmp_path / "one", code, firing, **WORLD)
    assert str(found.location) == "mkdocs.yml:1:1"
    assert found.severity is CATALOGUE[code].severity
    assert findings(tmp_path / "two", code, silent, **WORLD) == []


@pytest.mark.parametrize("is_empty", [True, False])
def test_kb803_a_source_that_yields_nothing(tmp_path: Path, is_empty: bool) -> None:
    (tmp_path / "rules").mkdir()
    text = rule().split("```yml\n")[1].removesuffix("```\n")
    (tmp_path / "rules" / ("r.txt" if is_empty else "r.yml")).write_text(text)
    found = findings(tmp_path, "KB803", {"sources": [{"sigma": "rules"}]})
    assert [str(finding.location) for finding in found] == (["mkdocs.yml:1:1"] if is_empty else [])


@pytest.mark.parametrize(
    ("code", "place", "firing", "silent"),
    [
        ("KB703", "r.md:2:7", {"r": rule("T9999")}, {"r": rule("T1046")}),
        (
            "KB704",
            "t.md:2:7",
            {"t": atomic("T1046", one="windows")},
            {"r": rule("T1046"), "t": atomic("T1046", one="windows")},
        ),
        (
            "KB705",
            "r.md:2:7",
            {"r": rule("T1046")},
            {"r": rule("T1046"), "t": atomic("T1046", one="windows")},
        ),
    ],
)
def test_rules_and_tests_that_miss_each_other(
    tmp_path: Path, code: str, place: str, firing: Mapping[str, str], silent: Mapping[str, str]
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    known = {"T1046": technique("T1046", "Windows")}
    (found,) = findings(tmp_path / "one", code, {}, **known, **firing)
    assert str(found.location) == place
    assert found.severity is CATALOGUE[code].severity
    assert findings(tmp_path / "two", code, {}, **known, **silent) == []
