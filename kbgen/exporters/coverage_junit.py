"""Coverage as JUnit XML: a test case for each technique, a suite for each tactic, and a suite for the gates.

Specification: the subset that passes Jenkins' ``junit-10.xsd`` and that GitLab reads.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from kbgen.coverage.model import Coverage, TechniqueCoverage
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.coverage_text import gate_line, movement_line
from kbgen.exporters.junit import count_cases, xml_text
from kbgen.notes.tactics import tactic

_NO_TACTIC = "no-tactic"


def coverage_junit(report: CoverageReport) -> str:
    """Return the report as XML; a technique without an active rule is a failure, one left out is skipped."""
    suites = [*_techniques(report.coverage), _excluded(report.coverage), _gates(report), _regressions(report)]
    root = ET.Element("testsuites", name="kbgen coverage")
    for name, cases in suites:
        if cases:
            suite = ET.SubElement(root, "testsuite", name=xml_text(name))
            count_cases(suite, cases)
            suite.extend(cases)
    count_cases(root, [case for _, cases in suites for case in cases])
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _techniques(coverage: Coverage) -> Iterator[tuple[str, list[ET.Element]]]:
    found: dict[str, list[ET.Element]] = {}
    for item in coverage.techniques:
        for name in item.tactics or (_NO_TACTIC,):
            found.setdefault(name, []).append(_technique(name, item))
    for shortname in sorted(found, key=lambda name: tactic(name).order):
        yield f"coverage.{shortname}", found[shortname]


def _technique(shortname: str, item: TechniqueCoverage) -> ET.Element:
    case = _case(f"coverage.{shortname}", f"{item.id} {item.name} has a rule")
    if not item.total.claimed:
        reasons = ", ".join(reason.value for reason in item.total.reasons)
        failure = ET.SubElement(case, "failure", message=reasons, type=reasons)
        attackable = "; tests exist" if item.total.attackable else ""
        failure.text = xml_text(f"{item.id} {item.name}: {reasons}{attackable}")
    return case


def _excluded(coverage: Coverage) -> tuple[str, list[ET.Element]]:
    cases = []
    for item in coverage.excluded:
        case = _case("coverage.left-out", f"{item.id} {item.name} has a rule")
        message = f"{item.why.value}: {item.detail}" if item.detail else item.why.value
        ET.SubElement(case, "skipped", message=xml_text(message))
        cases.append(case)
    return "coverage.left-out", cases


def _gates(report: CoverageReport) -> tuple[str, list[ET.Element]]:
    cases = []
    for result in report.gates:
        case = _case("coverage.gates", result.gate.text)
        if not result.is_met:
            _fail(case, gate_line(result), "gate")
        cases.append(case)
    return "coverage.gates", cases


def _regressions(report: CoverageReport) -> tuple[str, list[ET.Element]]:
    cases = []
    for item in report.comparison.regressions if report.comparison else ():
        case = _case("coverage.regressions", f"{item.id} {item.name} keeps its verdict")
        _fail(case, movement_line(item), "regression")
        cases.append(case)
    return "coverage.regressions", cases


def _case(classname: str, name: str) -> ET.Element:
    return ET.Element("testcase", classname=xml_text(classname), name=xml_text(name), time="0")


def _fail(case: ET.Element, message: str, kind: str) -> None:
    failure = ET.SubElement(case, "failure", message=xml_text(message), type=kind)
    failure.text = xml_text(message)
