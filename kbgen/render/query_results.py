"""The answer of a query block as HTML: links that are complete without JavaScript, and why each matched."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from kbgen.knowledge.searchable import Searchable
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.attack_object import FAMILY_OF, AttackObject
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.technique import Technique
from kbgen.query.answers import Answer
from kbgen.query.excerpt import block_around
from kbgen.query.results import Hit, Reason
from kbgen.query.syntax import Node, Not, TagTerm, walk
from kbgen.render.addresses import relative
from kbgen.render.facts import Value, level_value, status_value
from kbgen.render.templates import fill_template
from kbgen.render.world import World


@dataclass(frozen=True, slots=True)
class Why:
    """One term that matched, ready for the template."""

    term: str
    line: int | None
    text: Markup
    """What matched, with the matches marked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One hit, ready for the template."""

    title: str
    url: str
    cells: tuple[Value, ...]
    why: tuple[Why, ...]


_COLUMNS = {
    Kind.DETECTION_RULE: ("Detection rule", "Level", "Status", "Product"),
    Kind.ATOMIC_TEST: ("Atomic test", "Platforms", "Tests"),
    Kind.TECHNIQUE: ("Technique", "ID", "Tactics"),
    Kind.PAGE: ("Page",),
    **{kind: (kind.singular.capitalize(), "ID") for kind in FAMILY_OF},
}
_MIXED = ("Result", "Kind")
_FACETS = {"Level", "Status", "Product", "Kind", "Platforms", "Tactics"}
"""Columns whose values readers may choose from."""
_MEANINGS = {
    "detection_rule": "No detection rule answers this query: nothing here detects it.",
    "atomic_test": "No atomic test answers this query: nothing here tests it.",
}


def render_answer(answer: Answer, world: World, page_url: str) -> Markup:
    """Return the section of one query block."""
    kinds = {_kind(hit, world) for hit in answer.hits}
    only = next(iter(kinds)) if len(kinds) == 1 else None
    return fill_template(
        "partials/query.html",
        {
            "query": answer.text,
            "count": len(answer.hits),
            "columns": _COLUMNS[only] if only else _MIXED,
            "facets": _FACETS,
            "rows": [_row(hit, answer, world, page_url, mixed=only is None) for hit in answer.hits],
            "fault": answer.results.fault,
            "empty": _empty_text(answer) if not answer.hits and answer.results.fault is None else "",
            "options": answer.results.query.options,
        },
    )


def _kind(hit: Hit, world: World) -> Kind | None:
    note = world.knowledge.notes.get(hit.path)
    return note.kind if note is not None else None


def _row(hit: Hit, answer: Answer, world: World, page_url: str, *, mixed: bool) -> Row:
    note = world.knowledge.notes.get(hit.path)
    url = relative(page_url, world.addresses.of_path(hit.path) or "")
    why = tuple(_why(hit, answer, note))
    if note is None:
        return Row(hit.path, url, (Value("file"),), why)
    return Row(note.title, url, (Value(note.kind.singular),) if mixed else _cells(note), why)


def _why(hit: Hit, answer: Answer, note: Note | None) -> Iterator[Why]:
    """Yield the reasons of a hit; with the option ``context`` the block stands for the line."""
    for reason in hit.why:
        if answer.results.query.options.context and reason.is_excerpt and reason.line and note is not None:
            file = Searchable(hit.path, is_note=True, content=note.document.text, blocks=note.body.blocks)
            yield Why(reason.term, reason.line, escape(block_around(file, reason.line)))
        else:
            yield Why(reason.term, reason.line, _marked(reason))


def _marked(reason: Reason) -> Markup:
    """Return what matched; in an excerpt, the matches are marked."""
    if not reason.is_excerpt:
        return escape(reason.text)
    pieces, last = [], 0
    for span in reason.spans:
        pieces.append(escape(reason.text[last : span.start]))
        pieces.append(Markup("<mark>{}</mark>").format(reason.text[span.start : span.end]))
        last = span.end
    return Markup("").join([*pieces, escape(reason.text[last:])])


def _cells(note: Note) -> tuple[Value, ...]:
    match note.subject:
        case DetectionRule() as rule:
            product = rule.log_source.product or rule.log_source.category
            return level_value(rule.level), status_value(rule.status), Value(product)
        case AtomicTests() as tests:
            return Value(", ".join(tests.platforms)), Value(f"{len(tests.cases):,}", style="number")
        case Technique() as technique:
            return Value(technique.id, style="code"), Value(", ".join(t.name for t in technique.tactics))
        case AttackObject(id=identifier):
            return (Value(identifier, style="code"),)
        case _:
            return ()


def _empty_text(answer: Answer) -> str:
    """Say plainly what an empty answer means, and which part of the query emptied it."""
    asked = _tags_asked_for(answer.results.query.tree)
    meaning = next((_MEANINGS[tag] for tag in _MEANINGS if tag in asked), "No matches found.")
    if answer.emptied is None:
        return meaning
    part = str(answer.emptied)
    return f"{meaning} {part}" if part.endswith("?") else f"{meaning} {part}."


def _tags_asked_for(tree: Node | None) -> set[str]:
    """Return the case-folded tags that a query asks for and does not exclude."""
    if tree is None:
        return set()
    excluded = {id(below) for node in walk(tree) if isinstance(node, Not) for below in walk(node)}
    return {node.key for node in walk(tree) if isinstance(node, TagTerm) and id(node) not in excluded}
