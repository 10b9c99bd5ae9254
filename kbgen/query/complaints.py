"""What the parser says about malformed queries.

Specification: section 8 of the search language. One function a fault; each returns the error for the parser to raise.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from kbgen.query import lexer
from kbgen.query.assumptions import DEPTH_LIMIT
from kbgen.query.faults import FaultName, QueryError, QueryFault
from kbgen.query.syntax import ScopeKind
from kbgen.source import Span

_NO_TAGS = {"(": "a group", "[": "a property", "/": "a regular expression"}


def at(start: int) -> Span:
    """Return the span of one character."""
    return Span(start, start + 1)


def empty() -> QueryError:
    """Return the error for a query without a term."""
    return _error(FaultName.EMPTY, "the query is empty", Span(0, 0))


def missing(text: str, owner: Span, wanted: str) -> QueryError:
    """Return the error for a token that lacks what has to stand beside it or in it."""
    return _error(FaultName.OPERAND, f"{text[owner.start : owner.end]} needs {wanted}", owner)


def unclosed(token: str, start: int) -> QueryError:
    """Return the error for an opening bracket without a closing one."""
    hint = f'close it, or put it in quotes to search for it: "{token}"'
    return _error(FaultName.UNBALANCED, f"{token} is not closed", at(start), hint)


def stray_bracket(start: int) -> QueryError:
    """Return the error for a closing parenthesis without an opening one."""
    hint = 'delete it, or put it in quotes to search for it: ")"'
    return _error(FaultName.UNBALANCED, ") closes nothing", at(start), hint)


def stray_colon(start: int) -> QueryError:
    """Return the error for a second colon in a property."""
    message = "a property takes one colon, between its name and its value"
    return _error(FaultName.UNBALANCED, message, at(start), 'put text with a colon in quotes: [time:"12:30"]')


def misplaced(what: str, token: Span, scope: ScopeKind) -> QueryError:
    """Return the error for a term that an operator cannot hand its text to."""
    message = f"{what} cannot stand inside {scope.value}:"
    return _error(FaultName.SCOPE, message, token, f"move it outside {scope.value}:")


def no_tag(text: str, start: int) -> QueryError:
    """Return the error for an operand of ``tag:`` that is no tag."""
    message = f"tag: takes one tag, not {_NO_TAGS[text[start]]}"
    return _error(FaultName.TAG_OPERAND, message, at(start), "write tag:a OR tag:b")


def too_deep(token: Span) -> QueryError:
    """Return the error for the token that nests once too often."""
    return _error(FaultName.DEPTH, f"the query is nested deeper than {DEPTH_LIMIT} levels", token)


def unknown_operator(text: str, token: Span, known: Iterable[str]) -> QueryError:
    """Return the error for a name before a colon that is no operator."""
    name = text[token.start : token.end - 1]
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.75)
    value = text[token.end : lexer.word_end(text, token.end, in_property=False)] or "value"
    ways = f'write [{name}:{value}] for a property, "{name}:{value}" for text'
    hint = f"did you mean {near[0]}:? Otherwise {ways}" if near else ways
    return _error(FaultName.OPERATOR, f'Operator "{name}" not recognized', token, hint)


def _error(name: FaultName, message: str, span: Span, hint: str = "") -> QueryError:
    return QueryError(QueryFault(name, message, span, hint))
