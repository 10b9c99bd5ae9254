"""The page of each note: facts, body with answers, roll-up, references, backlinks, source."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.graph.edge import Edge
from kbgen.graph.ties import rolled_up
from kbgen.knowledge.base import technique_of
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.technique import EMPTY, Technique
from kbgen.pages.analytics import AnalyticTable, anchored_analytics
from kbgen.pages.coverage_summary import Glance
from kbgen.pages.data_files import twin_of
from kbgen.pages.names import identifier_of
from kbgen.pages.neighbourhood import neighbourhood_of
from kbgen.pages.page import Page, PendingPage, TocEntry
from kbgen.pages.procedures import procedures_url
from kbgen.pages.references import references_of
from kbgen.pages.relations import RelationTable, relation_tables
from kbgen.pages.search_facets import facets_of
from kbgen.pages.steps import steps_of
from kbgen.pages.technique_pages import Row as TechniqueRow
from kbgen.pages.technique_pages import technique_rows
from kbgen.pages.technique_verdict import technique_verdict
from kbgen.render.addresses import relative
from kbgen.render.body import BodyWriter, outline
from kbgen.render.conversions import conversions_of
from kbgen.render.facts import Value, facts
from kbgen.render.templates import fill_template
from kbgen.render.test_cases import tests_of, with_tests
from kbgen.render.world import World
from kbgen.vault.yaml_node import scalars

_LONGEST_DESCRIPTION = 160
_CLASS = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of the overview, with the page that holds its parts."""

    count: int
    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the vault holds, for the home page."""

    cards: tuple[Card, ...]
    tactics: tuple[tuple[str, str, int], ...]
    """Name, reference to the page, number of techniques."""
    glance: Glance | None = None
    """The verdict at a glance; None in a vault without techniques."""


@dataclass(frozen=True, slots=True)
class Row:
    """A rule or test that only sub-techniques have."""

    title: str
    url: str
    kind: str
    via: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Backlink:
    """A note that leads to this one."""

    title: str
    url: str
    line: int


def pending_note_page(note: Note, world: World, findings: Sequence[Diagnostic]) -> PendingPage:
    """Return the page of a note, to be made when it is asked for."""
    return PendingPage(
        world.addresses.notes[note.path],
        page_name(note),
        partial(note_page, note, world, findings),
        _description(note),
        _source_path(note),
        _updated(note, world),
    )


def note_page(
    note: Note, world: World, findings: Sequence[Diagnostic], overview: Overview | None = None
) -> Page:
    """Return the page of a note.

    Args:
        note: the note.
        world: everything known.
        findings: the diagnostics about this note; its errors stand at the top of the page.
        overview: what the whole vault holds, for the home page.
    """
    url = world.addresses.notes[note.path]
    writer = BodyWriter(world, url)
    body, places = anchored_analytics(note, writer.write(with_tests(note)))
    relations = relation_tables(note, world, url, writer.citations, procedures_url(note, world))
    tests = tests_of(note)
    technique = technique_of(note)
    back = world.graph.backlinks(note.path)
    changed = world.history.get(note.path)
    values: dict[str, object] = {
        "overview": overview,
        "kind": note.kind.value,
        "classes": _classes(note),
        "path": note.path,
        "mounted_from": note.document.source,
        "identifier": identifier_of(note),
        "title": note.title,
        "notices": [finding for finding in findings if finding.severity is Severity.ERROR],
        "invalid_front_matter": note.document.invalid_front_matter,
        "facts": facts(note, world, url),
        "facets": facets_of(note, world.knowledge),
        "verdict": technique_verdict(technique, world, url) if technique else None,
        "tags": _tags(note, world, url),
        "tests": tests,
        "body": Markup(body),
        "conversions": conversions_of(note, world),
        "techniques": _techniques_of_tactic(note, world, url),
        "children": _children(technique, world, url) if technique else (),
        "rolled_up": _rolled_up(technique, world, url) if technique else (),
        "relations": relations,
        "steps": steps_of(technique, world, url) if technique else (),
        "citations": references_of(writer.citations, world),
        "linked_from": _backlinks(back.linked_from, world, url),
        "listed_by": _backlinks(back.listed_by, world, url),
        "neighbourhood": None if overview else neighbourhood_of(note, world, url),
        "encoding": note.document.encoding if note.document.encoding != "utf-8" else "",
        "changed": changed,
        "twin": "" if overview else twin_of(note, world),
    }
    return Page(
        url=url,
        title=page_name(note),
        html=str(fill_template("note.html", values)),
        toc=table_of_contents([*_toc(note), *_own_sections(values, relations)]),
        anchors=places.union(writer.anchors, (test.anchor for test in tests if test.anchor)),
        description=_description(note),
        source_path=_source_path(note),
        scripts=("inputs.js",) if any(test.inputs for test in tests) else (),
        updated=_updated(note, world),
        code=tuple(writer.code),
    )


def _classes(note: Note) -> str:
    """Return the class names that the property ``cssclasses`` asks for, those of kbgen and Material left out."""
    node = note.document.front_matter.get("cssclasses") if note.document.front_matter else None
    names = (name for scalar in scalars(node) for name in scalar.text.split())
    return " ".join(name for name in names if _CLASS.fullmatch(name) and not name.startswith(("kb-", "md-")))


def _tags(note: Note, world: World, url: str) -> list[Value]:
    names = dict.fromkeys(tag.name for tag in note.tags if not tag.inline)
    return [Value(name, relative(url, world.addresses.tags[name.casefold()])) for name in names]


def _children(technique: Technique, world: World, url: str) -> list[Value]:
    found = (world.knowledge.techniques[child] for child in world.knowledge.children.get(technique.id, ()))
    return [Value(page_name(note), relative(url, world.addresses.notes[note.path])) for note in found]


def page_name(note: Note) -> str:
    """Return a note's title, with the identifier of a technique or another ATT&CK object before it."""
    return f"{identifier_of(note)} {note.title}".strip()


def _techniques_of_tactic(note: Note, world: World, url: str) -> tuple[TechniqueRow, ...]:
    found = (
        identifiers
        for tactic, identifiers in world.knowledge.tactics.items()
        if tactic.id == identifier_of(note)
    )
    if note.kind is not Kind.TACTIC or not identifier_of(note):
        return ()
    return technique_rows(next(found, ()), world, url)


def _rolled_up(technique: Technique, world: World, url: str) -> list[Row]:
    rows = []
    for kind in (Kind.DETECTION_RULE, Kind.ATOMIC_TEST):
        for tie in rolled_up(world.knowledge, technique.id, kind):
            note = world.knowledge.notes[tie.path]
            via = tuple(
                Value(child, relative(url, world.addresses.notes[world.knowledge.techniques[child].path]))
                for child in tie.via
            )
            target = relative(url, world.addresses.notes[tie.path])
            rows.append(Row(note.title, target, kind.singular, via))
    return rows


def _backlinks(edges: Iterable[Edge], world: World, url: str) -> list[Backlink]:
    found = ((world.knowledge.notes[edge.source], edge.origin.line) for edge in edges)
    return [
        Backlink(page_name(note), relative(url, world.addresses.notes[note.path]), line)
        for note, line in found
    ]


def _toc(note: Note) -> list[tuple[int, str, str]]:
    """Return the headings for the table of contents: of a note with atomic tests, the tests only."""
    headings = outline(note)
    if isinstance(note.subject, AtomicTests) and note.subject.cases:
        highest = min((heading.level for heading in headings), default=0)
        headings = tuple(heading for heading in headings if heading.level == highest)
    return [(heading.level, heading.text, heading.anchor) for heading in headings]


def _own_sections(
    values: Mapping[str, object], relations: Sequence[AnalyticTable | RelationTable]
) -> list[tuple[int, str, str]]:
    before = (
        ("conversions", "Converted", "kb.converted"),
        ("techniques", "Techniques", "kb.techniques"),
        ("children", "Sub-techniques", "kb.sub-techniques"),
        ("rolled_up", "From sub-techniques", "kb.rolled-up"),
    )
    behind = (
        ("citations", "References", "kb.references"),
        ("linked_from", "Backlinks", "kb.backlinks"),
        ("listed_by", "Backlinks", "kb.backlinks"),
        ("neighbourhood", "Neighbourhood", "kb.neighbourhood"),
    )
    shown = {anchor: title for name, title, anchor in before if values[name]}
    shown |= {table.anchor: table.title for table in relations}
    shown |= {anchor: title for name, title, anchor in behind if values[name]}
    return [(0, title, anchor) for anchor, title in shown.items()]


def table_of_contents(headings: Sequence[tuple[int, str, str]]) -> tuple[TocEntry, ...]:
    """Return a nested table of contents.

    Args:
        headings: level, text and anchor of each, in the order of the page; a heading belongs to the nearest one
            before it with a smaller level, and one of level 0 to none.
    """
    entries: list[TocEntry] = []
    place = 0
    while place < len(headings):
        level, title, anchor = headings[place]
        end = place + 1
        while end < len(headings) and headings[end][0] > level:
            end += 1
        inner = headings[place + 1 : end] if level else ()
        entries.append(TocEntry(title, anchor, table_of_contents(inner)))
        place = end if level else place + 1
    return tuple(entries)


def _description(note: Note) -> str:
    source = (note.document.front_matter or EMPTY).text("description")
    if not source and isinstance(note.subject, DetectionRule):
        source = getattr(note.subject.sigma, "description", "")
    text = " ".join(source.split())
    if len(text) <= _LONGEST_DESCRIPTION:
        return text
    return f"{text[:_LONGEST_DESCRIPTION].rsplit(' ', 1)[0]} …"


def _source_path(note: Note) -> str | None:
    return None if note.document.source else note.path


def _updated(note: Note, world: World) -> str:
    stated = ""
    if isinstance(note.subject, Technique | DetectionRule):
        stated = note.subject.modified.iso or note.subject.created.iso
    changed = world.history.get(note.path)
    return stated or (changed.day if changed else "")
