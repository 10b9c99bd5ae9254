"""Expression text of a base becomes a tree.

Specification: https://help.obsidian.md/bases/syntax; where it is silent, what was observed of Obsidian. The grammar;
operators of one line have one precedence, those above bind closer::

    expression = operand , { operator , operand } ;
    operator   = "*" | "/" | "%"
               | "+" | "-"
               | "==" | "!=" | "<" | ">" | "<=" | ">="        (* one in a row *)
               | "&&"
               | "||" ;
    operand    = ( "!" | "-" ) , operand | atom , { "." , name , [ "(" , [ list ] , ")" ] | "[" , expression , "]" } ;
    atom       = number | string | "true" | "false" | "null" | "/" , pattern , "/" , [ "i" ]
               | "[" , [ list ] , "]" | "(" , expression , ")" | name , [ "(" , [ list ] , ")" ] ;
    list       = expression , { "," , expression } ;
"""

import re

from kbgen.source import Span
from kbgen.tables.base_syntax import (
    Access,
    Call,
    Chain,
    Comparison,
    Junction,
    ListNode,
    Literal,
    Method,
    Name,
    Node,
    Pattern,
    Unary,
)
from kbgen.tables.base_vocabulary import FUNCTIONS, METHODS, UNSUPPORTED_FUNCTIONS, UNSUPPORTED_METHODS
from kbgen.tables.cursor import PlacedCursor
from kbgen.tables.faults import malformed, unsupported

_OPERATOR = re.compile(r"\s*(\|\||&&|==|!=|<=|>=|[<>+\-*/%])\s*")
_LEVELS = (("||",), ("&&",), ("==", "!=", "<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_NAME = re.compile(r"(?:[^\W\d]|\$)[\w$]*")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_STRING = re.compile(r""""((?:\\.|[^"\\])*+)"|'((?:\\.|[^'\\])*+)'""", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}
_PATTERN = re.compile(r"/((?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*+\]|[^/\\\[\n])++)/([A-Za-z]*)")
_LITERALS = {"true": True, "false": False, "null": None}


def parse(text: str, place: Span, *, exact: bool = True) -> Node:
    """Return the tree of an expression.

    Args:
        text: the expression.
        place: where it stands in the text of the base.
        exact: whether it stands there as it is; without, everything in it has this place.

    Raises:
        TableError: the text is malformed or unsupported; the fault says what and where. Nothing else is raised.
    """
    cursor = PlacedCursor(text, place, exact=exact)
    cursor.space()
    node = _expression(cursor)
    cursor.space()
    if not cursor.at_end:
        raise cursor.unexpected("an operator")
    return node


def _expression(cursor: PlacedCursor) -> Node:
    operands, operators = [_operand(cursor)], list[tuple[str, Span]]()
    while (found := cursor.take(_OPERATOR)) is not None:
        _check_hyphen(found, cursor)
        operators.append((found[1], cursor.span(*found.span(1))))
        operands.append(_operand(cursor))
    return _folded(operands, operators)


def _check_hyphen(found: re.Match[str], cursor: PlacedCursor) -> None:
    """Refuse ``a-b``: it may be a name or a subtraction."""
    before, after = cursor.text[found.start() - 1], cursor.text[found.end() : found.end() + 1]
    if found[0] == "-" and (before.isalnum() or before == "_") and (after.isalnum() or after == "_"):
        message = "a hyphen between letters may be part of a name or a subtraction"
        hint = 'write note["a-b"] for a property, a - b for a subtraction'
        raise unsupported("-", cursor.span(*found.span(1)), message, hint)


def _operand(cursor: PlacedCursor) -> Node:
    start, depth = cursor.pos, cursor.depth
    if cursor.text.startswith(("!", "-"), start):
        cursor.pos += 1
        cursor.enter(start)
        cursor.space()
        term = _operand(cursor)
        cursor.leave()
        return Unary(cursor.text[start], term, cursor.since(start))
    node = _atom(cursor)
    while not cursor.at_end:
        first = cursor.text[cursor.pos]
        if first == ".":
            node = _member(node, start, cursor)
        elif first == "[":
            node = Access(node, cursor.enclosed(_expression), cursor.since(start))
        elif first == "(":
            raise malformed("only a name can be called as a function", cursor.token())
        else:
            break
        cursor.enter(start)
    cursor.depth = depth
    return node


def _member(base: Node, start: int, cursor: PlacedCursor) -> Node:
    cursor.pos += 1
    at = cursor.pos
    found = cursor.take(_NAME)
    if found is None:
        raise cursor.unexpected("a name")
    span = cursor.since(at)
    if not cursor.text.startswith("(", cursor.pos):
        return Access(base, Literal(found[0], span), cursor.since(start))
    name = found[0]
    if name not in METHODS:
        reason = UNSUPPORTED_METHODS.get(name, "kbgen does not know it")
        raise unsupported(name, span, f"{name}() is not supported: {reason}")
    return Method(base, name, cursor.listed(_expression), span)


def _atom(cursor: PlacedCursor) -> Node:
    start = cursor.pos
    first = cursor.text[start : start + 1]
    if first == "(":
        return cursor.enclosed(_expression)
    if first == "[":
        return ListNode(cursor.listed(_expression), cursor.since(start))
    if first == "{":
        raise unsupported("{", cursor.token(), "objects written in an expression are not supported")
    number = cursor.take(_NUMBER)
    if number is not None:
        return _number(number, cursor)
    if first in ('"', "'"):
        return _string(start, cursor)
    if first == "/":
        return _pattern(start, cursor)
    return _name(start, cursor)


def _number(found: re.Match[str], cursor: PlacedCursor) -> Node:
    if cursor.text.startswith(".", cursor.pos):
        raise malformed(
            "Obsidian reads no name behind a number", cursor.token(), "put the number in brackets"
        )
    return Literal(float(found[0]), cursor.span(*found.span()))


def _string(start: int, cursor: PlacedCursor) -> Node:
    found = cursor.take(_STRING)
    if found is None:
        raise malformed(
            f"{cursor.text[start]} is not closed", cursor.span(start, start + 1), "close the quote"
        )
    span = cursor.since(start)
    written = found[1] if found[1] is not None else found[2]

    def plain(escape: re.Match[str]) -> str:
        if escape[1] not in _ESCAPES:
            raise unsupported(escape[0], span, f"{escape[0]} in a text is not supported")
        return _ESCAPES[escape[1]]

    return Literal(_ESCAPE.sub(plain, written), span)


def _pattern(start: int, cursor: PlacedCursor) -> Node:
    found = cursor.take(_PATTERN)
    if found is None:
        raise malformed(
            "/ is not closed", cursor.span(start, start + 1), "put text that starts with a slash in quotes"
        )
    span = cursor.since(start)
    if found[2] not in ("", "i"):
        raise unsupported(found[2], span, f"the flags {found[2]} of a regular expression are not supported")
    return Pattern(found[1], found[2] == "", span)


def _name(start: int, cursor: PlacedCursor) -> Node:
    found = cursor.take(_NAME)
    if found is None:
        raise cursor.unexpected("a value")
    name, span = found[0], cursor.since(start)
    if not cursor.text.startswith("(", cursor.pos):
        return Literal(_LITERALS[name], span) if name in _LITERALS else Name(name, span)
    if name not in FUNCTIONS:
        reason = UNSUPPORTED_FUNCTIONS.get(name, "kbgen does not know it")
        raise unsupported(name, span, f"{name}() is not supported: {reason}")
    return Call(name, cursor.listed(_expression), span)


def _folded(operands: list[Node], operators: list[tuple[str, Span]], level: int = 0) -> Node:
    """Return the tree of operands with operators between them, from a level of precedence on."""
    if not operators:
        return operands[0]
    terms, between, start = list[Node](), list[tuple[str, Span]](), 0
    for index, operator in enumerate(operators):
        if operator[0] in _LEVELS[level]:
            terms.append(_folded(operands[start : index + 1], operators[start:index], level + 1))
            between.append(operator)
            start = index + 1
    terms.append(_folded(operands[start:], operators[start:], level + 1))
    if not between:
        return terms[0]
    span = Span(operands[0].span.start, operands[-1].span.end)
    if level < 2:
        return Junction(between[0][0] == "&&", tuple(terms), span)
    if level > 2:
        rest = zip([operator for operator, _ in between], terms[1:], strict=True)
        return Chain(terms[0], tuple(rest), span)
    if len(between) > 1:
        message = "two comparisons in a row are not supported"
        raise unsupported(between[1][0], between[1][1], message, "put one of them in brackets")
    return Comparison(between[0][0], terms[0], terms[1], span)
