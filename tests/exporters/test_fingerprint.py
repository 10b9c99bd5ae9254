"""Fingerprints tell findings apart and stay when lines move."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from kbgen.diagnostics import Diagnostic
from kbgen.exporters.fingerprint import fingerprints
from kbgen.exporters.report import Report

MakeFinding = Callable[..., Diagnostic]
MakeReport = Callable[..., Report]


def prints(report: Report) -> list[str]:
    found = fingerprints(report)
    return [found[finding].whole for finding in report.findings]


def moved(findings: Sequence[Diagnostic], lines: int) -> list[Diagnostic]:
    return [
        replace(finding, location=replace(finding.location, line=finding.location.line + lines))
        for finding in findings
    ]


def test_they_are_32_hexadecimal_digits_and_distinct(vault_report: Report, hostile_report: Report) -> None:
    for report in (vault_report, hostile_report):
        found = prints(report)
        assert all(re.fullmatch("[0-9a-f]{32}", each) for each in found)
        assert len(set(found)) == len(found) == len(report.findings)


def test_they_stay_when_lines_are_inserted_above(vault_report: Report) -> None:
    later = replace(vault_report, findings=tuple(moved(vault_report.findings, 7)))
    assert prints(later) == prints(vault_report)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "possibly lost characters: 3 question marks, at 15:303, 17:4",
            "possibly lost characters: 3 question marks, at 16:303, 18:4",
        ),
        ("U+0000 and 7 more of this sort", "U+0000 and 8 more of this sort"),
        ("stands in for x.yml:12", "stands in for x.yml:14"),
    ],
)
def test_places_and_counts_in_a_message_do_not_count(
    make_finding: MakeFinding, make_report: MakeReport, before: str, after: str
) -> None:
    assert prints(make_report(make_finding(before))) == prints(make_report(make_finding(after)))


@pytest.mark.parametrize(
    "change",
    [
        {"message": 'nothing is called "b"'},
        {"code": "KB202"},
        {"path": "b.md"},
        {"message": 'nothing is called "a" T1059.002'},
    ],
)
def test_what_the_finding_is_about_counts(
    make_finding: MakeFinding, make_report: MakeReport, change: dict[str, str]
) -> None:
    values = {"message": 'nothing is called "a" T1059.001'}
    assert prints(make_report(make_finding(**values))) != prints(
        make_report(make_finding(**(values | change)))
    )


def test_identifiers_are_no_counts(make_finding: MakeFinding, make_report: MakeReport) -> None:
    found = {
        prints(make_report(make_finding(f"{name} has no note")))[0]
        for name in ("T1046", "T1047", "T1059.001", "T1059.002", "1f454dd6-e134-44df-bebb-67de70fb6cd8")
    }
    assert len(found) == 5


def test_the_way_out_does_not_count(make_finding: MakeFinding, make_report: MakeReport) -> None:
    assert prints(make_report(make_finding(hint="a"))) == prints(make_report(make_finding(hint="b")))


def test_equal_findings_are_numbered_in_their_order(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    findings = [make_finding(line=line) for line in (1, 5, 9)]
    found = fingerprints(make_report(*findings))
    assert [found[finding].ordinal for finding in findings] == [1, 2, 3]
    assert len({found[finding].digest for finding in findings}) == 1
    assert len({found[finding].whole for finding in findings}) == 3


def test_a_new_finding_below_changes_no_other(make_finding: MakeFinding, make_report: MakeReport) -> None:
    first, second = make_finding("one"), make_finding("one", line=4)
    new = make_finding("two", line=2)
    assert set(prints(make_report(first, second))) <= set(prints(make_report(first, new, second)))
