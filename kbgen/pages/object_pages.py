"""The list of each kind of ATT&CK objects that the vault has notes of: groups, software, mitigations and so on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from kbgen.graph.edge import EdgeKind
from kbgen.graph.relations import Related
from kbgen.notes.attack_object import FAMILIES, AttackObject, Family
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.technique import EMPTY
from kbgen.pages.names import linked_name
from kbgen.pages.page import NavigationItem, Page, PendingPage
from kbgen.pages.relations import software_type
from kbgen.render.addresses import OBJECTS, relative
from kbgen.render.facts import Value
from kbgen.render.templates import fill_template
from kbgen.render.world import World


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list, behind those that all lists have."""

    title: str
    cell: Callable[[Note, tuple[Related, ...], World], tuple[Value, ...]]
    """What an object has in it, given its relations."""
    has_choice: bool = False
    """True where readers may choose one of its values."""


@dataclass(frozen=True, slots=True)
class Row:
    """One object in a list."""

    id: str
    name: str
    url: str
    other_names: str
    cells: tuple[tuple[Value, ...], ...]


def object_pages(world: World) -> list[PendingPage]:
    """Return the list of each kind that has notes; tactics have a list of their own."""
    return [
        PendingPage(OBJECTS[family.kind], _title(family), partial(_list, family, notes, world))
        for family, notes in _families(world)
    ]


def _title(family: Family) -> str:
    return family.kind.plural.capitalize()


def object_navigation(world: World) -> tuple[NavigationItem, ...]:
    """Return a group of the navigation with the lists, or nothing where there are none."""
    entries = tuple(NavigationItem(_title(family), OBJECTS[family.kind]) for family, _ in _families(world))
    return (NavigationItem("More", None, entries),) if entries else ()


def _families(world: World) -> list[tuple[Family, tuple[Note, ...]]]:
    found = ((family, world.knowledge.of_kind(family.kind)) for family in FAMILIES)
    return [(family, notes) for family, notes in found if notes and family.kind is not Kind.TACTIC]


def _list(family: Family, notes: tuple[Note, ...], world: World) -> Page:
    url = OBJECTS[family.kind]
    title = _title(family)
    columns = COLUMNS.get(family.kind, ())
    rows = [
        _row(note, note.subject, columns, world, url)
        for note in notes
        if isinstance(note.subject, AttackObject)
    ]
    filled = [place for place in range(len(columns)) if any(_is_filled(row.cells[place]) for row in rows)]
    values = {
        "title": title,
        "columns": [columns[place] for place in filled],
        "places": filled,
        "has_ids": any(row.id for row in rows),
        "has_names": any(row.other_names for row in rows),
        "rows": sorted(rows, key=lambda row: (not row.id, row.id, row.name.casefold(), row.url)),
    }
    return Page(url, title, str(fill_template("objects.html", values)))


def _row(note: Note, subject: AttackObject, columns: tuple[Column, ...], world: World, url: str) -> Row:
    related = world.graph.related(note.path)
    return Row(
        id=subject.id,
        name=note.title,
        url=relative(url, world.addresses.notes[note.path]),
        other_names=", ".join(subject.other_names),
        cells=tuple(column.cell(note, related, world) for column in columns),
    )


def _is_filled(cell: tuple[Value, ...]) -> bool:
    return any(value.text and value.text != "0" for value in cell)


def _count(edge: EdgeKind, other: Kind) -> Callable[[Note, tuple[Related, ...], World], tuple[Value, ...]]:
    def cell(_note: Note, related: tuple[Related, ...], world: World) -> tuple[Value, ...]:
        return _number(len(_of_kind(edge, other, related, world)))

    return cell


def _names(edge: EdgeKind, other: Kind) -> Callable[[Note, tuple[Related, ...], World], tuple[Value, ...]]:
    def cell(note: Note, related: tuple[Related, ...], world: World) -> tuple[Value, ...]:
        url = OBJECTS[note.kind]
        return tuple(linked_name(found, world, url) for found in _of_kind(edge, other, related, world))

    return cell


def _of_kind(edge: EdgeKind, other: Kind, related: tuple[Related, ...], world: World) -> list[Note]:
    notes = (world.knowledge.notes[each.path] for each in related if each.kind is edge)
    return [note for note in notes if note.kind is other]


def _number(count: int) -> tuple[Value, ...]:
    return (Value(f"{count:,}", style="number", sort=str(count)),)


def _type(note: Note, _related: tuple[Related, ...], _world: World) -> tuple[Value, ...]:
    return (Value(software_type(note)),)


def _platforms(note: Note, _related: tuple[Related, ...], world: World) -> tuple[Value, ...]:
    """Return the platforms that a note states; of a strategy, those of its analytics."""
    stated = note.subject.platforms if isinstance(note.subject, AttackObject) else ()
    analytics = world.graph.analytics(note.path) if note.kind is Kind.DETECTION_STRATEGY else ()
    found = {name for analytic in analytics for name in analytic.platforms}
    return (Value(", ".join(stated or sorted(found))),)


def _analytics(note: Note, _related: tuple[Related, ...], world: World) -> tuple[Value, ...]:
    return _number(len(world.graph.analytics(note.path)))


def _property(name: str) -> Callable[[Note, tuple[Related, ...], World], tuple[Value, ...]]:
    def cell(note: Note, _related: tuple[Related, ...], _world: World) -> tuple[Value, ...]:
        return (Value((note.document.front_matter or EMPTY).text(name)),)

    return cell


_TECHNIQUES_USED = Column("Techniques", _count(EdgeKind.USES, Kind.TECHNIQUE))
_SOFTWARE_USED = Column("Software", _count(EdgeKind.USES, Kind.SOFTWARE))
_DETECTED = Column("Detects", _names(EdgeKind.DETECTS, Kind.TECHNIQUE))
COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.GROUP: (
        _TECHNIQUES_USED,
        _SOFTWARE_USED,
        Column("Campaigns", _count(EdgeKind.ATTRIBUTED_TO, Kind.CAMPAIGN)),
    ),
    Kind.SOFTWARE: (
        Column("Type", _type, has_choice=True),
        Column("Platforms", _platforms),
        _TECHNIQUES_USED,
        Column("Groups", _count(EdgeKind.USES, Kind.GROUP)),
    ),
    Kind.CAMPAIGN: (
        Column("Groups", _names(EdgeKind.ATTRIBUTED_TO, Kind.GROUP)),
        Column("First seen", _property("first_seen")),
        Column("Last seen", _property("last_seen")),
        _TECHNIQUES_USED,
        _SOFTWARE_USED,
    ),
    Kind.MITIGATION: (Column("Techniques", _count(EdgeKind.MITIGATES, Kind.TECHNIQUE)),),
    Kind.DATA_COMPONENT: (
        Column("Analytics", _analytics),
        Column("Techniques", _count(EdgeKind.DETECTS, Kind.TECHNIQUE)),
    ),
    Kind.DETECTION_STRATEGY: (
        _DETECTED,
        Column("Platforms", _platforms),
        Column("Analytics", _analytics),
    ),
    Kind.ASSET: (Column("Techniques", _count(EdgeKind.TARGETS, Kind.TECHNIQUE)),),
}
"""What the list of each kind shows, in this order; a column in which no object has anything is left out."""
