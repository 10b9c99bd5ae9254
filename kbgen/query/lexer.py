"""The tokens of a query: where each ends, given where it starts.

The language has no context-free tokens: ``/`` or ``[`` mean something at the start of a factor only, and words are
cut differently inside properties. So there is no token list; the parser asks for the token it expects.
"""

import re

from kbgen.query.faults import FaultName, QueryError, QueryFault
from kbgen.source import Span

_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r'[^ \t\r\n()"]+')
_PROPERTY_WORD = re.compile(r'[^ \t\r\n()":\]]+')
# Possessive, because a backslash before a quote is always an escape: `"a\"` is not closed.
_PHRASE = re.compile(r'"((?:\\["\\]|[^"])*+)"')
_ESCAPE = re.compile(r'\\(["\\])')
_REGEX = re.compile(r"/((?:\\[^\n]|[^/\n\\])++)/")
_LINK = re.compile(r"\[\[[^\n]*?\]\]")
_OPERATOR = re.compile(r"([^\W\d_](?:[^\W\d_]|-)*):")
_EDGES = frozenset(' \t\r\n()[]"')


def skip_space(text: str, start: int) -> int:
    """Return the offset of the first character from ``start`` on that is no white space."""
    found = _SPACE.match(text, start)
    return found.end() if found else start


def word_end(text: str, start: int, *, in_property: bool) -> int:
    """Return where the word that starts at an offset ends; the offset itself where there is none."""
    found = (_PROPERTY_WORD if in_property else _WORD).match(text, start)
    return found.end() if found else start


def link_end(text: str, start: int) -> int | None:
    """Return where the ``[[literal link]]`` that starts at an offset ends, or None."""
    found = _LINK.match(text, start)
    return found.end() if found else None


def phrase(text: str, start: int) -> tuple[str, int]:
    """Return the text of the phrase that starts at an offset, unescaped, and where it ends.

    Raises:
        QueryError: the quote is not closed.
    """
    found = _PHRASE.match(text, start)
    if found is None:
        raise QueryError(_unclosed('"', start, r"close the quote; inside quotes write \" for a quote"))
    return _ESCAPE.sub(r"\1", found[1]), found.end()


def regex(text: str, start: int) -> tuple[str, int]:
    """Return the pattern of the regular expression that starts at an offset, as written, and where it ends.

    Raises:
        QueryError: there is no closing slash on the line.
    """
    found = _REGEX.match(text, start)
    if found is None:
        raise QueryError(_unclosed("/", start, 'put text that starts with a slash in quotes: "/etc/passwd"'))
    return found[1], found.end()


def operator(text: str, start: int) -> tuple[str, int] | None:
    """Return the name of the operator that starts at an offset, as written, and the end of its colon."""
    found = _OPERATOR.match(text, start)
    return (found[1], found.end()) if found else None


def is_or(text: str, start: int) -> bool:
    """Return whether the operator ``OR`` stands at an offset: upper case, with an edge on both sides."""
    if not text.startswith("OR", start):
        return False
    end = start + 2
    return (start == 0 or text[start - 1] in _EDGES) and (end == len(text) or text[end] in _EDGES)


def is_lone_hyphen(text: str, start: int, *, in_property: bool) -> bool:
    """Return whether the hyphen at an offset has nothing to negate, and so is a word."""
    following = text[start + 1 : start + 2]
    return following in " \t\r\n)" or (in_property and following in ":]")


def _unclosed(token: str, start: int, hint: str) -> QueryFault:
    return QueryFault(FaultName.UNBALANCED, f"{token} is not closed", Span(start, start + 1), hint)
