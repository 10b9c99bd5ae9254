"""The format ``junit``: what Jenkins' schema junit-10 allows and what GitLab reads."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.checks.catalogue import CATALOGUE
from kbgen.diagnostics import Diagnostic
from kbgen.exporters import junit as junit_module
from kbgen.exporters.junit import junit, xml_text
from kbgen.exporters.report import Report

MakeFinding = Callable[..., Diagnostic]
MakeReport = Callable[..., Report]

CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase", "properties", "system-out", "system-err"},
    "testcase": {"skipped", "failure", "error", "system-out", "system-err"},
    "failure": set[str](),
    "skipped": set[str](),
}
REQUIRED = {"testsuite": {"name", "tests", "failures", "errors"}, "testcase": {"name"}}
ALLOWED = {
    "testsuites": {"name", "time", "tests", "failures", "disabled", "errors"},
    "testsuite": {
        "name",
        "tests",
        "failures",
        "errors",
        "time",
        "disabled",
        "skipped",
        "timestamp",
        "hostname",
        "id",
    },
    "testcase": {"name", "assertions", "time", "classname", "status"},
    "failure": {"type", "message"},
    "skipped": {"type", "message"},
}


def tree(report: Report) -> ET.Element:
    """Return a report that keeps the rules of the schema, and that counts what it holds."""
    root = ET.fromstring(junit(report).encode())  # noqa: S314 (kbgen wrote it)
    assert root.tag == "testsuites"
    for element in root.iter():
        assert {child.tag for child in element} <= CHILDREN[element.tag]
        assert REQUIRED.get(element.tag, set()) <= set(element.attrib) <= ALLOWED[element.tag]
    for element in (root, *root):
        assert int(element.attrib["tests"]) == len(list(element.iter("testcase")))
        assert int(element.attrib["failures"]) == len(list(element.iter("failure")))
        assert element.attrib["errors"] == "0"
    for suite in root:
        assert int(suite.attrib["skipped"]) == len(list(suite.iter("skipped")))
    cases = [(case.attrib["classname"], case.attrib["name"]) for case in root.iter("testcase")]
    assert len(set(cases)) == len(cases)
    return root


def test_the_schema_is_kept(vault_report: Report, hostile_report: Report, make_report: MakeReport) -> None:
    for report in (vault_report, hostile_report, make_report(), Report((), (), "0.1.0")):
        tree(report)


def test_a_clean_run_shows_each_check_that_was_made(make_report: MakeReport) -> None:
    root = tree(replace(make_report(), checks=tuple(CATALOGUE.values())))
    assert [case.attrib["classname"] for case in root.iter("testcase")] == [
        f"kbgen.{code}" for code in CATALOGUE
    ]
    assert not list(root.iter("failure"))
    assert not list(root.iter("skipped"))


def test_a_check_that_was_not_made_is_no_test_case(make_report: MakeReport) -> None:
    assert [case.attrib["classname"] for case in tree(make_report()).iter("testcase")] == ["kbgen.KB102"]


@pytest.mark.parametrize(("code", "tag"), [("KB101", "failure"), ("KB201", "failure"), ("KB411", "skipped")])
def test_errors_and_warnings_fail_and_the_rest_is_skipped(
    make_finding: MakeFinding, make_report: MakeReport, code: str, tag: str
) -> None:
    finding = make_finding("gone", code=code, path="a b.md", line=3, column=5, hint="write it")
    (case,) = [case for case in tree(make_report(finding, prefix="docs/")).iter("testcase") if len(case)]
    assert case.attrib == {"classname": f"kbgen.{code}", "name": "docs/a b.md: gone"}
    (outcome,) = case
    told = f"docs/a b.md:3:5 {code} gone (write it)"
    assert outcome.tag == tag
    assert (outcome.text if tag == "failure" else outcome.attrib["message"]) == told


def test_findings_stand_in_the_suite_of_their_family(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    root = tree(make_report(make_finding(code="KB201"), make_finding(code="KB411")))
    assert [suite.attrib["name"] for suite in root] == [
        "Front matter and encoding",
        "Links, embeds and HTML",
        "Queries",
    ]


def test_findings_that_read_the_same_have_different_names(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    findings = [make_finding("x", line=1), make_finding("x", line=2), make_finding("x (2)", line=3)]
    names = [case.attrib["name"] for case in tree(make_report(*findings)).iter("testcase") if len(case)]
    assert names == ["a.md: x", "a.md: x (2)", "a.md: x (2) (2)"]


def test_names_do_not_depend_on_the_line(make_finding: MakeFinding, make_report: MakeReport) -> None:
    first, second = (
        [case.attrib["name"] for case in tree(make_report(make_finding("x", line=line))).iter("testcase")]
        for line in (3, 30)
    )
    assert first == second


def test_the_rest_is_counted(
    make_finding: MakeFinding, make_report: MakeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(junit_module, "MOST_FINDINGS", 2)
    codes = ("KB411", "KB101", "KB201", "KB411")
    root = tree(make_report(*(make_finding(code=code, line=line) for line, code in enumerate(codes, 1))))
    assert len(list(root.iter("failure"))) == 2
    assert [case.attrib["name"] for case in root[-1]] == ["2 more findings left out: 2 info"]


@given(st.text(st.characters(codec=None, categories=None)))
def test_any_text_can_be_written(text: str) -> None:
    clean = xml_text(text)
    element = ET.Element("failure", message=clean)
    element.text = clean
    read = ET.fromstring(ET.tostring(element, encoding="unicode").encode())  # noqa: S314 (it was just written)
    assert read.attrib["message"] == clean
    assert (read.text or "") == clean


def test_nothing_but_what_xml_forbids_is_removed() -> None:
    assert xml_text("a\tb\r\nc\x00\x0b\x1f\x7f\x9b\ud800\ufffe\uffff🚀<&>\"'") == "a\tb\nc🚀<&>\"'"
