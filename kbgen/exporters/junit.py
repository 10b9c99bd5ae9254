"""The format ``junit``: test cases as Jenkins' ``junit-10.xsd`` allows them and as GitLab reads them.

A family of checks is a test suite. A check that found nothing is a test case that passed; each finding is a test case
of its own: an error or a warning failed, what is only worth knowing was skipped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as ET

from kbgen.checks.catalogue import FAMILIES
from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.exporters.most_severe import most_severe
from kbgen.exporters.report import Report, with_hint
from kbgen.exporters.visible import shortened

MOST_FINDINGS = 25_000
"""A report of so many findings stays below GitLab's 30 MB a file."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_MOST_OF_A_NAME = 300


def junit(report: Report) -> str:
    """Return all findings as an XML document."""
    kept = most_severe(report.findings, MOST_FINDINGS)
    by_code: dict[str, list[Diagnostic]] = {}
    for finding in kept.findings:
        by_code.setdefault(finding.code, []).append(finding)
    checks = {check.code for check in report.checks}
    root = ET.Element("testsuites", name="kbgen")
    for family, members in FAMILIES:
        made = [check for check in members if check.code in checks]
        if made:
            _add_suite(root, family, _cases(report, made, by_code))
    if kept.left_out:
        _add_suite(
            root, "kbgen", [_case("kbgen", kept.left_out, ET.Element("skipped", message=kept.left_out))]
        )
    count_cases(root, list(root.iter("testcase")))
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def xml_text(text: str) -> str:
    """Return a text without what XML 1.0 forbids, even as references, and without other control characters.

    Line ends become line feeds, as a reader of XML makes them.
    """
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _add_suite(root: ET.Element, name: str, cases: Iterable[ET.Element]) -> None:
    suite = ET.SubElement(root, "testsuite", name=name)
    suite.extend(cases)
    count_cases(suite, list(suite))


def count_cases(element: ET.Element, cases: Sequence[ET.Element]) -> None:
    """State on an element how many test cases it holds, in the order that readers are used to."""
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", "0")
    if element.tag == "testsuite":
        element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))


def _cases(
    report: Report, checks: Iterable[Check], findings: dict[str, list[Diagnostic]]
) -> Iterator[ET.Element]:
    for check in checks:
        found = findings.get(check.code, [])
        if not found:
            yield _case(check.code, check.title)
        names = set[str]()
        for finding in found:
            yield _case(check.code, _unique(_name(report, finding), names), _outcome(report, finding))


def _case(code: str, name: str, outcome: ET.Element | None = None) -> ET.Element:
    case = ET.Element("testcase", classname=code if code == "kbgen" else f"kbgen.{code}", name=name)
    if outcome is not None:
        case.append(outcome)
    return case


def _name(report: Report, finding: Diagnostic) -> str:
    """Return a name without the line, so that a test case is the same when its finding has moved."""
    text = f"{report.repository_path(finding)}: {finding.message}"
    return shortened(_SPACE.sub(" ", xml_text(text)), _MOST_OF_A_NAME)


def _unique(name: str, names: set[str]) -> str:
    """Return a name that is not yet among some, with a number behind it where necessary, and add it to them."""
    unique, number = name, 1
    while unique in names:
        number += 1
        unique = f"{name} ({number})"
    names.add(unique)
    return unique


def _outcome(report: Report, finding: Diagnostic) -> ET.Element:
    place = f"{report.repository_path(finding)}:{finding.location.line}:{finding.location.column}"
    whole = xml_text(f"{place} {finding.code} {with_hint(finding)}")
    if finding.severity is Severity.INFO:
        return ET.Element("skipped", message=whole)
    failure = ET.Element("failure", message=xml_text(finding.message), type=finding.severity.value)
    failure.text = whole
    return failure
