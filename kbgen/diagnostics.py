"""Findings as values: what is wrong, where, and the way out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from kbgen.source import Location


class Severity(Enum):
    """How much a finding matters, the worst first."""

    ERROR = "error"
    """Something of the vault is lost or wrong on the site."""
    WARNING = "warning"
    """Probably not what the author meant."""
    INFO = "info"
    """Worth knowing; nothing is wrong with the page."""

    @property
    def rank(self) -> int:
        """Return 0 for the worst severity, larger numbers for milder ones."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair that a machine may apply: one piece of text in a line replaced by another."""

    line: int
    """Line in the file, counted from 1."""
    column: int
    """Column of the first replaced character, counted from 1."""
    old: str
    """The text that stands there, without a line break."""
    new: str
    """The text to put in its place."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about one place of the vault."""

    code: str
    """A check code of the catalogue, such as ``KB101``."""
    severity: Severity
    message: str
    """One sentence without a final full stop that names the thing."""
    location: Location
    hint: str = ""
    """The way out, as one sentence without a final full stop; empty where there is none."""
    fix: Fix | None = field(default=None)
    """The same as a mechanical repair, where it is safe."""

    def __str__(self) -> str:
        text = f"{self.location} {self.code} {self.message}"
        return f"{text} ({self.hint})" if self.hint else text


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics by path, line, column, code and message, without repetitions."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda d: (d.location, d.code, d.message)))
