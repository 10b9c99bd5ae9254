"""Reads the tokens of a Dataview query where the parser expects them.

The language has no context-free tokens: ``-`` is an operator, part of a name or of a number, ``//`` is a comment between
clauses only. So there is no token list; the parser asks for the token it wants.
"""

import re

from kbgen.source import Span
from kbgen.tables.cursor import Cursor
from kbgen.tables.faults import malformed

_SPACE_OR_COMMENT = re.compile(r"(?:\s+|//[^\n]*)*")
_IDENTIFIER = re.compile(r"[^\W\d_](?:[^\W_]|[_-])*")
_STRING = re.compile(r'"((?:\\.|[^"\\])*+)"', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')


class DqlCursor(Cursor):
    """A cursor that knows the tokens of Dataview's query language."""

    __slots__ = ()

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
