"""Which files satisfy a node of the tree.

Specification: sections 4.1 to 5.1 of the search language. A conjunction starts with its cheapest term, and each further
one sees only what the ones before left over: texts are read last, and in few files.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from kbgen.markup.tag import Tag
from kbgen.query.assumptions import Rules
from kbgen.query.entry import Entry, Unit
from kbgen.query.index import Index
from kbgen.query.operands import content_test, text_test
from kbgen.query.own_block import OwnBlock, without_block
from kbgen.query.properties import elements, name_test, value_test
from kbgen.query.regex import Budget
from kbgen.query.syntax import (
    And,
    Boolean,
    Case,
    Comparison,
    Node,
    Not,
    Null,
    Or,
    Phrase,
    Property,
    Regex,
    Scope,
    ScopeKind,
    TagTerm,
    Word,
    to_text,
)
from kbgen.query.text_terms import Conditions
from kbgen.query.units import units

EntryTest: TypeAlias = Callable[[Entry], bool]
"""Says whether a file satisfies something."""

_NAME_SCOPES = (ScopeKind.FILE, ScopeKind.PATH)


@dataclass(frozen=True, slots=True)
class Search:
    """One query being answered: where, and under which conditions."""

    index: Index
    conditions: Conditions
    own: Entry | None = None
    """The note that holds the query block, as the block sees it."""

    @classmethod
    def begin(cls, index: Index, rules: Rules, own: OwnBlock | None) -> "Search":
        """Return a search; an own block in a file that the index does not hold is ignored."""
        conditions = Conditions(rules, Budget(rules.regex_seconds))
        holder = None if own is None else index.entries.get(own.path)
        if own is None or holder is None:
            return cls(index, conditions)
        return cls(index, conditions, without_block(holder.file, own.lines))

    def entry(self, path: str) -> Entry:
        """Return a file as this query sees it."""
        if self.own is not None and self.own.file.path == path:
            return self.own
        return self.index.entries[path]

    def with_case(self, *, sensitive: bool) -> "Search":
        """Return the same search inside ``match-case:`` or ``ignore-case:``."""
        return replace(self, conditions=replace(self.conditions, sensitive=sensitive))


def universe(node: Node, index: Index) -> frozenset[str]:
    """Return the files that a query is asked of: all, or the notes only."""
    return index.paths if sees_attachments(node) else index.notes


def sees_attachments(node: Node) -> bool:
    """Return whether all leaves of a query are inside ``file:`` or ``path:``."""
    match node:
        case Scope(kind=kind):
            return kind in _NAME_SCOPES
        case And(terms=terms) | Or(terms=terms):
            return all(sees_attachments(term) for term in terms)
        case Not(term=term) | Case(term=term):
            return sees_attachments(term)
        case _:
            return False


def select(search: Search, node: Node, within: frozenset[str]) -> frozenset[str]:
    """Return the files of a set that satisfy a node.

    Raises:
        QueryError: the time for regular expressions is used up.
        ValueError: a comparison, Boolean or null stands outside a property; ``parse`` makes no such tree.
    """
    match node:
        case TagTerm():
            return _tagged(search.index.tagged(node.key), within)
        case And(terms=terms):
            for term in sorted(terms, key=lambda term: _cost(term, search.index)):
                within = select(search, term, within)
            return within
        case Or(terms=terms):
            return _any(search, terms, within)
        case Not(term=term):
            return within - select(search, term, within)
        case Case(sensitive=sensitive, term=term):
            return select(search.with_case(sensitive=sensitive), term, within)
        case Property():
            return _with_property(search, node, within)
        case Scope() | Word() | Phrase() | Regex():
            test = _scope_test(search, node) if isinstance(node, Scope) else _bare_test(search, node)
            return frozenset(path for path in within if test(search.entry(path)))
        case Comparison() | Boolean() | Null():
            raise ValueError(f"{to_text(node)} stands outside a property")
        case _:
            assert_never(node)


def _bare_test(search: Search, node: Word | Phrase | Regex) -> EntryTest:
    """Return a test of files for a text term outside any operator: it looks at content and base name."""
    test = text_test(node, search.conditions)
    if search.conditions.rules.words_match_folders:
        return lambda entry: test(entry.content) or test(Unit(entry.file.path))
    return lambda entry: test(entry.content) or test(entry.base_name)


def _scope_test(search: Search, node: Scope) -> EntryTest:
    """Return a test of files for an operator: some unit satisfies the operand."""
    kind, test = node.kind, text_test(node.term, search.conditions)
    if kind in _NAME_SCOPES:
        return lambda entry: any(map(test, units(kind, entry)))
    hint = content_test(node.term)
    if hint is None:
        return lambda entry: any(map(test, units(kind, entry)))
    return lambda entry: hint(entry.content) and any(map(test, units(kind, entry)))


def matching_names(search: Search, node: Property) -> list[str]:
    """Return the property names of the vault that a term means, in alphabetical order."""
    test = name_test(node.name, search.conditions)
    return sorted(name for name in search.index.properties if test(Unit(name)))


def _tagged(tagged: Mapping[str, Tag], within: frozenset[str]) -> frozenset[str]:
    """Return the intersection by walking through the smaller of the two."""
    if len(tagged) <= len(within):
        return within.intersection(tagged)
    return frozenset(path for path in within if path in tagged)


def _any(search: Search, terms: Iterable[Node], within: frozenset[str]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for term in terms:
        found |= select(search, term, within - found)
    return found


def _with_property(search: Search, node: Property, within: frozenset[str]) -> frozenset[str]:
    postings = [search.index.properties[name] for name in matching_names(search, node)]
    if node.value is None:
        return frozenset().union(*(within.intersection(posting) for posting in postings))
    test = value_test(node.value, search.conditions)
    return frozenset(
        path
        for posting in postings
        for path in within.intersection(posting)
        if any(test(elements(value)) for value in posting[path])
    )


def _cost(node: Node, index: Index) -> tuple[int, int]:
    """Return a rank of nodes by how long they take for one file, and by how few files they leave over."""
    match node:
        case TagTerm():
            return 0, len(index.tagged(node.key))
        case Property():
            return 1, 0
        case Scope(kind=ScopeKind.FILE | ScopeKind.PATH):
            return 2, 0
        case Word():
            return 3, 0
        case Phrase() | Regex():
            return 4, 0
        case Scope():
            return 5, 0
        case Not(term=term) | Case(term=term):
            return _cost(term, index)[0], len(index.paths)
        case And(terms=terms) | Or(terms=terms):
            return max(_cost(term, index) for term in terms)
        case _:
            return 0, 0
