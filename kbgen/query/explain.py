"""How an answer came about: how many files each part of the query matches, and which part emptied it."""

from dataclasses import dataclass

from kbgen.query.assumptions import DEFAULT_RULES, Rules
from kbgen.query.faults import QueryError
from kbgen.query.index import Index
from kbgen.query.own_block import OwnBlock
from kbgen.query.read import Query
from kbgen.query.select import Search, select, universe
from kbgen.query.suggest import nearest_tag
from kbgen.query.syntax import And, Case, Node, Not, Or, Property, Scope, TagTerm, to_text
from kbgen.source import Span


@dataclass(frozen=True, slots=True)
class Explanation:
    """A node of the query and the files that it matches by itself."""

    text: str
    """The node in kbgen's spelling. Below an operator or a case, it is repeated: ``line:a`` below ``line:(a b)``."""
    count: int
    """Files that match."""
    span: Span
    """The node in the query."""
    parts: tuple["Explanation", ...] = ()
    """The nodes below it, in the order of the query."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """The part of a query for which nothing is found."""

    text: str
    """The part in kbgen's spelling."""
    span: Span
    """The part in the query."""
    alone: bool
    """True where the part matches nothing by itself; False where it shares nothing with the parts before it."""
    nearest_tag: str | None = None
    """For a tag that no note has: the nearest one that notes have."""

    def __str__(self) -> str:
        if not self.alone:
            return f"{self.text} has matches, but none that the terms before it have as well"
        near = f"; did you mean {self.nearest_tag}?" if self.nearest_tag else ""
        return f"{self.text} matches nothing{near}"


def explain(
    query: Query, index: Index, own: OwnBlock | None = None, rules: Rules = DEFAULT_RULES
) -> Explanation | None:
    """Return how many files each part of a query matches; None where the query has no answer."""
    if query.tree is None:
        return None
    search = Search.begin(index, rules, own)
    files = universe(query.tree, index)
    try:
        return _explained(search, query.tree, files)
    except QueryError:
        return None


def emptied_by(
    query: Query, index: Index, own: OwnBlock | None = None, rules: Rules = DEFAULT_RULES
) -> Emptied | None:
    """Return the part for which a query finds nothing; None where it finds something or has no answer."""
    if query.tree is None:
        return None
    search = Search.begin(index, rules, own)
    files = universe(query.tree, index)
    try:
        return None if select(search, query.tree, files) else _emptied(search, query.tree, files)
    except QueryError:
        return None


def _explained(search: Search, node: Node, files: frozenset[str]) -> Explanation:
    parts = tuple(_explained(search, part, files) for part in _parts(node))
    return Explanation(to_text(node), len(select(search, node, files)), node.span, parts)


def _parts(node: Node) -> tuple[Node, ...]:
    """Return the nodes below one that can be asked on their own."""
    match node:
        case And(terms=terms) | Or(terms=terms):
            return terms
        case Not(term=term):
            return (term,)
        case Case(sensitive=sensitive, term=And(terms=terms) | Or(terms=terms)):
            return tuple(Case(sensitive, term, term.span) for term in terms)
        case Scope(kind=kind, term=And(terms=terms) | Or(terms=terms)):
            return tuple(Scope(kind, term, term.span) for term in terms)
        case Property(name=name, value=value) if value is not None:
            return (Property(name, None, name.span),)
        case _:
            return ()


def _emptied(search: Search, node: Node, files: frozenset[str]) -> Emptied:
    """Return the innermost part that empties a node which matches none of the files."""
    if isinstance(node, And):
        for term in node.terms:
            if not select(search, term, files):
                return _emptied(search, term, files)
        left = files
        for term in node.terms:
            left = select(search, term, left)
            if not left:
                return Emptied(to_text(term), term.span, alone=False)
    near = None
    if isinstance(node, TagTerm) and not search.index.tagged(node.key):
        near = nearest_tag(node.key, search.index)
    return Emptied(to_text(node), node.span, alone=True, nearest_tag=near)
