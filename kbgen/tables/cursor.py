"""A place in a text from which parsers read tokens and brackets, and how deep it is.

A parser is a set of functions, each of which takes the cursor, steps over what it reads and returns its tree.
"""

import re
from collections.abc import Callable
from typing import Self, TypeVar

from kbgen.source import Span
from kbgen.tables.faults import TableError, malformed
from kbgen.tables.limits import DEPTH_LIMIT

_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_COMMA = re.compile(r"\s*,\s*")
_CLOSING = {"[": "]", "(": ")", "{": "}"}

_Read = TypeVar("_Read")
"""What stands in brackets, read."""


class Cursor:
    """A text, the offset reached, and how deep."""

    __slots__ = ("depth", "pos", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.depth = 0

    @property
    def at_end(self) -> bool:
        """Tell whether nothing is left."""
        return self.pos == len(self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over a pattern and return its match; return None, in place, where it does not stand here."""
        found = pattern.match(self.text, self.pos)
        if found is not None:
            self.pos = found.end()
        return found

    def take_text(self, text: str) -> bool:
        """Step over a text; return whether it stands here."""
        if not self.text.startswith(text, self.pos):
            return False
        self.pos += len(text)
        return True

    def space(self) -> bool:
        """Step over white space; return whether there was any."""
        start = self.pos
        self.take(_SPACE)
        return self.pos > start

    def span(self, start: int, end: int) -> Span:
        """Return the place of a piece of the text in the block; here they are the same."""
        return Span(start, end)

    def since(self, start: int) -> Span:
        """Return the span from an offset to here."""
        return self.span(start, self.pos)

    def token(self) -> Span:
        """Return the span of whatever stands here; empty at the end."""
        return self.span(self.pos, self._token_end())

    def _token_end(self) -> int:
        found = _TOKEN.match(self.text, self.pos)
        return found.end() if found else min(self.pos + 1, len(self.text))

    def unexpected(self, wanted: str, hint: str = "") -> TableError:
        """Return the error for what stands here."""
        word = self.text[self.pos : self._token_end()]
        what = f"unexpected {word}" if word.strip() else "the text ends too early"
        return malformed(f"{what}, {wanted} is missing", self.token(), hint)

    def enter(self, start: int) -> None:
        """Go one level deeper, by the token that begins at an offset and ends here.

        Raises:
            TableError: that is too deep.
        """
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            message = f"the expression is nested deeper than {DEPTH_LIMIT} levels"
            raise malformed(message, self.span(start, max(self.pos, start + 1)))

    def leave(self) -> None:
        """Go back up."""
        self.depth -= 1

    def enclosed(self, read: Callable[[Self], _Read]) -> _Read:
        """Return what stands between the bracket here and its counterpart.

        Raises:
            TableError: it cannot be read, is too deep, or the counterpart is missing.
        """
        start = self._open()
        found = read(self)
        self._close(start)
        return found

    def listed(self, read: Callable[[Self], _Read]) -> tuple[_Read, ...]:
        """Return what stands between the bracket here and its counterpart, with commas between; that may be nothing.

        Raises:
            TableError: an element cannot be read, is too deep, or the counterpart is missing.
        """
        start = self._open()
        items: list[_Read] = []
        while not items or self.take(_COMMA) is not None:
            if not items and self.text.startswith(_CLOSING[self.text[start]], self.pos):
                break
            items.append(read(self))
        self._close(start)
        return tuple(items)

    def _open(self) -> int:
        start = self.pos
        self.pos += 1
        self.enter(start)
        self.space()
        return start

    def _close(self, start: int) -> None:
        self.space()
        bracket = self.text[start]
        if self.at_end:
            span = self.span(start, start + 1)
            raise malformed(f"{bracket} is not closed", span, f"add {_CLOSING[bracket]}")
        if not self.take_text(_CLOSING[bracket]):
            raise self.unexpected(f"an operator or {_CLOSING[bracket]}")
        self.leave()


class PlacedCursor(Cursor):
    """A cursor over a text that is itself a piece of the block."""

    __slots__ = ("_exact", "_place")

    def __init__(self, text: str, place: Span, *, exact: bool) -> None:
        super().__init__(text)
        self._place = place
        """Where the text stands in the block."""
        self._exact = exact
        """Whether it stands there as it is; without, everything in it has its place."""

    def span(self, start: int, end: int) -> Span:
        """Return the place of a piece of the text in the block."""
        offset = self._place.start
        return Span(offset + start, offset + end) if self._exact else self._place
