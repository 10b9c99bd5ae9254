"""Findings in MkDocs' log."""

import logging

import pytest

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.mkdocs_plugin.report import PER_CODE, log_diagnostics, printable
from kbgen.source import Location


def finding(severity: Severity, code: str, line: int = 1, message: str = "is wrong") -> Diagnostic:
    return Diagnostic(code, severity, message, Location("a.md", line))


def logged(caplog: pytest.LogCaptureFixture, *findings: Diagnostic) -> list[tuple[str, str]]:
    with caplog.at_level(logging.INFO, logger="mkdocs"):
        log_diagnostics(findings)
    return [(record.levelname, record.getMessage()) for record in caplog.records]


def test_the_worst_comes_first_and_a_summary_last(caplog: pytest.LogCaptureFixture) -> None:
    assert logged(caplog, finding(Severity.WARNING, "KB202"), finding(Severity.ERROR, "KB301")) == [
        ("ERROR", "a.md:1:1 KB301 is wrong"),
        ("WARNING", "a.md:1:1 KB202 is wrong"),
        ("INFO", "kbgen found 1 error, 1 warning, 0 infos"),
    ]


def test_notes_are_only_counted(caplog: pytest.LogCaptureFixture) -> None:
    found = logged(caplog, *(finding(Severity.INFO, "KB118", line) for line in range(1, 100)))
    assert found == [("INFO", "kbgen found 0 errors, 0 warnings, 99 infos")]


def test_many_findings_of_a_code_are_cut_short(caplog: pytest.LogCaptureFixture) -> None:
    found = logged(caplog, *(finding(Severity.WARNING, "KB201", line) for line in range(1, 100)))
    assert len(found) == PER_CODE + 2
    assert found[PER_CODE] == ("WARNING", "KB201: and 94 more; `kbgen check` lists all")


def test_as_many_as_fit_are_not_cut(caplog: pytest.LogCaptureFixture) -> None:
    found = logged(caplog, *(finding(Severity.WARNING, "KB201", line) for line in range(1, PER_CODE + 1)))
    assert not [text for _, text in found if "more" in text]


def test_nothing_found_is_nothing_said(caplog: pytest.LogCaptureFixture) -> None:
    assert logged(caplog) == []


def test_a_note_cannot_send_control_characters_to_the_terminal(caplog: pytest.LogCaptureFixture) -> None:
    evil = finding(Severity.ERROR, "KB201", message="tag \x1b[2J\x07\nERROR fake ümläut 100 %s")
    assert logged(caplog, evil)[0] == (
        "ERROR",
        r"a.md:1:1 KB201 tag \x1b[2J\x07\nERROR fake ümläut 100 %s",
    )
    assert printable("plain — text") == "plain — text"
