"""Expression text of a Dataview query becomes a tree.

Specification: section 16 of the Markdown dialect, and https://blacksmithgu.github.io/obsidian-dataview/reference/expressions/.
The grammar; operators of one line have one precedence, those above bind closer, all are computed from the left::

    expression = operand , { operator , operand } ;
    operator   = "*" | "/" | "%"
               | "+" | "-"
               | "=" | "!=" | "<" | ">" | "<=" | ">="
               | "and" | "or" | "&" | "|" ;                  (* in any case *)
    operand    = atom , { "." , identifier | "[" , expression , "]" | "(" , [ list ] , ")" } ;
    atom       = "!" , operand | [ "!" ] , "[[" , link , "]]" | "[" , [ list ] , "]" | "{" , [ pairs ] , "}"
               | "(" , expression , ")" | number | string | "true" | "false" | "null" | "date(" , day , ")"
               | identifier ;
    list       = expression , { "," , expression } ;
    pairs      = ( identifier | string ) , ":" , expression , { "," , … } ;
    identifier = letter , { letter | digit | "_" | "-" } ;
    number     = [ "-" ] , digits , [ "." , digits ] ;

White space may stand around operators, commas and inside brackets; not between a name and its bracket or dot.
"""

import re
from difflib import get_close_matches

from kbgen.source import Span
from kbgen.tables.dql_cursor import DqlCursor
from kbgen.tables.dql_functions import FUNCTIONS
from kbgen.tables.dql_names import KEYWORDS, SHORTHANDS, UNSUPPORTED_FUNCTIONS
from kbgen.tables.dql_syntax import (
    Access,
    Call,
    Chain,
    LinkLiteral,
    ListNode,
    Literal,
    Node,
    Not,
    ObjectNode,
    Variable,
)
from kbgen.tables.faults import TableError, malformed, unsupported
from kbgen.tables.property_values import read_date
from kbgen.tables.values import Date, Unknown

_OPERATORS = re.compile(
    r"\s*(?!//)(\*|/|%|\+|-|!=|>=|<=|=|>|<|&|\||(?:and|or)(?![^\W_]|[_-]))\s*", re.IGNORECASE
)
_LEVELS = ("&|", ("=", "!=", "<", ">", "<=", ">="), "+-", "*/%")
_WORDS = {"and": "&", "or": "|"}
_LINK = re.compile(r"(!?)\[\[([^\[\]]*?)\]\]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_LAMBDA = re.compile(r"\(\s*(?:[^\W\d_][\w-]*\s*(?:,\s*[^\W\d_][\w-]*\s*)*)?\)\s*=>")
_DATE_LITERAL = re.compile(rf"date\(\s*(?:({'|'.join(SHORTHANDS)})|([0-9]{{4}}-[0-9T:.+\-Z]+))\s*\)")
_COMMA = re.compile(r"\s*,\s*")
_COLON = re.compile(r"\s*:\s*")
_RESERVED = {"true": True, "True": True, "false": False, "False": False, "null": None}
_CLOSED = {"[": "]", "(": ")", "{": "}"}


class ExpressionParser(DqlCursor):
    """A cursor that reads expressions."""

    def expression(self) -> Node:
        """Return the expression that stands here.

        Raises:
            TableError: none stands here, or it is malformed or unsupported.
        """
        operands, operators = [self._operand()], list[str]()
        while (found := _OPERATORS.match(self.text, self.pos)) is not None:
            self.pos = found.end()
            operator = found[1].lower()
            operators.append(_WORDS.get(operator, operator))
            operands.append(self._operand())
        return _folded(operands, operators)

    def _operand(self) -> Node:
        start, depth = self.pos, self.depth
        node = self._atom()
        while not self.at_end:
            first = self.text[self.pos]
            if first == ".":
                self.pos += 1
                key = self.pos
                name = self.identifier()
                if name is None:
                    raise self.unexpected("the name of a field")
                node = Access(node, Literal(name, self.since(key)), self.since(start))
            elif first == "[":
                node = Access(node, self._index(), self.since(start))
            elif first == "(":
                node = self._call(node)
            else:
                break
            self.enter(start)
        self.depth = depth
        return node

    def _index(self) -> Node:
        start = self.pos
        self._open(start)
        key = self.expression()
        self._close(start)
        return key

    def _call(self, callee: Node) -> Node:
        arguments = self._listed()
        span = callee.span
        if not isinstance(callee, Variable):
            raise malformed("only a name can be called as a function", span)
        name = callee.name
        if name in UNSUPPORTED_FUNCTIONS:
            raise self._unsupported_function(name, span)
        if name not in FUNCTIONS:
            near = get_close_matches(name.lower(), [*FUNCTIONS, *UNSUPPORTED_FUNCTIONS], n=1, cutoff=0.7)
            hint = f"did you mean {near[0]}()?" if near else ""
            raise malformed(f"Dataview has no function {name}()", span, hint)
        return Call(name, arguments, span)

    def _unsupported_function(self, name: str, span: Span) -> TableError:
        return unsupported(name, span, f"{name}() is not supported: {UNSUPPORTED_FUNCTIONS[name]}")

    def _atom(self) -> Node:
        start = self.pos
        first = self.text[start : start + 1]
        link = self.take(_LINK)
        if link is not None:
            return LinkLiteral(link[2], bool(link[1]), self.since(start))
        if first == "!":
            self.pos += 1
            self.enter(start)
            term = self._operand()
            self.leave()
            return Not(term, self.since(start))
        if first == "[":
            return ListNode(self._listed(), self.since(start))
        if first == "{":
            return self._object(start)
        if first == "(":
            return self._group(start)
        number = self.take(_NUMBER)
        if number is not None:
            return Literal(float(number[0]), self.since(start))
        text = self.string()
        return self._word(start) if text is None else Literal(text, self.since(start))

    def _group(self, start: int) -> Node:
        function = _LAMBDA.match(self.text, start)
        if function is not None:
            message = "functions written in a query are not supported"
            raise unsupported("=>", Span(start, function.end()), message)
        self._open(start)
        node = self.expression()
        self._close(start)
        return node

    def _word(self, start: int) -> Node:
        if self.text.startswith("dur(", start):
            # What stands in its brackets is no expression.
            raise self._unsupported_function("dur", Span(start, start + len("dur")))
        day = self.take(_DATE_LITERAL)
        if day is not None:
            return self._day(day)
        name = self.identifier()
        span = self.since(start)
        if name is None:
            raise self.unexpected("a value")
        if name.upper() in KEYWORDS:
            self.pos = start
            hint = f'write row["{name}"] for a field with this name'
            raise malformed(f"unexpected {name}, a value is missing", span, hint)
        if name in _RESERVED:
            return Literal(_RESERVED[name], span)
        for word in _RESERVED:
            if name.startswith(word):
                hint = f'write row["{name}"] for a field with this name'
                raise malformed(f"Dataview reads the beginning of {name} as {word}", span, hint)
        return Variable(name, span)

    def _day(self, found: re.Match[str]) -> Node:
        span = Span(*found.span())
        if found[1]:
            message = f"date({found[1]}) is another day whenever the page is read"
            raise unsupported(f"date({found[1]})", span, message)
        date = read_date(found[2])
        if isinstance(date, Date):
            return Literal(date, span)
        if isinstance(date, Unknown):
            raise unsupported(f"date({found[2]})", span, date.reason)
        raise malformed(f"{found[2]} is no date", span, "write date(2024-12-31)")

    def _object(self, start: int) -> Node:
        entries: list[tuple[str, Node]] = []
        self._open(start)
        while not entries or self.take(_COMMA) is not None:
            if not entries and self.text.startswith("}", self.pos):
                break
            name = self.identifier() or self.string()
            if name is None:
                raise self.unexpected("a name")
            if self.take(_COLON) is None:
                raise self.unexpected("a colon")
            entries.append((name, self.expression()))
        self._close(start)
        return ObjectNode(tuple(dict(entries).items()), self.since(start))

    def _listed(self) -> tuple[Node, ...]:
        """Return the expressions between the bracket that stands here and its counterpart."""
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
            raise malformed(f"{bracket} is not closed", Span(start, start + 1), f"add {_CLOSED[bracket]}")
        if not self.take_text(_CLOSED[bracket]):
            raise self.unexpected(f"an operator or {_CLOSED[bracket]}")
        self.leave()


def _folded(operands: list[Node], operators: list[str], level: int = 0) -> Node:
    """Return the tree of operands with operators between them, from a level of precedence on."""
    if not operators:
        return operands[0]
    terms, between, start = list[Node](), list[str](), 0
    for index, operator in enumerate(operators):
        if operator in _LEVELS[level]:
            terms.append(_folded(operands[start : index + 1], operators[start:index], level + 1))
            between.append(operator)
            start = index + 1
    last = _folded(operands[start:], operators[start:], level + 1)
    if not terms:
        return last
    terms.append(last)
    span = Span(operands[0].span.start, operands[-1].span.end)
    return Chain(terms[0], tuple(zip(between, terms[1:], strict=True)), span)
