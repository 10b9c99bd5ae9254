"""How far the text of a finding reaches."""

from collections.abc import Callable

import pytest

from kbgen.diagnostics import Diagnostic, Fix
from kbgen.exporters.extent import end_column


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [
        ("See [[Some note|shown]] here", 5, "[[Some note|shown]]"),
        ("See ![[a.png]] here", 5, "![[a.png]]"),
        ("See [text](a b.md) here", 5, "[text](a b.md)"),
        ("See ![text](a.png) here", 5, "![text](a.png)"),
        ("See [[never closed", 5, "[["),
        ("tags: [T1046, x]", 8, "T1046"),
        ("tags: [T1059.001, x]", 8, "T1059.001"),
        ("with #some/tag here", 6, "#some/tag"),
        ("with #/ here", 6, "#"),
        ("```query", 1, "```"),
        ("---", 1, "---"),
        ('a "b', 3, '"'),
        ('<b class="x">bold</b>', 1, '<b class="x">'),
        ("x</b>", 2, "</b>"),
        ("a < b", 3, "<"),
        ("äöü ßx", 5, "ßx"),
        ("🚀🚀 x", 1, "🚀🚀"),
    ],
)
def test_it_is_the_construct_that_begins_there(
    make_finding: Callable[..., Diagnostic], line: str, column: int, text: str
) -> None:
    end = end_column(make_finding(column=column), line)
    assert line[column - 1 : end - 1] == text


@pytest.mark.parametrize(("line", "column", "end"), [("", 1, 1), ("abc", 4, 4), ("abc", 9, 9), ("a b", 2, 3)])
def test_nothing_begins_there(
    make_finding: Callable[..., Diagnostic], line: str, column: int, end: int
) -> None:
    assert end_column(make_finding(column=column), line) == end


def test_without_the_line_it_is_one_character(make_finding: Callable[..., Diagnostic]) -> None:
    assert end_column(make_finding(column=7), None) == 8


def test_a_repair_in_the_place_says_it(make_finding: Callable[..., Diagnostic]) -> None:
    there = make_finding(line=2, column=3, fix=Fix(2, 3, "two words", "x"))
    elsewhere = make_finding(line=2, column=3, fix=Fix(2, 1, "a two words", "x"))
    assert end_column(there, "a two words") == 12
    assert end_column(there, None) == 12
    assert end_column(elsewhere, "a two words") == 6


def test_a_very_long_line_takes_no_time(make_finding: Callable[..., Diagnostic]) -> None:
    assert end_column(make_finding(), "[" * 100_000) == 1_001
