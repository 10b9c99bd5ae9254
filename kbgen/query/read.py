"""The body of a query block becomes a query: its options, its tree, or what is wrong with it."""

from dataclasses import dataclass

from kbgen.query.faults import QueryError, QueryFault
from kbgen.query.options import Options, split_options
from kbgen.query.parser import parse
from kbgen.query.syntax import Node


@dataclass(frozen=True, slots=True)
class Query:
    """One query as its block states it."""

    text: str
    """The body with spaces in place of option lines; every span is an offset into it, and into the body."""
    options: Options
    tree: Node | None
    """The syntax tree; None where the query is malformed."""
    fault: QueryFault | None
    """Why there is no tree; None where there is one."""
    notices: tuple[QueryFault, ...] = ()
    """Remarks on the option lines."""

    @property
    def words(self) -> str:
        """Return the query for people: its lines without options, joined by single spaces."""
        return " ".join(self.text.split())


def read(body: str) -> Query:
    """Return the query of a block's body, container prefixes removed. Malformed bodies do not raise."""
    options, text, notices = split_options(body)
    try:
        tree = parse(text)
    except QueryError as error:
        return Query(text, options, None, error.fault, notices)
    return Query(text, options, tree, None, notices)
