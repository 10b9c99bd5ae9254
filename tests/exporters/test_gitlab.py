"""The format ``gitlab``: what GitLab requires of a Code Quality report."""

import json
import re
from collections.abc import Callable
from typing import Any

from kbgen.diagnostics import Diagnostic
from kbgen.exporters.gitlab import gitlab
from kbgen.exporters.report import Report

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def entries(report: Report) -> list[dict[str, Any]]:
    written = gitlab(report).encode("utf-8", "backslashreplace")
    assert written.startswith(b"[")
    found = json.loads(written)
    assert isinstance(found, list)
    return found


def test_every_finding_has_all_required_fields(vault_report: Report, hostile_report: Report) -> None:
    for report in (vault_report, hostile_report):
        found = entries(report)
        assert len(found) == len(report.findings)
        for entry in found:
            assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
            assert entry["severity"] in SEVERITIES
            assert re.fullmatch("[0-9a-f]{32}", entry["fingerprint"])
            assert set(entry["location"]) == {"path", "lines"}
            assert entry["location"]["lines"]["begin"] >= 1
            assert not entry["location"]["path"].startswith(("./", "/"))
        assert len({entry["fingerprint"] for entry in found}) == len(found)


def test_a_finding_is_told_whole(
    make_finding: Callable[..., Diagnostic], make_report: Callable[..., Report]
) -> None:
    finding = make_finding("gone", path="Notes/a b.md", line=5, hint="write it")
    (entry,) = entries(make_report(finding, prefix="docs/"))
    assert entry["description"] == "gone (write it)"
    assert entry["check_name"] == "KB201"
    assert entry["location"] == {"path": "docs/Notes/a b.md", "lines": {"begin": 5}}


def test_severities_have_their_names_in_gitlab(
    make_finding: Callable[..., Diagnostic], make_report: Callable[..., Report]
) -> None:
    report = make_report(*(make_finding(code=code) for code in ("KB101", "KB201", "KB411")))
    assert [entry["severity"] for entry in entries(report)] == ["major", "minor", "info"]


def test_no_findings_are_an_empty_array(make_report: Callable[..., Report]) -> None:
    assert gitlab(make_report()) == "[]\n"
