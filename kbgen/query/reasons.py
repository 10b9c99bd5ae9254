"""Why a file was found: the terms of the query that it satisfies, each with its place.

Specification: section 6.4 of the search language. Only what is asked for gives reasons, not what is excluded; of
alternatives, those that hold.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias

from kbgen.query.entry import Entry, Unit
from kbgen.query.excerpt import LINES, Match, matches, merged, window
from kbgen.query.operands import text_test
from kbgen.query.properties import elements, value_test
from kbgen.query.results import Place, Reason
from kbgen.query.sections import subsections
from kbgen.query.select import Search, matching_names, select
from kbgen.query.syntax import (
    And,
    Case,
    Node,
    Not,
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
from kbgen.query.text_terms import Conditions, Leaf, compile_term
from kbgen.query.units import units
from kbgen.source import Span
from kbgen.vault.yaml_node import YamlNode

Why: TypeAlias = Callable[[str], tuple[Reason, ...]]
"""Returns the reasons for which a path was found; it may raise QueryError where regular expressions take too long."""

Finding: TypeAlias = tuple[Leaf, Unit]
"""A leaf and a text in which it is to be found."""

Findings: TypeAlias = Callable[[Unit], list[Finding]]
"""Returns what is to be found in a text that satisfies an operand."""


def explain_hits(search: Search, node: Node) -> Why:
    """Return a function that explains why a path satisfies a node; ask it only about paths that do."""
    match node:
        case TagTerm():
            return _tag(search, node)
        case And(terms=terms):
            return _all([explain_hits(search, term) for term in terms])
        case Or(terms=terms):
            return _alternatives(search, [(term, explain_hits(search, term)) for term in terms])
        case Not(term=Not(term=term)):
            return explain_hits(search, term)
        case Case(sensitive=sensitive, term=term):
            return explain_hits(search.with_case(sensitive=sensitive), term)
        case Property():
            return _property(search, node)
        case Scope(kind=ScopeKind.FILE | ScopeKind.PATH):
            return _name_scope(search, node)
        case Scope():
            return _unit_scope(search, node)
        case Word() | Phrase() | Regex():
            return _bare(search, node)
        case _:
            return lambda _: ()


def _tag(search: Search, node: TagTerm) -> Why:
    term, tagged = to_text(node), search.index.tagged(node.key)

    def why(path: str) -> tuple[Reason, ...]:
        tag = tagged[path]
        return (Reason(term, Place.TAG, tag.line, tag.name),)

    return why


def _all(parts: list[Why]) -> Why:
    def why(path: str) -> tuple[Reason, ...]:
        reasons: dict[Reason, None] = {}
        for part in parts:
            reasons.update(dict.fromkeys(part(path)))
        return tuple(reasons)

    return why


def _alternatives(search: Search, parts: list[tuple[Node, Why]]) -> Why:
    def why(path: str) -> tuple[Reason, ...]:
        reasons: dict[Reason, None] = {}
        for node, part in parts:
            if select(search, node, frozenset((path,))):
                reasons.update(dict.fromkeys(part(path)))
        return tuple(reasons)

    return why


def _property(search: Search, node: Property) -> Why:
    term = to_text(node)
    names = matching_names(search, node)
    test = None if node.value is None else value_test(node.value, search.conditions)
    single = None if node.value is None or isinstance(node.value, Not) else test

    def why(path: str) -> tuple[Reason, ...]:
        reasons: list[Reason] = []
        for name in names:
            for value in search.index.properties[name].get(path, ()):
                found = elements(value)
                if test is not None and not test(found):
                    continue
                # The elements that satisfy the value on their own; where it takes several of them, none does.
                meant = [] if single is None else [each.scalar for each in found if single((each,))]
                places: Iterable[YamlNode] = meant or (value,)
                reasons.extend(
                    Reason(term, Place.PROPERTY, place.line, _shown(name, place)) for place in places
                )
        return tuple(reasons)

    return why


def _shown(name: str, value: YamlNode) -> str:
    text = getattr(value, "text", "")
    return window(f"{name}: {text}" if text else name, ())[0]


def _name_scope(search: Search, node: Scope) -> Why:
    term, findings = to_text(node), _findings(node.term, search.conditions)
    place = Place.NAME if node.kind is ScopeKind.FILE else Place.PATH

    def why(path: str) -> tuple[Reason, ...]:
        unit = next(units(node.kind, search.entry(path)))
        found = (match for leaf, text in findings(unit) for match in matches(leaf, text))
        spans = merged(span for match in found for span in match.spans)
        return (Reason(term, place, None, unit.raw, spans),)

    return why


def _bare(search: Search, node: Word | Phrase | Regex) -> Why:
    term, leaf = to_text(node), compile_term(node, search.conditions)
    folders = search.conditions.rules.words_match_folders

    def why(path: str) -> tuple[Reason, ...]:
        entry = search.entry(path)
        name = Unit(entry.file.path) if folders else entry.base_name
        place = Place.PATH if folders else Place.NAME
        named = (Reason(term, place, None, name.raw, match.spans) for match in matches(leaf, name))
        found = matches(leaf, entry.content)
        # An empty match may lie behind the final line break, where no line is.
        texts = (_excerpt(term, entry, match) for match in found if entry.has_line(match.line))
        return (*named, *texts)

    return why


def _unit_scope(search: Search, node: Scope) -> Why:
    term, kind = to_text(node), node.kind
    test, findings = text_test(node.term, search.conditions), _findings(node.term, search.conditions)

    def why(path: str) -> tuple[Reason, ...]:
        entry = search.entry(path)
        lines = entry.lines()
        found: dict[int, Match] = {}
        for unit in units(kind, entry):
            if len(found) >= LINES:
                break
            if test(unit):
                _collect(found, unit, findings(unit), lines)
        return tuple(_excerpt(term, entry, found[line]) for line in sorted(found)[:LINES])

    return why


def _collect(found: dict[int, Match], unit: Unit, wanted: list[Finding], lines: list[str]) -> None:
    """Add the lines of the content in which something of a unit matches, or the unit's first line."""
    before = len(found)
    for leaf, text in wanted:
        for match in matches(leaf, text):
            line = text.line + match.line
            if line >= len(lines):
                continue  # an empty match behind the final line break
            whole, shift = lines[line], len(lines[line]) - len(match.text)
            if not whole.endswith(match.text):  # a task's text starts behind its box
                whole, shift = match.text, 0
            spans = (Span(span.start + shift, span.end + shift) for span in match.spans)
            earlier = found[line].spans if line in found else ()
            found[line] = Match(line, whole, merged((*earlier, *spans)))
    if len(found) == before and unit.line not in found and unit.line < len(lines):
        found[unit.line] = Match(unit.line, lines[unit.line], ())


def _excerpt(term: str, entry: Entry, match: Match) -> Reason:
    return Reason(term, Place.TEXT, entry.file_line(match.line), *window(match.text, match.spans))


def _findings(node: Node, conditions: Conditions) -> Findings:
    """Return a function that tells what of an operand is to be found in a text that satisfies it."""
    match node:
        case Word() | Phrase() | Regex():
            leaf = compile_term(node, conditions)
            return lambda unit: [(leaf, unit)]
        case And(terms=terms):
            parts = [_findings(term, conditions) for term in terms]
            return lambda unit: [finding for part in parts for finding in part(unit)]
        case Or(terms=terms):
            choices = [(text_test(term, conditions), _findings(term, conditions)) for term in terms]
            return lambda unit: [finding for test, part in choices if test(unit) for finding in part(unit)]
        case Not(term=Not(term=term)):
            return _findings(term, conditions)
        case Case(sensitive=sensitive, term=term):
            return _findings(term, replace(conditions, sensitive=sensitive))
        case Scope(term=term):
            test, below = text_test(term, conditions), _findings(term, conditions)
            return lambda unit: [
                finding for under in subsections(unit) if test(under) for finding in below(under)
            ]
        case _:
            return lambda _: []
