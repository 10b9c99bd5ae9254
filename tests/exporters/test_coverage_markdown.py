"""The comment on a pull request: always fewer than 60 lines, what matters first, and names that are only names."""

from dataclasses import replace
from typing import Any

import pytest
from coverage_worlds import TODAY, baseline_of, files, report_of, rule, technique
from markdown_it import MarkdownIt

from kbgen.coverage.cause import Cause, CauseKind
from kbgen.coverage.compare import Comparison, Departure, Movement, compare
from kbgen.coverage.gates import judge, read_gate
from kbgen.coverage.threats import Threats
from kbgen.coverage.verdict import Verdict
from kbgen.exporters.coverage_markdown import coverage_markdown
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.project import Project
from kbgen.settings import read_settings

FEWER_THAN = 60
HOSTILE = (
    "<script>alert(1)</script>",
    "@someone #1 https://example.org",
    "a | b",
    "`tick` ``two``",
    "two\nlines",
    "![picture](x) [link](javascript:y)",
    "x" * 5_000,
    "\u202eturned",
    "`",
)


def moved(number: int, cause: Cause) -> Movement:
    return Movement(
        f"T{1000 + number}",
        f"Technique {number}",
        Verdict.TESTABLE,
        Verdict.GAP,
        (),
        became_blind=False,
        causes=(cause,),
    )


def worst(report: CoverageReport) -> CoverageReport:
    """Return a report in which every list is longer than it is shown."""
    causes = tuple(Cause(CauseKind.RULE_REMOVED, f"{number}.md", f"Rule {number}") for number in range(900))
    movements = tuple(replace(moved(number, cause), causes=causes) for number, cause in enumerate(causes))
    comparison = Comparison(
        "2026-10-01",
        ("enterprise-attack 18.1", "enterprise-attack 19.0"),
        movements,
        movements,
        movements,
        tuple(f"T{number}" for number in range(3000, 3300)),
        tuple(Departure(f"T{number}", "Name", Verdict.GAP, "no note") for number in range(4000, 4300)),
        ("one thing differs", "another thing differs"),
    )
    return replace(
        report,
        gates=report.gates * 20,
        gaps=report.gaps * 200,
        sole=tuple((f"{number}.md", ("T1046",) * 50) for number in range(300)),
        comparison=comparison,
    )


def test_the_comment_has_fewer_than_60_lines_whatever_is_in_it(coverage_report: CoverageReport) -> None:
    for report in (coverage_report, worst(coverage_report)):
        text = coverage_markdown(report)
        assert text.count("\n") < FEWER_THAN
        assert len(text) < 65_536


def test_what_lists_leave_out_is_counted(coverage_report: CoverageReport) -> None:
    text = coverage_markdown(worst(coverage_report))
    assert "Since 2026-10-01: 900 techniques lost a verdict, 900 techniques gained one." in text
    assert "- and 889 more, most often by" in text
    assert "- and 57 more gates" in text
    assert "898 more causes" in text
    assert "and 295 more" in text


def test_a_change_of_release_is_said_first(coverage_report: CoverageReport) -> None:
    lines = coverage_markdown(worst(coverage_report)).splitlines()
    assert lines[2].startswith(
        "**ATT&CK changed from `enterprise-attack 18.1` to `enterprise-attack 19.0`.**"
    )
    assert "`T1000`, `T1001`" in lines[2]
    assert "`T4000 (no note)`" in lines[3]


def test_a_change_of_release_that_moves_nothing_says_so(coverage_report: CoverageReport) -> None:
    quiet = Comparison("2026-10-01", ("none", "enterprise-attack 19.0"), (), (), (), (), (), ())
    text = coverage_markdown(replace(coverage_report, comparison=quiet))
    assert "Moved with it alone: nothing." in text
    assert "Techniques that it added: none; left the denominator: none." in text


def test_gates_that_are_not_met_come_first(coverage_report: CoverageReport) -> None:
    lines = [line for line in coverage_markdown(coverage_report).splitlines() if line[:3] in {"- ✅", "- ❌"}]
    assert [line[2] for line in lines] == ["❌", "✅", "✅"]


def test_lost_verdicts_name_the_technique_and_the_rule(coverage_report: CoverageReport) -> None:
    text = coverage_markdown(coverage_report)
    lost = text[text.index("## Lost") : text.index("## Gained")]
    assert "**`T1053`** `Scheduled Task or Job`: untested → gap; rule no longer active: `Old job`" in lost
    assert (
        "**`T1190`** `Exploit Public-Facing Application`: `Linux` untested → gap; rule removed: `Web shell`"
        in lost
    )


def test_a_loss_that_nothing_explains_says_so(coverage_report: CoverageReport) -> None:
    lost = replace(moved(1, Cause(CauseKind.RULE_REMOVED)), causes=())
    comparison = Comparison("2026-10-01", None, (lost,), (), (), (), (), ())
    assert "testable → gap; no rule or test explains it" in coverage_markdown(
        replace(coverage_report, comparison=comparison)
    )


def test_what_was_not_assessed_says_so(make_coverage: Any) -> None:
    assert "| feasible | not assessed | |" in coverage_markdown(make_coverage(T1046=technique("T1046")))


def test_a_vault_without_techniques_has_a_comment(make_coverage: Any) -> None:
    text = coverage_markdown(make_coverage(page="text"))
    assert "**0 of 0 techniques are claimed by a rule (0.0 %), 0 are gaps.**" in text
    assert "left out of the denominator: nothing" in text


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:12])
def test_a_name_from_a_note_is_text_and_nothing_else(coverage_report: CoverageReport, name: str) -> None:
    cause = Cause(CauseKind.RULE_REMOVED, name, name, name)
    lost = replace(
        moved(1, cause),
        id=name,
        name=name,
        platforms=((name, Verdict.GAP, Verdict.GAP),),
        blind_on=(name,),
        became_blind=True,
    )
    gone = Departure(name, name, Verdict.GAP, name)
    comparison = Comparison("2026-10-01", (name, name), (lost,) * 30, (lost,), (lost,), (name,), (gone,), ())
    report = replace(
        coverage_report,
        comparison=comparison,
        sole=((name, (name,)),),
        gates=tuple(
            replace(result, gate=replace(result.gate, text=name)) for result in coverage_report.gates
        ),
    )
    text = coverage_markdown(report)
    assert text.count("\n") < FEWER_THAN
    tokens = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").parse(text)
    kinds = {token.type for token in tokens}
    inline = {child.type for token in tokens for child in token.children or ()}
    assert "html_block" not in kinds
    assert inline <= {"text", "softbreak", "strong_open", "strong_close", "code_inline"}
    plain = "".join(
        child.content for token in tokens for child in token.children or () if child.type == "text"
    )
    assert not any(mark in plain for mark in ("<", "@", "#", "http", "[", "\u202e", "|"))


def test_three_thousand_removed_rules_fit(tmp_path: Any) -> None:
    """A real comparison: 3,000 rules on 300 techniques, of which one in twenty stays."""
    names = [f"T{1000 + number}" for number in range(300)]
    notes = {name: technique(name, "Windows") for name in names}
    rules = {f"r{number}": rule(names[number % 300], title=f"Rule {number}") for number in range(3_000)}

    def project(folder: str, kept: dict[str, str]) -> Project:
        (tmp_path / folder).mkdir()
        for path, text in files(**notes, **kept).items():
            (tmp_path / folder / path).write_text(text, encoding="utf-8")
        return Project(tmp_path / folder, read_settings({}), today=TODAY)

    before = baseline_of(project("before", rules).coverage)
    now = project("now", {name: text for name, text in rules.items() if int(name[1:]) % 300 < 20})
    report = report_of(
        now.coverage,
        gaps=now.gaps,
        gates=judge([read_gate("claimed=90")], now.coverage, Threats({}, {})),
        comparison=compare(before, now.coverage),
    )
    text = coverage_markdown(report)
    assert text.count("\n") < FEWER_THAN
    assert "280 techniques lost a verdict" in text
