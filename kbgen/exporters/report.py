"""What every format of findings takes: a value with all that it may say; no format reads a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity


class Role(Enum):
    """What a part of a text for people is, so that whoever shows it may colour it."""

    ERROR = "error"
    """The word that says how severe an error is."""
    WARNING = "warning"
    """The same of a warning."""
    INFO = "info"
    """The same of what is only worth knowing."""
    PLACE = "place"
    """Path, line and column."""
    CODE = "code"
    """The code of a check."""
    GUTTER = "gutter"
    """What stands left of a line of the source."""
    MARK = "mark"
    """What stands below the place in a line of the source."""


def unpainted(text: str, role: Role) -> str:
    """Return a text as it is, whatever it is."""
    del role
    return text


def _no_source(path: str, line: int) -> None:
    del path, line


@dataclass(frozen=True, slots=True)
class Report:
    """Findings, and what a format needs to know about them."""

    findings: tuple[Diagnostic, ...]
    """By path, line, column, code and message."""
    checks: tuple[Check, ...]
    """The checks that were made, in the order of their codes, those that found nothing included."""
    version: str
    """Version of kbgen."""
    prefix: str = ""
    """The vault's folder as seen from the root of its repository, ending in ``/``; empty where they are the same."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Paths of findings that are not in the vault, to their paths as seen from the root of the repository."""
    line_of: Callable[[str, int], str | None] = _no_source
    """Returns a line, counted from 1, of the file with a finding's path, without its end; None where there is none."""
    show_source: bool = False
    """Whether a text for people shows the line of each finding."""
    paint: Callable[[str, Role], str] = unpainted
    """Returns a part of a text for people with its colours."""

    def count(self, severity: Severity) -> int:
        """Return the number of findings of one severity."""
        return sum(1 for finding in self.findings if finding.severity is severity)

    def repository_path(self, finding: Diagnostic) -> str:
        """Return the path of a finding's file as seen from the root of the repository, with ``/`` separators."""
        path = finding.location.path
        return self.elsewhere.get(path, self.prefix + path)

    def source_line(self, finding: Diagnostic) -> str | None:
        """Return the line that a finding is about; None where it cannot be read."""
        return self.line_of(finding.location.path, finding.location.line)


def with_hint(finding: Diagnostic) -> str:
    """Return a finding's message, with the way out in parentheses."""
    return f"{finding.message} ({finding.hint})" if finding.hint else finding.message
