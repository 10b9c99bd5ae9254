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
from kbgen.tables.dql_names import UNSUPPORTED_QUERIES
from kbgen.tables.dql_sources import SourceParser
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
from kbgen.tables.faults import malformed, unsupported

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
    return _Parser(text).query()


class _Parser(SourceParser):
    """A cursor that reads whole queries."""

    def query(self) -> Query:
        """Return the query that the text is."""
        self.space_and_comments()
        kind, span = self._type()
        with_id, columns = True, tuple[Named, ...]()
        if not self.at_end:
            if not self.space():
                raise self.unexpected("white space")
            with_id = self.take(_WITHOUT_ID) is None
            columns = self._columns(kind)
        source = self._from()
        steps: list[Step] = []
        self.space_and_comments()
        while not self.at_end:
            steps.append(self._clause())
            self.space_and_comments()
        return Query(kind, with_id, columns, source, tuple(steps), span)

    def _type(self) -> tuple[Kind, Span]:
        start = self.pos
        found = self.take(_TYPE)
        span = self.since(start)
        if self.at_end and found is None:
            raise malformed("the query is empty", Span(start, start), "begin with TABLE or LIST")
        if found is None:
            raise self.unexpected("TABLE or LIST")
        word = found[1].lower()
        if word in UNSUPPORTED_QUERIES:
            message = f"{found[1].upper()} queries are not supported: {UNSUPPORTED_QUERIES[word]}"
            raise unsupported(found[1], span, message)
        return Kind(word), span

    def _columns(self, kind: Kind) -> tuple[Named, ...]:
        columns: list[Named] = []
        while not columns or self.take(_COMMA) is not None:
            if not columns and _START_OF_CLAUSE.match(self.text, self.pos):
                break
            if kind is Kind.LIST:
                return (Named("", self.expression()),)
            columns.append(self._named())
        return tuple(columns)

    def _named(self) -> Named:
        start = self.pos
        node = self.expression()
        end = self.pos
        stated = self.take(_AS)
        if stated is None:
            return Named(_LINE_BREAK.sub("", self.text[start:end]), node)
        name = self.identifier() or self.string()
        if name is None:
            raise self.unexpected("a name behind AS", 'write AS "Name"')
        return Named(name, node)

    def _from(self) -> Source | None:
        self.space_and_comments()
        return None if self.take(_FROM) is None else self.source()

    def _clause(self) -> Step:
        start = self.pos
        found = self.take(_CLAUSE)
        span = Span(start, start + len(found[1]) if found else start)
        match found[1].lower() if found else "":
            case "where":
                return Where(self.expression(), span)
            case "sort":
                return Sort(self._keys(), span)
            case "limit":
                return Limit(self.expression(), span)
            case "group by":
                return GroupBy(self._named(), span)
            case "flatten":
                return Flatten(self._named(), span)
            case _:
                raise self._no_clause()

    def _keys(self) -> tuple[tuple[Node, bool], ...]:
        keys: list[tuple[Node, bool]] = []
        while not keys or self.take(_COMMA) is not None:
            node = self.expression()
            direction = self.take(_DIRECTION)
            keys.append((node, direction is not None and direction[2] is not None))
        return tuple(keys)

    def _no_clause(self) -> Exception:
        if _FROM.match(self.text, self.pos):
            return malformed("FROM stands directly behind TABLE or LIST, once", self.token())
        if _ORDER_BY.match(self.text, self.pos):
            return self.unexpected("a clause", "write SORT")
        return self.unexpected("WHERE, SORT, LIMIT, GROUP BY or FLATTEN")
