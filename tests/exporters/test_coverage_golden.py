"""A small knowledge base in each format of coverage, compared with files that were read and found right.

After a wanted change, look at the difference, then write the files anew:
``KBGEN_WRITE_GOLDEN=1 python -m pytest tests/exporters/test_coverage_golden.py``.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from coverage_reports import full_report

from kbgen.coverage.verdict import Exclusion, Reason, Verdict
from kbgen.exporters.coverage_formats import COVERAGE_FORMATS
from kbgen.exporters.coverage_report import CoverageReport

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
ENDINGS = {
    "text": "txt",
    "json": "json",
    "markdown": "md",
    "csv": "csv",
    "junit": "xml",
    "navigator": "layer.json",
    "shields": "shields.json",
}


@pytest.mark.parametrize(("name", "write"), COVERAGE_FORMATS, ids=[name for name, _ in COVERAGE_FORMATS])
def test_the_report_is_the_golden_one(
    name: str, write: Callable[[CoverageReport], str], coverage_report: CoverageReport
) -> None:
    golden = GOLDEN / f"coverage.{ENDINGS[name]}"
    written = write(coverage_report).encode()
    if os.environ.get("KBGEN_WRITE_GOLDEN"):
        golden.write_bytes(written)
    assert written == golden.read_bytes()


@pytest.mark.parametrize(("name", "write"), COVERAGE_FORMATS, ids=[name for name, _ in COVERAGE_FORMATS])
def test_the_same_notes_give_the_same_bytes(
    name: str, write: Callable[[CoverageReport], str], coverage_report: CoverageReport, tmp_path: Path
) -> None:
    assert name in ENDINGS
    assert write(full_report(tmp_path)) == write(coverage_report)


def test_the_report_has_everything_that_a_format_shows(coverage_report: CoverageReport) -> None:
    coverage, comparison = coverage_report.coverage, coverage_report.comparison
    totals = [item.total for item in coverage.techniques]
    assert {total.verdict for total in totals} == set(Verdict)
    assert any(total.blind for total in totals)
    assert any(total.attackable for total in totals)
    assert {item.why for item in coverage.excluded} == {Exclusion.ACCEPTED, Exclusion.PLATFORMS}
    reasons = {reason for total in totals for reason in total.reasons}
    assert reasons >= {
        Reason.NO_RULE,
        Reason.ONLY_INACTIVE_RULES,
        Reason.NO_LOG_SOURCE,
        Reason.NO_TEST,
        Reason.NEVER_EXERCISED,
    }
    assert comparison is not None
    assert comparison.regressions
    assert comparison.gains
    assert {result.is_met for result in coverage_report.gates} == {True, False}
    assert coverage_report.plan is not None
    assert coverage_report.plan.steps
