"""Reads the tokens of a Dataview query where the parser expects them.

The language has no context-free tokens: ``-`` is an operator, part of a name or of a number, ``//`` is a comment between
clauses only. So there is no token list; the parser asks for the token it wants.
"""

import re

from kbgen.source import Span
from kbgen.tables.faults import TableError, malformed
from kbgen.tables.limits import DEPTH_LIMIT

SPACE = re.compile(r"\s*")
_SPACE_OR_COMMENT = re.compile(r"(?:\s+|//[^\n]*)*")
_IDENTIFIER = re.compile(r"[^\W\d_](?:[^\W_]|[_-])*")
_STRING = re.compile(r'"((?:\\.|[^"\\])*+)"', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')
_TOKEN = re.compile(r"\w+|[^\w\s]")


class Cursor:
    """The text of a query, the offset reached, and how deep."""

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
        self.take(SPACE)
        return self.pos > start

    def space_and_comments(self) -> None:
        """Step over white space and comments."""
        self.take(_SPACE_OR_COMMENT)

    def identifier(self) -> str | None:
        """Step over a name and return it; return None where none stands here."""
        found = self.take(_IDENTIFIER)
        return None if found is None else found[0]

    def string(self) -> str | None:
        """Step over a text in quotes and return it; return None where none stands here.

        Raises:
            TableError: the quote is not closed.
        """
        if not self.text.startswith('"', self.pos):
            return None
        start = self.pos
        found = self.take(_STRING)
        if found is None:
            raise malformed('" is not closed', Span(start, start + 1), "close the quote")
        return _ESCAPE.sub(r"\1", found[1])

    def since(self, start: int) -> Span:
        """Return the span from an offset to here."""
        return Span(start, self.pos)

    def token(self) -> Span:
        """Return the span of whatever stands here; empty at the end."""
        found = _TOKEN.match(self.text, self.pos)
        return Span(self.pos, found.end() if found else min(self.pos + 1, len(self.text)))

    def unexpected(self, wanted: str, hint: str = "") -> TableError:
        """Return the error for what stands here."""
        token = self.token()
        word = self.text[token.start : token.end]
        what = f"unexpected {word}" if word.strip() else "the query ends too early"
        return malformed(f"{what}, {wanted} is missing", token, hint)

    def enter(self, start: int) -> None:
        """Go one level deeper, by the token that begins at an offset and ends here.

        Raises:
            TableError: that is too deep.
        """
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            message = f"the expression is nested deeper than {DEPTH_LIMIT} levels"
            raise malformed(message, Span(start, max(self.pos, start + 1)))

    def leave(self) -> None:
        """Go back up."""
        self.depth -= 1
