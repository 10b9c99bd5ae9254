"""Coverage as a table for spreadsheets: a row for each technique and, below it, for each of its platforms.

Specification: RFC 4180, with line feeds. A cell that a spreadsheet would take for a formula begins with an apostrophe, and
control characters stand as escapes, so that a row is a line.
"""

import csv
import io
from collections.abc import Iterator

from kbgen.coverage.model import Assessment, TechniqueCoverage
from kbgen.coverage.verdict import Fact
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.visible import visible

COLUMNS = (
    "technique",
    "name",
    "tactics",
    "platform",
    "verdict",
    *(fact.value for fact in Fact),
    "blind",
    "attackable",
    "rules",
    "tests",
    "rules_rolled_up",
    "tests_rolled_up",
    "reasons",
    "excluded",
)
"""Names of the columns, in order."""
_FORMULA = ("=", "+", "-", "@")


def coverage_csv(report: CoverageReport) -> str:
    """Return all techniques in the order of identifiers; those left out of the denominator come last."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in report.coverage.techniques:
        writer.writerow(_row(item, "", item.total))
        for platform, cell in item.by_platform.items():
            writer.writerow(_row(item, platform, cell))
    for left in report.coverage.excluded:
        empty = [""] * (len(COLUMNS) - 3)
        why = f"{left.why.value}: {left.detail}" if left.detail else left.why.value
        writer.writerow(map(_cell, [left.id, left.name, *empty, why]))
    return text.getvalue()


def _row(item: TechniqueCoverage, platform: str, cell: Assessment) -> Iterator[str]:
    facts = (cell.has(fact) for fact in Fact)
    values = [
        item.id,
        item.name,
        " ".join(item.tactics),
        platform,
        cell.verdict.value,
        *("" if value is None else str(value).lower() for value in facts),
        str(cell.blind).lower(),
        str(cell.attackable).lower(),
        str(len(cell.rules)),
        str(len(cell.tests)),
        "" if platform else str(len(item.rolled_up(item.rules))),
        "" if platform else str(len(item.rolled_up(item.tests))),
        " ".join(reason.value for reason in cell.reasons),
        "",
    ]
    return map(_cell, values)


def _cell(text: str) -> str:
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
