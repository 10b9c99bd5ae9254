"""The answer of a query block as HTML: links that are complete without JavaScript, and why each matched."""

from dataclasses import dataclass

from markupsafe import Markup

from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.technique import Technique
from kbgen.query.answers import Answer
from kbgen.query.results import Reason
from kbgen.render.addresses import relative
from kbgen.render.facts import Value, level_value, status_value
from kbgen.render.templates import fill_template
from kbgen.render.world import World


@dataclass(frozen=True, slots=True)
class Row:
    """One hit, ready for the template."""

    title: str
    url: str
    cells: tuple[Value, ...]
    why: tuple[Reason, ...]
    """The terms that matched."""


@dataclass(frozen=True, slots=True)
class Table:
    """Hits of one kind."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


_COLUMNS = {
    Kind.DETECTION_RULE: ("Detection rule", "Level", "Status", "Product"),
    Kind.ATOMIC_TEST: ("Atomic test", "Platforms", "Tests"),
    Kind.TECHNIQUE: ("Technique", "ID", "Tactics"),
    Kind.PAGE: ("Page",),
}


def render_answer(answer: Answer, world: World, page_url: str) -> Markup:
    """Return the section of one query block."""
    empty = _empty_text(answer) if not answer.hits and answer.results.fault is None else ""
    return fill_template(
        "partials/query.html",
        {
            "query": answer.text,
            "count": len(answer.hits),
            "tables": _tables(answer, world, page_url),
            "fault": answer.results.fault,
            "empty": empty,
            "options": answer.results.query.options,
        },
    )


def _tables(answer: Answer, world: World, page_url: str) -> tuple[Table, ...]:
    """Group the hits by kind where they are of several, each group in the block's order."""
    rows: dict[Kind | None, list[Row]] = {}
    for hit in answer.hits:
        note = world.knowledge.notes.get(hit.path)
        url = relative(page_url, world.addresses.of_path(hit.path) or "")
        if note is None:
            rows.setdefault(None, []).append(Row(hit.path, url, (), hit.why))
        else:
            rows.setdefault(note.kind, []).append(Row(note.title, url, _cells(note), hit.why))
    several = len(rows) > 1
    return tuple(
        Table(
            caption=(kind.plural.capitalize() if kind else "Other files") if several else "",
            columns=_COLUMNS[kind] if kind else ("File",),
            rows=tuple(found),
        )
        for kind, found in rows.items()
    )


def _cells(note: Note) -> tuple[Value, ...]:
    match note.subject:
        case DetectionRule() as rule:
            product = rule.log_source.product or rule.log_source.category
            return level_value(rule.level), status_value(rule.status), Value(product)
        case AtomicTests() as tests:
            return Value(", ".join(tests.platforms)), Value(f"{len(tests.cases):,}", style="number")
        case Technique() as technique:
            return Value(technique.id, style="code"), Value(", ".join(t.name for t in technique.tactics))
        case _:
            return ()


def _empty_text(answer: Answer) -> str:
    """Say plainly what an empty answer means, and which part of the query emptied it."""
    terms = answer.text.casefold()
    if "detection_rule" in terms:
        meaning = "No detection rule answers this query: nothing here detects it."
    elif "atomic_test" in terms:
        meaning = "No atomic test answers this query: nothing here tests it."
    else:
        meaning = "No matches found."
    return f"{meaning} {answer.emptied}" if answer.emptied is not None else meaning
