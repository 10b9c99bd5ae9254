"""Reports for the tests of formats: one of a small vault, one of hostile findings, and a way to make others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from coverage_reports import full_report
from coverage_worlds import TODAY, files, report_of

from kbgen.checks.catalogue import CATALOGUE
from kbgen.diagnostics import Diagnostic, Fix, Severity
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.report import Report
from kbgen.project import Project
from kbgen.source import Location

VAULT = Path(__file__).resolve().parents[1] / "fixtures" / "check"

MakeFinding = Callable[..., Diagnostic]
MakeReport = Callable[..., Report]
MakeCoverage = Callable[..., CoverageReport]

HOSTILE = (
    "two\nlines\r\nand ::error::a command",
    "::error file=a::b",
    "##[error]old style",
    "100 % of %0A and %25, a: b",
    "<script>alert(1)</script> <img src=x onerror=y>",
    "a | b || c \\| d",
    "`one` ``two`` ```three",
    "@someone #1 !2 $3 https://example.org www.example.org a@example.org",
    "![picture](x.png) [link](1) [x](javascript:y) ]](z)",
    "bell \x07 escape \x1b[31mred\x1b[0m null \x00 delete \x7f c1 \x9b",
    "right to left \u202e override, line separator \u2028",
    "rocket 🚀 family 👩‍👩‍👧 accents e\u0301",
    "lone \udcff surrogate, \ufffe and \uffff",
    "{0} {{1}} ]]> <!-- --> &amp; &#x0;",
    "x" * 10_000,
    " ",
    "`",
)
"""Messages that break a format that does not escape."""


@pytest.fixture(scope="session")
def make_finding() -> MakeFinding:
    """Return a function that makes a finding from what a test is about."""

    def make(
        message: str = "something is wrong",
        code: str = "KB201",
        path: str = "a.md",
        *,
        line: int = 1,
        column: int = 1,
        hint: str = "",
        fix: Fix | None = None,
        severity: Severity | None = None,
    ) -> Diagnostic:
        return Diagnostic(
            code, severity or CATALOGUE[code].severity, message, Location(path, line, column), hint, fix
        )

    return make


@pytest.fixture(scope="session")
def make_report() -> MakeReport:
    """Return a function that makes a report of findings; the checks are those of the findings and a clean one."""

    def make(*findings: Diagnostic, text: str = "", **fields: object) -> Report:
        codes = sorted({"KB102", *(finding.code for finding in findings)})
        lines = text.split("\n")

        def line_of(_path: str, number: int) -> str | None:
            return lines[number - 1] if text and 0 < number <= len(lines) else None

        checks = tuple(CATALOGUE[code] for code in codes)
        values = {"line_of": line_of, **fields}
        return Report(tuple(findings), checks, "0.1.0", **values)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def vault_report() -> Report:
    """Return the report of the small vault, which lies in the folder ``docs/kb`` of its repository."""
    project = Project(VAULT, name="Check")
    texts = {note.path: note.document.text.split("\n") for note in project.notes}
    codes = sorted({"KB102", *(finding.code for finding in project.diagnostics)})

    def line_of(path: str, number: int) -> str | None:
        lines = texts.get(path, [])
        return lines[number - 1] if number <= len(lines) else None

    return Report(
        project.diagnostics,
        tuple(CATALOGUE[code] for code in codes),
        "0.1.0",
        "docs/kb/",
        line_of=line_of,
        show_source=True,
    )


@pytest.fixture(scope="session")
def hostile_report(make_finding: MakeFinding, make_report: MakeReport) -> Report:
    """Return a report in which every text of a note is hostile: messages, hints, paths, lines, repairs."""
    findings = [
        make_finding(
            message,
            code=("KB101", "KB201", "KB411")[number % 3],
            path=f"{message[:80]}/{number}.md",
            line=number + 1,
            column=1 + number % 4,
            hint=message,
            fix=Fix(number + 1, 1, message[:9].replace("\n", " "), message[:20]) if number % 2 else None,
        )
        for number, message in enumerate(HOSTILE)
    ]
    return make_report(
        *findings, text="\n".join(message.replace("\n", " ") for message in HOSTILE), show_source=True
    )


@pytest.fixture(scope="session")
def coverage_report(tmp_path_factory: pytest.TempPathFactory) -> CoverageReport:
    """Return a report on coverage in which everything occurs that a format has to show."""
    return full_report(tmp_path_factory.mktemp("coverage"))


@pytest.fixture
def make_coverage(tmp_path_factory: pytest.TempPathFactory) -> MakeCoverage:
    """Return a function that writes notes into a new vault and returns the report on their coverage."""

    def make(**notes: str) -> CoverageReport:
        vault = tmp_path_factory.mktemp("vault")
        for path, text in files(**notes).items():
            (vault / path).write_text(text, encoding="utf-8")
        project = Project(vault, today=TODAY)
        return report_of(project.coverage, urls=project.addresses.notes, gaps=project.gaps)

    return make
