"""Answers to what-if questions as text and as JSON."""

import json
from pathlib import Path

from coverage_worlds import rule
from telemetry_worlds import Release, explore, windows_log

from kbgen.coverage.what_if import WhatIf, what_if
from kbgen.exporters.coverage_what_if import what_if_json, what_if_text, what_if_values

RELEASE: Release = {
    "T1046": [("Windows", [windows_log("WinEventLog:Sysmon", 3)]), ("Linux", [])],
    "T1057": [("Windows", [windows_log("WinEventLog:Sysmon", 10)])],
}


def ask(folder: Path, question: str, *log_sources: str) -> WhatIf:
    settings = {"log_sources": list(log_sources)} if log_sources else {}
    project = explore(
        folder, RELEASE, settings, a=rule("T1046"), b=rule("T1046", product="linux", category="file_event")
    )
    return what_if(project.coverage, project.analytics, question)


def test_a_loss_as_text(tmp_path: Path) -> None:
    assert what_if_text(ask(tmp_path, "without=windows/process_creation")) == (
        "Without windows/process_creation: 1 active rule would lose its log source.\n"
        "No log sources are declared, so every log source that a rule uses counts as collected here.\n"
        "Feasible: 1 of 1 claimed technique now, 1 then.\n"
        "\n"
        "1 technique loses every collected rule on some of its platforms\n"
        "  T1046 T1046 (Windows): 1 rule\n"
    )


def test_a_gain_as_text(tmp_path: Path) -> None:
    assert what_if_text(ask(tmp_path, "with=windows", "acme")) == (
        "With windows: 1 active rule would get its log source.\n"
        "Feasible: 0 of 1 claimed technique now, 1 then.\n"
        "\n"
        "1 technique is no longer blind\n"
        "  T1046 T1046 (Windows): 1 rule\n"
        "\n"
        "2 analytics of ATT&CK that no collected log source shows would be shown.\n"
        "1 gap could get a rule: T1057\n"
    )


def test_a_ranking_as_text(tmp_path: Path) -> None:
    lines = what_if_text(ask(tmp_path, "best", "acme")).splitlines()
    assert lines[0] == "Blind: 1 of 1 claimed technique."
    assert [line.split() for line in lines[3:5]] == [
        ["linux/file_event", "1", "1", "1", "0", "0", "1"],
        ["windows/process_creation", "1", "1", "1", "0", "0", "1"],
    ]


def test_a_similar_log_source_is_named(tmp_path: Path) -> None:
    text = what_if_text(ask(tmp_path, "with=windows/process_creatoin", "acme"))
    assert "No active rule is on this log source; similar ones: windows/process_creation" in text


def test_a_loss_as_values(tmp_path: Path) -> None:
    assert what_if_values(ask(tmp_path, "without=windows")) == {
        "question": "without",
        "log_source": "windows",
        "assumed": True,
        "rules": ["a.md"],
        "claimed": 1,
        "feasible": {"now": 1, "then": 1},
        "techniques": [
            {"id": "T1046", "name": "T1046", "whole": False, "platforms": ["Windows"], "rules": ["a.md"]}
        ],
        "near": [],
    }


def test_a_gain_as_values(tmp_path: Path) -> None:
    found = what_if_values(ask(tmp_path, "with=windows", "acme"))
    assert (found["analytics"], found["gaps"]) == (["AN9001", "AN9003"], ["T1057"])


def test_a_ranking_as_json(tmp_path: Path) -> None:
    found = json.loads(what_if_json(ask(tmp_path, "best", "linux")))
    assert {key: found[key] for key in ("question", "assumed", "claimed", "blind")} == {
        "question": "best",
        "assumed": False,
        "claimed": 1,
        "blind": 0,
    }
    assert found["log_sources"][0] == {
        "log_source": "windows/process_creation",
        "rules": 1,
        "opened": [],
        "together": 0,
        "blind_cells": 1,
        "analytics": 0,
        "gaps": [],
    }
