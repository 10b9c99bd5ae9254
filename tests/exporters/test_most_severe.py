"""What a format with a limit keeps."""

from collections.abc import Callable

import pytest

from kbgen.diagnostics import Diagnostic
from kbgen.exporters.most_severe import counted, most_severe

MakeFinding = Callable[..., Diagnostic]


@pytest.fixture
def findings(make_finding: MakeFinding) -> list[Diagnostic]:
    codes = ["KB411", "KB201", "KB101", "KB202", "KB404", "KB107"]
    return [make_finding(code=code, line=number) for number, code in enumerate(codes, 1)]


def test_the_most_severe_come_first_and_keep_their_order(findings: list[Diagnostic]) -> None:
    kept = most_severe(findings, 10)
    assert [finding.code for finding in kept.findings] == [
        "KB101",
        "KB107",
        "KB201",
        "KB202",
        "KB411",
        "KB404",
    ]
    assert kept.left_out == ""


def test_the_others_are_counted(findings: list[Diagnostic]) -> None:
    kept = most_severe(findings, 3)
    assert [finding.code for finding in kept.findings] == ["KB101", "KB107", "KB201"]
    assert kept.left_out == "3 more findings left out: 1 warning, 2 info"


def test_exactly_as_many_as_the_limit_are_all(findings: list[Diagnostic]) -> None:
    assert most_severe(findings, 6).left_out == ""
    assert most_severe(findings, 5).left_out == "1 more finding left out: 1 info"


def test_large_counts_are_grouped(make_finding: MakeFinding) -> None:
    assert counted([make_finding()] * 1_234, "gone") == "1,234 more findings gone: 1,234 warning"
