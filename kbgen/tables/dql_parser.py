"""Query text of Dataview becomes a tree.

Specification: section 16 of the Markdown dialect, and ``src/query/parse.ts`` of Dataview. The grammar; keywords in any
case, comments from ``//`` to the end of a line between clauses::

    query  = header , [ "FROM" , source ] , { clause } ;
    header = "TABLE" , [ "WITHOUT ID" ] , [ named , { "," , named } ] | "LIST" , [ "WITHOUT ID" ] , [ expression ] ;
    clause = "WHERE" , expression | "SORT" , key , { "," , key } | "LIMIT" , expression
           | "GROUP BY" , named | "FLATTEN" , named ;
    key    = expression , [ "ASC" | "ASCENDING" | "DESC" | "DESCENDING" ] ;
    named  = expression , [ "AS" , ( identifier | string ) ] ;
"""

import re

from kbgen.source import Span
from kbgen.tables.dql_cursor import DqlCursor
from kbgen.tables.dql_expressions import read_expression
from kbgen.tables.dql_sources import read_source
from kbgen.tables.dql_syntax import (
    Flatten,
    GroupBy,
    Kind,
    Limit,
    Named,
    Node,
    Query,
    Sort,
    Source,
    Step,
    Where,
)
from kbgen.tables.dql_vocabulary import UNSUPPORTED_QUERIES
from kbgen.tables.faults import TableError, malformed, unsupported

_TYPE = re.compile(r"(table|list|task|calendar)(?![\w-])", re.IGNORECASE)
_WITHOUT_ID = re.compile(r"without\s+id(?![\w-])\s*", re.IGNORECASE)
_FROM = re.compile(r"from\s+", re.IGNORECASE)
_CLAUSE = re.compile(r"(where|sort|limit|group by|flatten)\s+", re.IGNORECASE)
_DIRECTION = re.compile(r"\s*(?:(asc(?:ending)?)|(desc(?:ending)?))(?![\w-])", re.IGNORECASE)
_AS = re.compile(r"\s+as(?=\s|\Z)\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_START_OF_CLAUSE = re.compile(r"(?:from|where|limit|group|flatten)(?![\w-])|\Z|//", re.IGNORECASE)
_ORDER_BY = re.compile(r"order\s+by", re.IGNORECASE)
_LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")


def parse(text: str) -> Query:
    """Return the tree of a query.

    Raises:
        TableError: the query is malformed or unsupported; the fault says what and where. Nothing else is raised.
    """
    cursor = DqlCursor(text)
    cursor.space_and_comments()
    kind, span = _type(cursor)
    with_id, columns = True, tuple[Named, ...]()
    if not cursor.at_end:
        if not cursor.space():
            raise cursor.unexpected("white space")
        with_id = cursor.take(_WITHOUT_ID) is None
        columns = _columns(kind, cursor)
    return Query(kind, with_id, columns, _from(cursor), _steps(cursor), span)


def _type(cursor: DqlCursor) -> tuple[Kind, Span]:
    start = cursor.pos
    found = cursor.take(_TYPE)
    span = cursor.since(start)
    if cursor.at_end and found is None:
        raise malformed("the query is empty", Span(start, start), "begin with TABLE or LIST")
    if found is None:
        raise cursor.unexpected("TABLE or LIST")
    word = found[1].lower()
    if word in UNSUPPORTED_QUERIES:
        message = f"{found[1].upper()} queries are not supported: {UNSUPPORTED_QUERIES[word]}"
        raise unsupported(found[1], span, message)
    return Kind(word), span


def _columns(kind: Kind, cursor: DqlCursor) -> tuple[Named, ...]:
    columns: list[Named] = []
    while not columns or cursor.take(_COMMA) is not None:
        if not columns and _START_OF_CLAUSE.match(cursor.text, cursor.pos):
            break
        if kind is Kind.LIST:
            return (Named("", read_expression(cursor)),)
        columns.append(_named(cursor))
    return tuple(columns)


def _named(cursor: DqlCursor) -> Named:
    start = cursor.pos
    node = read_expression(cursor)
    end = cursor.pos
    stated = cursor.take(_AS)
    if stated is None:
        return Named(_LINE_BREAK.sub("", cursor.text[start:end]), node)
    name = cursor.identifier() or cursor.string()
    if name is None:
        raise cursor.unexpected("a name behind AS", 'write AS "Name"')
    return Named(name, node)


def _from(cursor: DqlCursor) -> Source | None:
    cursor.space_and_comments()
    return None if cursor.take(_FROM) is None else read_source(cursor)


def _steps(cursor: DqlCursor) -> tuple[Step, ...]:
    steps: list[Step] = []
    cursor.space_and_comments()
    while not cursor.at_end:
        steps.append(_clause(cursor))
        cursor.space_and_comments()
    return tuple(steps)


def _clause(cursor: DqlCursor) -> Step:
    start = cursor.pos
    found = cursor.take(_CLAUSE)
    span = Span(start, start + len(found[1]) if found else start)
    match found[1].lower() if found else "":
        case "where":
            return Where(read_expression(cursor), span)
        case "sort":
            return Sort(_keys(cursor), span)
        case "limit":
            return Limit(read_expression(cursor), span)
        case "group by":
            return GroupBy(_named(cursor), span)
        case "flatten":
            return Flatten(_named(cursor), span)
        case _:
            raise _no_clause(cursor)


def _keys(cursor: DqlCursor) -> tuple[tuple[Node, bool], ...]:
    keys: list[tuple[Node, bool]] = []
    while not keys or cursor.take(_COMMA) is not None:
        node = read_expression(cursor)
        direction = cursor.take(_DIRECTION)
        keys.append((node, direction is not None and direction[2] is not None))
    return tuple(keys)


def _no_clause(cursor: DqlCursor) -> TableError:
    if _FROM.match(cursor.text, cursor.pos):
        return malformed("FROM stands directly behind TABLE or LIST, once", cursor.token())
    if _ORDER_BY.match(cursor.text, cursor.pos):
        return cursor.unexpected("a clause", "write SORT")
    return cursor.unexpected("WHERE, SORT, LIMIT, GROUP BY or FLATTEN")
