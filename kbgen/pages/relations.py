"""The relations of an ATT&CK object as tables: what uses it, what it uses, what works against it, what detects it.

In: a note and everything known. Out: a table for each section that has rows. A table that would only repeat what the
text of a vault's note lists already is left out; the texts of mounted notes leave relations to these tables. Where
the uses of a technique have a page of their own (`procedures`), the tables here name them without descriptions.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from kbgen.graph.edge import EdgeKind
from kbgen.graph.relations import Related
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.technique import EMPTY
from kbgen.pages.analytics import AnalyticTable, analytic_tables
from kbgen.pages.names import identifier_of
from kbgen.render.addresses import relative
from kbgen.render.citations import Citations
from kbgen.render.phrases import render_phrase
from kbgen.render.world import World

_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """An object in a table of relations."""

    id: str
    """Identifier of ATT&CK; may be empty."""
    name: str
    url: str
    type: str
    """``malware`` or ``tool``; empty for other objects."""
    rules: int
    """Of a technique: the rules that name exactly it."""
    tests: int
    """Of a technique: the same of notes with atomic tests."""
    description: Markup
    """What a source says of the relation, or which line of which note links; may be empty."""


@dataclass(frozen=True, slots=True)
class RelationTable:
    """One section: the objects of one kind to which the note is related in one way."""

    of_analytics: ClassVar[bool] = False
    columns: ClassVar[tuple[str, ...]] = ()
    anchor: str
    title: str
    kind: Kind
    """What the rows are; with the kind of the note it tells the direction of the relation."""
    rows: tuple[RelatedRow, ...]
    details_url: str = ""
    """Reference to the same table with descriptions, on a page of its own; empty where this one has them."""

    @property
    def count(self) -> int:
        """Return the number of objects."""
        return len(self.rows)

    @property
    def column(self) -> str:
        """Return the heading of the column of names."""
        return self.kind.singular.capitalize()

    @property
    def of_techniques(self) -> bool:
        """Tell whether the rows are techniques, which have rules and tests."""
        return self.kind is Kind.TECHNIQUE

    def has(self, name: str) -> bool:
        """Tell whether any row has a value in a column."""
        return any(getattr(row, name) for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Section:
    anchor: str
    title: str
    edge: EdgeKind
    other: Kind


_TECHNIQUES_USED = _Section("kb.techniques-used", "Techniques used", EdgeKind.USES, Kind.TECHNIQUE)
_SOFTWARE_USED = _Section("kb.software-used", "Software used", EdgeKind.USES, Kind.SOFTWARE)
_GROUPS = _Section("kb.groups", "Groups that use it", EdgeKind.USES, Kind.GROUP)
_CAMPAIGNS = _Section("kb.campaigns", "Campaigns that use it", EdgeKind.USES, Kind.CAMPAIGN)
_DETECTED = _Section("kb.techniques-detected", "Techniques detected", EdgeKind.DETECTS, Kind.TECHNIQUE)
_SECTIONS: Mapping[Kind, tuple[_Section, ...]] = {
    Kind.TECHNIQUE: (
        _Section(
            "kb.data-components", "Data components that detect it", EdgeKind.DETECTS, Kind.DATA_COMPONENT
        ),
        _Section("kb.mitigations", "Mitigations", EdgeKind.MITIGATES, Kind.MITIGATION),
        _GROUPS,
        _Section("kb.software", "Software that uses it", EdgeKind.USES, Kind.SOFTWARE),
        _CAMPAIGNS,
        _Section("kb.targets", "Targets", EdgeKind.TARGETS, Kind.ASSET),
    ),
    Kind.GROUP: (
        _TECHNIQUES_USED,
        _SOFTWARE_USED,
        _Section("kb.campaigns", "Campaigns", EdgeKind.ATTRIBUTED_TO, Kind.CAMPAIGN),
    ),
    Kind.SOFTWARE: (_TECHNIQUES_USED, _GROUPS, _CAMPAIGNS),
    Kind.CAMPAIGN: (
        _Section("kb.groups", "Groups", EdgeKind.ATTRIBUTED_TO, Kind.GROUP),
        _TECHNIQUES_USED,
        _SOFTWARE_USED,
    ),
    Kind.MITIGATION: (
        _Section("kb.techniques-mitigated", "Techniques mitigated", EdgeKind.MITIGATES, Kind.TECHNIQUE),
    ),
    Kind.DATA_COMPONENT: (_DETECTED,),
    Kind.DETECTION_STRATEGY: (_DETECTED,),
    Kind.ASSET: (_Section("kb.targeted-by", "Techniques that target it", EdgeKind.TARGETS, Kind.TECHNIQUE),),
}
"""What each kind of note shows, in this order."""


def relation_tables(
    note: Note, world: World, url: str, citations: Citations, procedures: str | None = None
) -> tuple[AnalyticTable | RelationTable, ...]:
    """Return the sections of a note's page that show its relations; none for rules, tests and pages.

    Args:
        note: the note.
        world: everything known.
        url: URL of its page.
        citations: those of the page so far; what descriptions cite is added.
        procedures: of a technique, the URL of the page that says more of each use of it; None where there is none.
    """
    if note.kind not in _SECTIONS:
        return ()
    related = world.graph.related(note.path)
    tables: list[AnalyticTable | RelationTable] = []
    for section, found in _sections(note, related, world):
        if procedures is not None and section.edge is EdgeKind.USES:
            rows = tuple(_row(each, world, url) for each in found)
            details = relative(url, procedures, section.anchor)
            tables.append(RelationTable(section.anchor, section.title, section.other, rows, details))
        else:
            tables.append(_described(section, found, note, world, url, citations))
    said = _said(note, world)
    analytics = (
        table for table in analytic_tables(note, related, world, url) if not said.issuperset(table.paths)
    )
    if note.kind is Kind.DETECTION_STRATEGY:
        return (*tables, *analytics)
    return (*analytics, *tables)


def use_tables(note: Note, world: World, url: str, citations: Citations) -> tuple[RelationTable, ...]:
    """Return the tables of what uses a technique, with descriptions, for the page at a URL."""
    return tuple(
        _described(section, found, note, world, url, citations)
        for section, found in _sections(note, world.graph.related(note.path), world)
        if section.edge is EdgeKind.USES
    )


def described_uses(note: Note, world: World) -> int:
    """Return of how many groups, software and campaigns in a technique's tables a source describes the use."""
    return sum(
        bool(each.descriptions)
        for section, found in _sections(note, world.graph.related(note.path), world)
        if section.edge is EdgeKind.USES
        for each in found
    )


def _sections(
    note: Note, related: Iterable[Related], world: World
) -> Iterator[tuple[_Section, list[Related]]]:
    """Yield the sections of a note's page with what stands in them, without those that its own text has already."""
    said = _said(note, world)
    for section in _SECTIONS[note.kind]:
        found = _of_section(section, related, world)
        if found and not said.issuperset(each.path for each in found):
            yield section, found


def _said(note: Note, world: World) -> frozenset[str]:
    """Return the paths of the notes that the text of a vault's note names."""
    return frozenset() if note.document.source else world.graph.linked(note.path)


def _of_section(section: _Section, related: Iterable[Related], world: World) -> list[Related]:
    """Return the related notes of a section in the order of identifiers, those without one behind by name."""
    notes = world.knowledge.notes
    found = [each for each in related if each.kind is section.edge and notes[each.path].kind is section.other]
    return sorted(found, key=lambda each: _order(notes[each.path]))


def _order(note: Note) -> tuple[bool, str, str, str]:
    identifier = identifier_of(note)
    return not identifier, identifier, note.title.casefold(), note.path


def _described(
    section: _Section, found: Iterable[Related], note: Note, world: World, url: str, citations: Citations
) -> RelationTable:
    rows = (
        _row(each, world, url, Markup("<br>").join(_descriptions(each, note, world, url, citations)))
        for each in found
    )
    return RelationTable(section.anchor, section.title, section.other, tuple(rows))


def _row(related: Related, world: World, url: str, description: Markup = _NOTHING) -> RelatedRow:
    other = world.knowledge.notes[related.path]
    identifier = identifier_of(other)
    return RelatedRow(
        id=identifier,
        name=other.title,
        url=relative(url, world.addresses.notes[other.path]),
        type=software_type(other),
        rules=len(world.knowledge.rules_of.get(identifier, ())),
        tests=len(world.knowledge.tests_of.get(identifier, ())),
        description=description,
    )


def software_type(note: Note) -> str:
    """Return ``malware`` or ``tool`` where the note of software states one in its property ``type``, else nothing."""
    return (note.document.front_matter or EMPTY).text("type") if note.kind is Kind.SOFTWARE else ""


def _descriptions(
    related: Related, note: Note, world: World, url: str, citations: Citations
) -> Iterator[Markup]:
    for text in related.descriptions:
        yield render_phrase(text, world, url, citations)
    if related.link is not None:
        where = "this note" if related.link.source == note.path else related.link.source
        place = f"linked in line {related.link.origin.line} of {where}"
        yield Markup('<span class="kb-muted">{}</span>').format(place)
