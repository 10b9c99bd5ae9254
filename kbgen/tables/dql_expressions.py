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
from kbgen.tables.dql_function_table import FUNCTIONS
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
from kbgen.tables.dql_vocabulary import KEYWORDS, SHORTHANDS, UNSUPPORTED_FUNCTIONS
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
_COLON = re.compile(r"\s*:\s*")
_RESERVED = {"true": True, "True": True, "false": False, "False": False, "null": None}


def read_expression(cursor: DqlCursor) -> Node:
    """Return the expression that stands here.

    Raises:
        TableError: none stands here, or it is malformed or unsupported.
    """
    operands, operators = [_operand(cursor)], list[str]()
    while (found := cursor.take(_OPERATORS)) is not None:
        operator = found[1].lower()
        operators.append(_WORDS.get(operator, operator))
        operands.append(_operand(cursor))
    return _folded(operands, operators)


def _operand(cursor: DqlCursor) -> Node:
    start, depth = cursor.pos, cursor.depth
    node = _atom(cursor)
    while not cursor.at_end:
        first = cursor.text[cursor.pos]
        if first == ".":
            node = Access(node, _member(cursor), cursor.since(start))
        elif first == "[":
            node = Access(node, cursor.enclosed(read_expression), cursor.since(start))
        elif first == "(":
            node = _call(node, cursor)
        else:
            break
        cursor.enter(start)
    cursor.depth = depth
    return node


def _member(cursor: DqlCursor) -> Literal:
    cursor.pos += 1
    start = cursor.pos
    name = cursor.identifier()
    if name is None:
        raise cursor.unexpected("the name of a field")
    return Literal(name, cursor.since(start))


def _call(callee: Node, cursor: DqlCursor) -> Node:
    arguments = cursor.listed(read_expression)
    span = callee.span
    if not isinstance(callee, Variable):
        raise malformed("only a name can be called as a function", span)
    name = callee.name
    if name in UNSUPPORTED_FUNCTIONS:
        raise _unsupported_function(name, span)
    if name not in FUNCTIONS:
        near = get_close_matches(name.lower(), [*FUNCTIONS, *UNSUPPORTED_FUNCTIONS], n=1, cutoff=0.7)
        hint = f"did you mean {near[0]}()?" if near else ""
        raise malformed(f"Dataview has no function {name}()", span, hint)
    return Call(name, arguments, span)


def _unsupported_function(name: str, span: Span) -> TableError:
    return unsupported(name, span, f"{name}() is not supported: {UNSUPPORTED_FUNCTIONS[name]}")


def _atom(cursor: DqlCursor) -> Node:
    start = cursor.pos
    first = cursor.text[start : start + 1]
    link = cursor.take(_LINK)
    if link is not None:
        return LinkLiteral(link[2], bool(link[1]), cursor.since(start))
    match first:
        case "!":
            return _negation(cursor)
        case "[":
            return ListNode(cursor.listed(read_expression), cursor.since(start))
        case "{":
            return _object(cursor)
        case "(":
            return _group(cursor)
    number = cursor.take(_NUMBER)
    if number is not None:
        return Literal(float(number[0]), cursor.since(start))
    text = cursor.string()
    return _word(cursor) if text is None else Literal(text, cursor.since(start))


def _negation(cursor: DqlCursor) -> Not:
    start = cursor.pos
    cursor.pos += 1
    cursor.enter(start)
    term = _operand(cursor)
    cursor.leave()
    return Not(term, cursor.since(start))


def _object(cursor: DqlCursor) -> ObjectNode:
    start = cursor.pos
    entries = dict(cursor.listed(_entry))
    return ObjectNode(tuple(entries.items()), cursor.since(start))


def _entry(cursor: DqlCursor) -> tuple[str, Node]:
    name = cursor.identifier() or cursor.string()
    if name is None:
        raise cursor.unexpected("a name")
    if cursor.take(_COLON) is None:
        raise cursor.unexpected("a colon")
    return name, read_expression(cursor)


def _group(cursor: DqlCursor) -> Node:
    function = _LAMBDA.match(cursor.text, cursor.pos)
    if function is not None:
        raise unsupported("=>", Span(*function.span()), "functions written in a query are not supported")
    return cursor.enclosed(read_expression)


def _word(cursor: DqlCursor) -> Node:
    start = cursor.pos
    if cursor.text.startswith("dur(", start):
        # What stands in its brackets is no expression.
        raise _unsupported_function("dur", Span(start, start + len("dur")))
    day = cursor.take(_DATE_LITERAL)
    if day is not None:
        return _day(day)
    name = cursor.identifier()
    span = cursor.since(start)
    if name is None:
        raise cursor.unexpected("a value")
    hint = f'write row["{name}"] for a field with this name'
    if name.upper() in KEYWORDS:
        raise malformed(f"unexpected {name}, a value is missing", span, hint)
    if name in _RESERVED:
        return Literal(_RESERVED[name], span)
    for word in _RESERVED:
        if name.startswith(word):
            raise malformed(f"Dataview reads the beginning of {name} as {word}", span, hint)
    return Variable(name, span)


def _day(found: re.Match[str]) -> Literal:
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
