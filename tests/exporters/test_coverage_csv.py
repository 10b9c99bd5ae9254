"""The table of coverage: its columns, a row for each cell, and nothing that a spreadsheet would calculate."""

import csv
import io
from typing import Any

import pytest
from coverage_worlds import technique

from kbgen.exporters.coverage_csv import COLUMNS, coverage_csv
from kbgen.exporters.coverage_report import CoverageReport


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), strict=True))


def test_there_is_a_row_for_each_technique_each_platform_and_each_one_left_out(
    coverage_report: CoverageReport,
) -> None:
    coverage = coverage_report.coverage
    found = [(row["technique"], row["platform"]) for row in rows(coverage_csv(coverage_report))]
    expected = [(item.id, name) for item in coverage.techniques for name in ("", *item.by_platform)]
    assert found == [*expected, *((item.id, "") for item in coverage.excluded)]


def test_every_row_has_every_column(coverage_report: CoverageReport) -> None:
    lines = list(csv.reader(io.StringIO(coverage_csv(coverage_report))))
    assert tuple(lines[0]) == COLUMNS
    assert {len(line) for line in lines} == {len(COLUMNS)}


def test_what_is_left_out_says_why_and_nothing_else(coverage_report: CoverageReport) -> None:
    left = [row for row in rows(coverage_csv(coverage_report)) if row["excluded"]]
    assert [(row["technique"], row["excluded"]) for row in left] == [
        ("T1200", "accepted: no physical access (it, until 2027-06-30)"),
        ("T1530", "platforms: IaaS"),
    ]
    assert {row["verdict"] + row["claimed"] + row["rules"] for row in left} == {""}


def test_what_was_not_assessed_is_empty(make_coverage: Any) -> None:
    (row,) = rows(coverage_csv(make_coverage(T1046=technique("T1046"))))
    assert (row["feasible"], row["claimed"]) == ("", "false")


def test_lines_end_in_line_feeds(coverage_report: CoverageReport) -> None:
    text = coverage_csv(coverage_report)
    assert "\r" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("a=1", "a=1"),
        ("\t=1", "\\t=1"),
        ("\r=1", "\\r=1"),
        ("a\nb", "a\\nb"),
        ("\x1b[31mred\x00", "\\x1b[31mred\\x00"),
        ('a, "b"; c', 'a, "b"; c'),
    ],
)
def test_no_name_becomes_a_formula_another_cell_or_another_row(
    make_coverage: Any, name: str, shown: str
) -> None:
    report = make_coverage(T1046=technique("T1046"))
    object.__setattr__(report.coverage.techniques[0], "name", name)
    text = coverage_csv(report)
    assert text.count("\n") == 2
    assert rows(text)[0]["name"] == shown
