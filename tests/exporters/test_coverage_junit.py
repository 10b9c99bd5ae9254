"""JUnit of coverage: suites, counts, what fails and what is skipped, and text that XML can hold."""

from typing import Any
from xml.etree import ElementTree as ET

from coverage_worlds import rule, technique

from kbgen.exporters.coverage_junit import coverage_junit
from kbgen.exporters.coverage_report import CoverageReport


def parse(report: CoverageReport) -> ET.Element:
    return ET.fromstring(coverage_junit(report))  # noqa: S314 (its own output)


def cases(root: ET.Element, suite: str) -> list[ET.Element]:
    return [case for item in root.iter("testsuite") if item.get("name") == suite for case in item]


def test_there_is_a_suite_for_each_tactic_in_the_order_of_the_matrix(coverage_report: CoverageReport) -> None:
    assert [suite.get("name") for suite in parse(coverage_report).iter("testsuite")] == [
        "coverage.initial-access",
        "coverage.execution",
        "coverage.persistence",
        "coverage.discovery",
        "coverage.command-and-control",
        "coverage.no-tactic",
        "coverage.left-out",
        "coverage.gates",
        "coverage.regressions",
    ]


def test_a_gap_fails_with_its_reasons_and_what_is_claimed_passes(coverage_report: CoverageReport) -> None:
    found = {
        (case.get("name") or "").split()[0]: case
        for case in cases(parse(coverage_report), "coverage.execution")
    }
    failed = {name: case.find("failure") for name, case in found.items()}
    assert {name: None if item is None else item.get("type") for name, item in failed.items()} == {
        "T1053": "only-inactive-rules",
        "T1059": None,
        "T1059.001": None,
        "T1059.004": "no-rule",
    }
    shell = failed["T1059.004"]
    assert shell is not None
    assert shell.text == "T1059.004 Unix Shell: no-rule; tests exist"


def test_what_is_left_out_is_skipped(coverage_report: CoverageReport) -> None:
    found = cases(parse(coverage_report), "coverage.left-out")
    messages = [case.find("skipped") for case in found]
    assert [item.get("message") if item is not None else None for item in messages] == [
        "accepted: no physical access (it, until 2027-06-30)",
        "platforms: IaaS",
    ]


def test_gates_and_regressions_are_test_cases(coverage_report: CoverageReport) -> None:
    root = parse(coverage_report)
    gates = {case.get("name"): case.find("failure") is not None for case in cases(root, "coverage.gates")}
    assert gates == {"claimed=50": False, "testable.tactic.discovery=80": False, "proven=50": True}
    lost = cases(root, "coverage.regressions")
    assert [case.get("name") for case in lost] == [
        "T1053 Scheduled Task or Job keeps its verdict",
        "T1190 Exploit Public-Facing Application keeps its verdict",
    ]
    texts = [failure.text or "" for case in lost for failure in case.iter("failure")]
    assert ["Old job" in texts[0], "Web shell" in texts[1]] == [True, True]


def test_the_counts_are_those_of_the_elements(coverage_report: CoverageReport) -> None:
    root = parse(coverage_report)
    for element in (root, *root.iter("testsuite")):
        found = list(element.iter("testcase"))
        assert element.get("tests") == str(len(found))
        assert element.get("failures") == str(len(list(element.iter("failure"))))
        assert element.get("errors") == "0"
        if element is not root:
            assert element.get("skipped") == str(len(list(element.iter("skipped"))))


def test_no_two_cases_of_a_class_have_the_same_name(coverage_report: CoverageReport) -> None:
    names = [(case.get("classname"), case.get("name")) for case in parse(coverage_report).iter("testcase")]
    assert len(names) == len(set(names))


def test_only_what_the_schema_of_jenkins_knows_is_written(coverage_report: CoverageReport) -> None:
    root = parse(coverage_report)
    assert {element.tag for element in root.iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "skipped",
    }
    assert {name for case in root.iter("testcase") for name in case.attrib} <= {"classname", "name", "time"}


def test_hostile_names_leave_valid_xml(make_coverage: Any) -> None:
    report = make_coverage(
        T1046=technique("T1046", "Windows", tactics=["Dis\x01covery", "<b>", 'a"b']), r=rule("T1018")
    )
    object.__setattr__(report.coverage.techniques[0], "name", 'x \x00\x1b[31m ]]> <a b="c">&amp; \udcff')
    object.__setattr__(report.coverage.techniques[0], "tactics", ("dis\x01covery", "<b>"))
    root = parse(report)
    assert [suite.get("name") for suite in root.iter("testsuite")] == ["coverage.<b>", "coverage.discovery"]
    assert {case.get("name") for case in root.iter("testcase")} == {
        'T1046 x [31m ]]> <a b="c">&amp;  has a rule'
    }
