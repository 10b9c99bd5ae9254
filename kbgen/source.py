"""Places in source texts: the base type of every located value."""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets ``[start, end)`` in one text."""

    start: int
    """Offset of the first character, counted in code points from 0."""
    end: int
    """Offset after the last character; equal to ``start`` for an empty span."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file of the vault, for people and for editors."""

    path: str
    """Vault-relative path with ``/`` separators."""
    line: int = 1
    """Line in the file, counted from 1, front matter included."""
    column: int = 1
    """Column in that line, counted in code points from 1."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class LineIndex:
    """Translates offsets in one text to lines and columns; build once, ask often."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        starts = [0]
        position = text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = text.find("\n", position + 1)
        self._starts = starts

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and column, both counted from 1, of a character offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
