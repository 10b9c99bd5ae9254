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
from kbgen.tables.base_names import FUNCTIONS, METHODS, UNSUPPORTED_FUNCTIONS, UNSUPPORTED_METHODS
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
from kbgen.tables.cursor import Cursor
from kbgen.tables.faults import malformed, unsupported

_OPERATOR = re.compile(r"\s*(\|\||&&|==|!=|<=|>=|[<>+\-*/%])\s*")
_LEVELS = (("||",), ("&&",), ("==", "!=", "<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_NAME = re.compile(r"(?:[^\W\d]|\$)[\w$]*")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_STRING = re.compile(r""""((?:\\.|[^"\\])*+)"|'((?:\\.|[^'\\])*+)'""", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}
_PATTERN = re.compile(r"/((?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*+\]|[^/\\\[\n])++)/([A-Za-z]*)")
_COMMA = re.compile(r"\s*,\s*")
_LITERALS = {"true": True, "false": False, "null": None}
_CLOSED = {"[": "]", "(": ")"}


def parse(text: str, place: Span, *, exact: bool = True) -> Node:
    """Return the tree of an expression.

    Args:
        text: the expression.
        place: where it stands in the text of the base.
        exact: whether it stands there as it is; without, everything in it has this place.

    Raises:
        TableError: the text is malformed or unsupported; the fault says what and where. Nothing else is raised.
    """
    parser = _Parser(text, place, exact=exact)
    parser.space()
    node = parser.expression()
    parser.space()
    if not parser.at_end:
        raise parser.unexpected("an operator")
    return node


class _Parser(Cursor):
    """A cursor that reads expressions."""

    __slots__ = ("_exact", "_place")

    def __init__(self, text: str, place: Span, *, exact: bool) -> None:
        super().__init__(text)
        self._place = place
        self._exact = exact

    def span(self, start: int, end: int) -> Span:
        """Return the place of a piece of the expression in the text of the base."""
        offset = self._place.start
        return Span(offset + start, offset + end) if self._exact else self._place

    def expression(self) -> Node:
        """Return the expression that stands here."""
        operands, operators = [self._operand()], list[tuple[str, Span]]()
        while (found := _OPERATOR.match(self.text, self.pos)) is not None:
            self._check_hyphen(found)
            self.pos = found.end()
            operators.append((found[1], self.span(*found.span(1))))
            operands.append(self._operand())
        return _folded(operands, operators)

    def _check_hyphen(self, found: re.Match[str]) -> None:
        """Refuse ``a-b``: it may be a name or a subtraction."""
        before, after = self.text[found.start() - 1], self.text[found.end() : found.end() + 1]
        if found[0] == "-" and (before.isalnum() or before == "_") and (after.isalnum() or after == "_"):
            message = "a hyphen between letters may be part of a name or a subtraction"
            hint = 'write note["a-b"] for a property, a - b for a subtraction'
            raise unsupported("-", self.span(*found.span(1)), message, hint)

    def _operand(self) -> Node:
        start, depth = self.pos, self.depth
        if self.text.startswith(("!", "-"), start):
            self.pos += 1
            self.enter(start)
            self.space()
            term = self._operand()
            self.leave()
            return Unary(self.text[start], term, self.since(start))
        node = self._atom()
        while not self.at_end:
            first = self.text[self.pos]
            if first == ".":
                node = self._member(node, start)
            elif first == "[":
                node = Access(node, self._index(), self.since(start))
            elif first == "(":
                raise malformed("only a name can be called as a function", self.token())
            else:
                break
            self.enter(start)
        self.depth = depth
        return node

    def _member(self, base: Node, start: int) -> Node:
        self.pos += 1
        at = self.pos
        found = self.take(_NAME)
        if found is None:
            raise self.unexpected("a name")
        span = self.since(at)
        if not self.text.startswith("(", self.pos):
            return Access(base, Literal(found[0], span), self.since(start))
        name = found[0]
        if name not in METHODS:
            reason = UNSUPPORTED_METHODS.get(name, "kbgen does not know it")
            raise unsupported(name, span, f"{name}() is not supported: {reason}")
        return Method(base, name, self._listed(), span)

    def _index(self) -> Node:
        start = self.pos
        self._open(start)
        key = self.expression()
        self._close(start)
        return key

    def _atom(self) -> Node:
        start = self.pos
        first = self.text[start : start + 1]
        if first == "(":
            self._open(start)
            node = self.expression()
            self._close(start)
            return node
        if first == "[":
            return ListNode(self._listed(), self.since(start))
        if first == "{":
            raise unsupported("{", self.token(), "objects written in an expression are not supported")
        number = self.take(_NUMBER)
        if number is not None:
            return self._number(number)
        if first in ('"', "'"):
            return self._string(start)
        if first == "/":
            return self._pattern(start)
        return self._name(start)

    def _number(self, found: re.Match[str]) -> Node:
        if self.text.startswith(".", self.pos):
            raise malformed(
                "Obsidian reads no name behind a number", self.token(), "put the number in brackets"
            )
        return Literal(float(found[0]), self.span(*found.span()))

    def _string(self, start: int) -> Node:
        found = self.take(_STRING)
        if found is None:
            raise malformed(
                f"{self.text[start]} is not closed", self.span(start, start + 1), "close the quote"
            )
        span = self.since(start)
        written = found[1] if found[1] is not None else found[2]

        def plain(escape: re.Match[str]) -> str:
            if escape[1] not in _ESCAPES:
                raise unsupported(escape[0], span, f"{escape[0]} in a text is not supported")
            return _ESCAPES[escape[1]]

        return Literal(_ESCAPE.sub(plain, written), span)

    def _pattern(self, start: int) -> Node:
        found = self.take(_PATTERN)
        if found is None:
            raise malformed(
                "/ is not closed", self.span(start, start + 1), "put text that starts with a slash in quotes"
            )
        span = self.since(start)
        if found[2] not in ("", "i"):
            raise unsupported(
                found[2], span, f"the flags {found[2]} of a regular expression are not supported"
            )
        return Pattern(found[1], found[2] == "", span)

    def _name(self, start: int) -> Node:
        found = self.take(_NAME)
        if found is None:
            raise self.unexpected("a value")
        name, span = found[0], self.since(start)
        if not self.text.startswith("(", self.pos):
            return Literal(_LITERALS[name], span) if name in _LITERALS else Name(name, span)
        if name not in FUNCTIONS:
            reason = UNSUPPORTED_FUNCTIONS.get(name, "kbgen does not know it")
            raise unsupported(name, span, f"{name}() is not supported: {reason}")
        return Call(name, self._listed(), span)

    def _listed(self) -> tuple[Node, ...]:
        start = self.pos
        items: list[Node] = []
        self._open(start)
        while not items or self.take(_COMMA) is not None:
            if not items and self.text.startswith(_CLOSED[self.text[start]], self.pos):
                break
            items.append(self.expression())
        self._close(start)
        return tuple(items)

    def _open(self, start: int) -> None:
        self.pos += 1
        self.enter(start)
        self.space()

    def _close(self, start: int) -> None:
        self.space()
        bracket = self.text[start]
        if self.at_end:
            raise malformed(
                f"{bracket} is not closed", self.span(start, start + 1), f"add {_CLOSED[bracket]}"
            )
        if not self.take_text(_CLOSED[bracket]):
            raise self.unexpected(f"an operator or {_CLOSED[bracket]}")
        self.leave()


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
