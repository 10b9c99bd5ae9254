"""The format ``github``: workflow commands, which GitHub Actions turns into annotations of the files.

::

    ::warning file=Notes/a.md,line=3,col=5,endColumn=10,title=KB201 link leads nowhere::nothing in the vault is called …

GitHub shows ten annotations of each level a step: the first ten are printed, the others counted in the last line.
"""

import re
from collections.abc import Iterator

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.exporters.extent import end_column
from kbgen.exporters.most_severe import counted
from kbgen.exporters.report import Report, with_hint
from kbgen.exporters.visible import shortened, visible

MOST_OF_A_LEVEL = 10
_MOST_CHARACTERS = 4_000
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_LINE_ENDS = re.compile("(\r\n|\r|\n)")


def github(report: Report) -> str:
    """Return one line an annotation, the most severe first; empty where there are no findings."""
    titles = {check.code: check.title for check in report.checks}
    lines, rest = list[str](), list[Diagnostic]()
    for severity in Severity:
        found = [finding for finding in report.findings if finding.severity is severity]
        lines += (_command(report, finding, titles[finding.code]) for finding in found[:MOST_OF_A_LEVEL])
        rest += found[MOST_OF_A_LEVEL:]
    if rest:
        lines.append(f"{counted(rest, 'without an annotation')}; kbgen check lists all")
    return "".join(f"{line}\n" for line in lines)


def command_data(text: str) -> str:
    """Return a text as the message of a workflow command; control characters other than line ends are shown."""
    shown = "".join(
        part if _LINE_ENDS.fullmatch(part) else visible(part) for part in _LINE_ENDS.split(text) if part
    )
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """Return a text as the value of a property of a workflow command."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def _command(report: Report, finding: Diagnostic, title: str) -> str:
    properties = ",".join(
        f"{name}={command_property(value)}" for name, value in _properties(report, finding, title)
    )
    message = shortened(with_hint(finding), _MOST_CHARACTERS)
    return f"::{_LEVELS[finding.severity]} {properties}::{command_data(message)}"


def _properties(report: Report, finding: Diagnostic, title: str) -> Iterator[tuple[str, str]]:
    yield "file", report.repository_path(finding)
    yield "line", str(finding.location.line)
    yield "endLine", str(finding.location.line)
    yield "col", str(finding.location.column)
    yield "endColumn", str(end_column(finding, report.source_line(finding)))
    yield "title", f"{finding.code} {title}"
