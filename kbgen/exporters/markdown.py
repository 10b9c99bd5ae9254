"""The format ``markdown``: a short report for a pull request, a job's summary or a chat.

Paths and messages stand between backticks: there, no renderer of Markdown reads HTML, a mention, a reference to an
issue, an address or a picture.
"""

import re
from collections import Counter
from collections.abc import Iterator

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.exporters.most_severe import most_severe
from kbgen.exporters.report import Report
from kbgen.exporters.visible import shortened, visible

MOST_FINDINGS = 100
"""Findings that are told one by one; with `_MOST_CHARACTERS` of each, the whole mostly fits a comment on GitHub."""

_MOST_CHARACTERS = 300
_BACKTICKS = re.compile("`+")


def markdown(report: Report) -> str:
    """Return the counts, a table by code and the most severe findings by file."""
    return "\n".join(_lines(report)) + "\n"


def code_span(text: str) -> str:
    """Return a text as a code span, in one line; empty for an empty text.

    Control characters stand as escapes; the backticks around it are one more than the longest run in it.
    """
    shown = visible(text)
    if not shown:
        return ""
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(shown)), default=0) + 1)
    padding = " " if shown.strip(" ") and (shown[0] in "` " or shown[-1] in "` ") else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def _lines(report: Report) -> Iterator[str]:
    yield "# kbgen check"
    yield ""
    if not report.findings:
        yield "No findings."
        return
    counts = ", ".join(f"{report.count(severity):,} {severity.value}" for severity in Severity)
    yield f"{len(report.findings):,} {'finding' if len(report.findings) == 1 else 'findings'}: {counts}"
    yield from _table(report)
    kept = most_severe(report.findings, MOST_FINDINGS)
    by_file: dict[str, list[Diagnostic]] = {}
    for finding in kept.findings:
        by_file.setdefault(report.repository_path(finding), []).append(finding)
    for path in sorted(by_file):
        yield from ("", f"## {code_span(path)}", "")
        yield from (_item(finding) for finding in sorted(by_file[path], key=lambda f: (f.location, f.code)))
    if kept.left_out:
        yield from ("", f"{kept.left_out}.")


def _table(report: Report) -> Iterator[str]:
    yield from ("", "| Code | Severity | What | Findings |", "| --- | --- | --- | ---: |")
    counts = Counter(finding.code for finding in report.findings)
    for check in sorted(report.checks, key=lambda check: (check.severity.rank, check.code)):
        if counts[check.code]:
            yield f"| {check.code} | {check.severity.value} | {check.title} | {counts[check.code]:,} |"


def _item(finding: Diagnostic) -> str:
    place = f"{finding.location.line}:{finding.location.column}"
    message = code_span(shortened(finding.message, _MOST_CHARACTERS))
    hint = code_span(shortened(finding.hint, _MOST_CHARACTERS))
    return f"- {finding.severity.value} {finding.code} at {place}: {message}{f' ({hint})' if hint else ''}"
