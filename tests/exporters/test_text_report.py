"""The format ``text``."""

import re
from collections.abc import Callable
from dataclasses import replace

from kbgen.diagnostics import Diagnostic
from kbgen.exporters.report import Report, Role
from kbgen.exporters.text import text

MakeFinding = Callable[..., Diagnostic]
MakeReport = Callable[..., Report]


def test_without_the_source_it_is_one_line_a_finding(vault_report: Report) -> None:
    lines = text(replace(vault_report, show_source=False)).splitlines()
    assert lines == [f"{finding.severity.value:7} {finding}" for finding in vault_report.findings]


def test_with_the_source_the_same_lines_stand_above_it(vault_report: Report) -> None:
    lines = text(vault_report).splitlines()
    heads = [line for line in lines if not re.match(r"[ \d]{5} \|", line)]
    assert heads == text(replace(vault_report, show_source=False)).splitlines()
    assert len(lines) > 2 * len(heads)


def test_the_source_has_its_number_and_a_mark(make_finding: MakeFinding, make_report: MakeReport) -> None:
    report = make_report(make_finding("gone", line=2, column=5), text="one\nSee [[x]].", show_source=True)
    assert text(report) == ("warning a.md:2:5 KB201 gone\n    2 | See [[x]].\n      |     ^^^^^\n")


def test_a_line_that_is_empty_or_unknown_is_not_shown(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    findings = [make_finding(line=line) for line in (1, 2, 9)]
    assert len(text(make_report(*findings, text="x\n \n", show_source=True)).splitlines()) == 5


def test_the_fence_of_the_front_matter_is_not_shown(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text_ = "---\ntags: [x]\n---\n"
    assert len(text(make_report(make_finding(), text=text_, show_source=True)).splitlines()) == 1
    assert len(text(make_report(make_finding(line=3), text=text_, show_source=True)).splitlines()) == 3


def test_no_findings_are_no_text(make_report: MakeReport) -> None:
    assert text(make_report()) == ""


def test_the_parts_are_painted_by_their_role(make_finding: MakeFinding, make_report: MakeReport) -> None:
    report = make_report(
        make_finding("gone"), text="x", show_source=True, paint=lambda part, role: f"<{role.value}>{part}</>"
    )
    assert text(report) == (
        "<warning>warning</> <place>a.md:1:1</> <code>KB201</> gone\n"
        "<gutter>    1 |</> x\n"
        "<gutter>      |</> <mark>^</>\n"
    )


def test_paint_changes_nothing_but_the_colour(vault_report: Report) -> None:
    def paint(part: str, role: Role) -> str:
        return f"\x1b[{len(role.value)}m{part}\x1b[0m"

    painted = text(replace(vault_report, paint=paint))
    assert painted != text(vault_report)
    assert re.sub(r"\x1b\[\d+m", "", painted) == text(vault_report)


def test_hostile_texts_move_no_cursor_and_begin_no_line(hostile_report: Report) -> None:
    written = text(hostile_report)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]", written)
    for line in written.splitlines():
        assert re.match(r"(error  |warning|info   ) |[ \d]{5} \|", line)
        assert not line.lstrip().startswith("::")
    assert all(len(line) < 120 for line in written.splitlines() if "|" in line[:8])
