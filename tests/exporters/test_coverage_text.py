"""Coverage for people: each number with its denominator, lists that are cut, and names that leave the terminal alone."""

from dataclasses import replace
from typing import Any

import pytest
from coverage_worlds import rule, technique

from kbgen.coverage.cause import Cause, CauseKind
from kbgen.coverage.compare import Comparison, Departure, Movement
from kbgen.coverage.verdict import Verdict
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.coverage_text import (
    complaints,
    coverage_text,
    is_below,
    movement_line,
    only_rules,
    why_ranked,
)

NOTHING = Comparison("2026-10-01", None, (), (), (), (), (), ())


def movement(identifier: str = "T1046", *causes: Cause, **fields: Any) -> Movement:
    values: dict[str, Any] = {
        "before": Verdict.TESTABLE,
        "after": Verdict.GAP,
        "platforms": (),
        "became_blind": False,
        **fields,
    }
    return Movement(id=identifier, name="Scan", causes=causes, **values)


def test_numbers_stand_with_their_denominator_and_exclusions(coverage_report: CoverageReport) -> None:
    lines = coverage_text(coverage_report).splitlines()
    assert lines[:4] == [
        "ATT&CK: the techniques of the vault; no release is mounted",
        "Platforms: Windows, Linux, macOS",
        "Left out (platforms): 1: T1530",
        "Left out (accepted): 1: T1200",
    ]
    assert "8 techniques and sub-techniques" in lines
    assert "  claimed   5 (62.5 %)" in lines


def test_what_was_not_assessed_says_so(make_coverage: Any) -> None:
    text = coverage_text(make_coverage(T1046=technique("T1046"), r=rule("T1046")))
    assert "  feasible  not assessed: no log sources are declared" in text


def test_a_plan_takes_the_place_of_the_gaps(coverage_report: CoverageReport) -> None:
    text = coverage_text(coverage_report)
    assert "G0016 Cold Bear uses 5 techniques, 2 of them covered." in text
    assert "Shortest way to cover the rest: 2 steps" in text
    assert "Not in scope: T1530" in text
    assert "Gaps, the most pressing first" not in text
    assert "Gaps, the most pressing first (3 of 3)" in coverage_text(replace(coverage_report, plan=None))


def test_a_dimension_without_parts_says_so(make_coverage: Any, coverage_report: CoverageReport) -> None:
    report = make_coverage(T1046=technique("T1046"))
    empty = replace(report, by=((coverage_report.by[2][0], ()),))
    assert "By group\n  none in scope\n" in coverage_text(empty)


def test_a_release_is_told_before_what_moved(make_coverage: Any) -> None:
    comparison = replace(
        NOTHING,
        releases=("enterprise-attack 18.1", "enterprise-attack 19.0"),
        by_attack=(movement("T1001"),),
        added=("T1685",),
        gone=(Departure("T1562", "Impair", Verdict.TESTABLE, "revoked: T1685"),),
        remarks=("the platforms in scope differ from those of the baseline",),
    )
    text = coverage_text(replace(make_coverage(T1046=technique("T1046")), comparison=comparison))
    assert text[text.index("Compared") :].splitlines() == [
        "Compared with 2026-10-01",
        "  ATT&CK changed from enterprise-attack 18.1 to enterprise-attack 19.0",
        "  0 techniques lost",
        "  0 techniques gained",
        "  1 technique moved with the release of ATT&CK alone:",
        "    T1001 Scan: testable → gap",
        "  New in scope: 1: T1685",
        "  No longer in scope: 1: T1562 (revoked: T1685)",
        "  Note: the platforms in scope differ from those of the baseline",
    ]


@pytest.mark.parametrize(
    ("item", "line"),
    [
        (movement("T1046"), "T1046 Scan: testable → gap; no rule or test explains it"),
        (
            movement("T1046", Cause(CauseKind.RULE_REMOVED, "r.md", "Port scan")),
            "T1046 Scan: testable → gap; rule removed: Port scan",
        ),
        (
            movement(
                "T1046",
                Cause(CauseKind.LOG_SOURCE_LOST, "r.md", "Port scan", "linux/auditd"),
                after=Verdict.TESTABLE,
                became_blind=True,
                blind_on=("Linux",),
            ),
            "T1046 Scan: became blind on Linux; log source no longer collected: Port scan (linux/auditd)",
        ),
        (
            movement(
                "T1046",
                *(Cause(CauseKind.RULE_REMOVED, f"{name}.md", name) for name in "abcde"),
                platforms=(("Linux", Verdict.TESTABLE, Verdict.GAP),),
            ),
            "T1046 Scan: testable → gap; Linux testable → gap; rule removed: a; rule removed: b; rule removed: c; 2 more causes",
        ),
        (
            movement("T1046", after=Verdict.TESTABLE, sees_again=True),
            "T1046 Scan: no longer blind; no rule or test explains it",
        ),
    ],
)
def test_a_movement_is_one_line(item: Movement, line: str) -> None:
    assert movement_line(item) == line


def test_a_pipeline_stops_where_a_gate_is_not_met_or_a_verdict_is_lost(
    coverage_report: CoverageReport,
) -> None:
    met = tuple(result for result in coverage_report.gates if result.is_met)
    assert is_below(coverage_report)
    assert is_below(replace(coverage_report, comparison=None))
    assert is_below(replace(coverage_report, gates=met))
    assert not is_below(replace(coverage_report, gates=met, comparison=None))
    assert not is_below(replace(coverage_report, gates=met, comparison=NOTHING))


def test_a_pipeline_is_told_why_it_stops(coverage_report: CoverageReport) -> None:
    assert list(complaints(coverage_report)) == [
        "NOT MET: proven=50: 1 of 8 techniques (12.5 %)",
        "lost: T1053 Scheduled Task or Job: untested → gap; Windows untested → gap; rule no longer active: Old job (status test became deprecated)",
        "lost: T1190 Exploit Public-Facing Application: Linux untested → gap; rule removed: Web shell",
    ]


def test_complaints_are_few(coverage_report: CoverageReport) -> None:
    many = replace(NOTHING, regressions=tuple(movement(f"T{1000 + number}") for number in range(700)))
    found = list(complaints(replace(coverage_report, gates=(), comparison=many)))
    assert len(found) < 30
    assert found[-1] == "lost: 675 more"


@pytest.mark.parametrize(
    "name", ["\x1b[2J\x1b[31mred", "two\nlines", "\u202eturned", "::error::x\r\n::error::y"]
)
def test_a_name_cannot_move_the_cursor_or_begin_a_line(make_coverage: Any, name: str) -> None:
    report = make_coverage(T1046=technique("T1046", "Windows"), r=rule("T1046"))
    object.__setattr__(report.coverage.techniques[0], "name", name)
    lost = replace(NOTHING, regressions=(replace(movement(), name=name),))
    told = replace(report, comparison=lost, sole=((name, ("T1046",)),))
    text = coverage_text(told) + "\n".join(complaints(told))
    assert {character for character in text if not character.isprintable()} == {"\n"}
    assert [line for line in text.splitlines() if line.strip().startswith("::")] == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1 rule is the only one that covers a technique"),
        (1200, "1,200 rules are the only ones that cover a technique"),
    ],
)
def test_the_only_rules_are_counted(number: int, text: str) -> None:
    assert only_rules(number) == text


def test_a_rank_is_told_in_its_parts(coverage_report: CoverageReport) -> None:
    ranks = {gap.technique.id: list(why_ranked(gap)) for gap in coverage_report.gaps}
    assert ranks == {
        "T1053": [
            "only-inactive-rules",
            "used by G0016",
            "1 group and 1 software use it",
            "a log source is collected",
            "1 inactive rule would cover it",
            "1 rule to write",
        ],
        "T1059.004": ["no-rule", "used by G0016", "1 group uses it", "a test exists", "2 rules to write"],
        "T1583": ["no-rule", "1 rule to write"],
    }
