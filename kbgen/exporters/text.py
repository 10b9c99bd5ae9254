"""The format ``text``: one line a finding and, where it is asked for, the line of the source below it.

::

    warning Notes/a.md:3:5 KB201 nothing in the vault is called "b" (write the note, or correct the name)
        3 | See [[b]].
          |     ^^^^^
"""

from collections.abc import Iterator

from kbgen.diagnostics import Diagnostic
from kbgen.exporters.extent import end_column
from kbgen.exporters.frame import frame
from kbgen.exporters.report import Report, Role, with_hint
from kbgen.exporters.visible import visible

_GUTTER = 5
_FENCE = "---"
"""The first line of a note with front matter: what is there is about the whole file, and the line says nothing."""


def text(report: Report) -> str:
    """Return all findings, in their order; empty where there are none. Control characters stand as escapes."""
    return "".join(f"{line}\n" for finding in report.findings for line in _lines(report, finding))


def _lines(report: Report, finding: Diagnostic) -> Iterator[str]:
    paint, severity = report.paint, finding.severity.value
    yield " ".join(
        (
            paint(f"{severity:7}", Role(severity)),
            paint(visible(str(finding.location)), Role.PLACE),
            paint(finding.code, Role.CODE),
            visible(with_hint(finding)),
        )
    )
    if report.show_source:
        yield from _source(report, finding)


def _source(report: Report, finding: Diagnostic) -> Iterator[str]:
    line = report.source_line(finding)
    if line is None or not line.strip() or (finding.location.line == 1 and line.rstrip() == _FENCE):
        return
    shown, carets = frame(line, finding.location.column, end_column(finding, line))
    paint = report.paint
    for number, part in ((str(finding.location.line), shown), ("", paint(carets, Role.MARK))):
        yield f"{paint(f'{number:>{_GUTTER}} |', Role.GUTTER)} {part}"
