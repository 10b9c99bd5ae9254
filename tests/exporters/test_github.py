"""The format ``github``, read as the runner of GitHub Actions reads workflow commands."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.diagnostics import Diagnostic
from kbgen.exporters.github import command_data, command_property, github
from kbgen.exporters.report import Report

MakeFinding = Callable[..., Diagnostic]
MakeReport = Callable[..., Report]

PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp", "Cn"))
    | st.sampled_from("\r\n%:,=;")
)


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Return the level, the properties and the message of a workflow command."""
    assert line.startswith("::")
    command, _, message = line[2:].partition("::")
    level, _, properties = command.partition(" ")
    pairs = (pair.split("=", maxsplit=1) for pair in properties.split(","))
    return level, {name: unescaped(value) for name, value in pairs}, unescaped(message)


def unescaped(text: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def test_a_finding_is_an_annotation(make_finding: MakeFinding, make_report: MakeReport) -> None:
    finding = make_finding("gone", path="a, b: c.md", line=3, column=5, hint="write it")
    report = make_report(finding, text="\n\nSee [[x]].", prefix="docs/")
    assert github(report) == (
        "::warning file=docs/a%2C b%3A c.md,line=3,endLine=3,col=5,endColumn=10,"
        "title=KB201 link leads nowhere::gone (write it)\n"
    )


def test_levels_have_their_names_in_github(make_finding: MakeFinding, make_report: MakeReport) -> None:
    report = make_report(*(make_finding(code=code) for code in ("KB411", "KB201", "KB101")))
    assert [read(line)[0] for line in github(report).splitlines()] == ["error", "warning", "notice"]


@pytest.mark.parametrize(
    ("text", "data", "property_"),
    [
        ("100 %", "100 %25", "100 %25"),
        ("a\nb", "a%0Ab", "a%0Ab"),
        ("a\r\nb\rc", "a%0D%0Ab%0Dc", "a%0D%0Ab%0Dc"),
        ("%0A", "%250A", "%250A"),
        ("::error::x", "::error::x", "%3A%3Aerror%3A%3Ax"),
        ("a,b", "a,b", "a%2Cb"),
        ("\x1b[31m", r"\x1b[31m", r"\x1b[31m"),
        ("🚀", "🚀", "🚀"),
    ],
)
def test_texts_are_escaped(text: str, data: str, property_: str) -> None:
    assert command_data(text) == data
    assert command_property(text) == property_


@given(PRINTABLE)
def test_a_text_comes_back_from_a_command(text: str) -> None:
    level, properties, message = read(f"::error file={command_property(text)},line=1::{command_data(text)}")
    assert (level, properties, message) == ("error", {"file": text, "line": "1"}, text)


@given(st.text(st.characters(codec=None, categories=None)))
def test_no_text_begins_another_line(text: str) -> None:
    assert len(command_data(text).splitlines()) <= 1
    assert not {":", ",", "\r", "\n"} & set(command_property(text))


def test_hostile_texts_stay_in_their_annotations(hostile_report: Report) -> None:
    lines = github(hostile_report).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(hostile_report.findings)
    for line in lines:
        level, properties, message = read(line)
        assert level in {"error", "warning", "notice"}
        assert list(properties) == ["file", "line", "endLine", "col", "endColumn", "title"]
        assert len(message) < 17_000


def test_a_very_long_message_is_cut(make_finding: MakeFinding, make_report: MakeReport) -> None:
    (line,) = github(make_report(make_finding("x" * 10_000))).splitlines()
    assert read(line)[2] == "x" * 3_999 + "…"


def test_ten_of_each_level_are_annotated_and_the_others_counted(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    codes = ["KB411"] * 13 + ["KB201"] * 12 + ["KB101"] * 10
    report = make_report(*(make_finding(code=code, line=line) for line, code in enumerate(codes, 1)))
    *annotations, last = github(report).splitlines()
    assert [read(line)[0] for line in annotations] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert last == "5 more findings without an annotation: 2 warning, 3 info; kbgen check lists all"


def test_no_findings_are_no_lines(make_report: MakeReport) -> None:
    assert github(make_report()) == ""
