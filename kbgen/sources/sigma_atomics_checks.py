"""The tables of what can be wrong with the content of a source, and findings made from their rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.source import Location
from kbgen.vault.yaml_node import YamlNode

N = TypeVar("N", bound=Enum)


@dataclass(frozen=True, slots=True)
class SourceCheck(Generic[N]):
    """One row of a table of findings."""

    name: N
    code: str
    """The check code, ``KB5xx``."""
    severity: Severity
    title: str
    """What is found, as a phrase."""
    meaning: str
    """Why it matters, in one or two sentences."""
    example: str
    """What sets it off; may have several lines."""
    way_out: str
    """What to do about it, in one sentence."""


class Reporter(Generic[N]):
    """Keeps the findings about one file, in the order in which they are reported."""

    ROWS: ClassVar[Mapping[Any, SourceCheck[Any]]]
    """The table of findings by name; each source has its own."""

    def __init__(self, path: str) -> None:
        self.found: list[Diagnostic] = []
        """What was reported so far."""
        self._path = path

    def report(self, name: N, message: str, line: int, column: int = 1, hint: str = "") -> None:
        """Keep a finding at a place of the file; without a hint, the way out of its row is the hint."""
        row = self.ROWS[name]
        place = Location(self._path, line, column)
        way_out = hint or row.way_out[:1].lower() + row.way_out[1:].removesuffix(".")
        self.found.append(Diagnostic(row.code, row.severity, message, place, way_out))

    def report_at(self, name: N, message: str, node: YamlNode, hint: str = "") -> None:
        """Keep a finding at the place of a value."""
        self.report(name, message, node.line, node.column, hint)
