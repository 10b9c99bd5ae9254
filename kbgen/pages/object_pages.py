"""The list of each kind of ATT&CK objects that the vault has notes of: groups, software, mitigations and so on."""

from dataclasses import dataclass

from kbgen.notes.attack_object import FAMILIES, AttackObject, Family
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.pages.page import NavigationItem, Page
from kbgen.render.addresses import OBJECTS, relative
from kbgen.render.templates import fill_template
from kbgen.render.world import World


@dataclass(frozen=True, slots=True)
class Row:
    """One object in a list."""

    id: str
    name: str
    url: str
    other_names: str


def object_pages(world: World) -> list[Page]:
    """Return the list of each kind that has notes; tactics have a list of their own."""
    return [_list(family, notes, world) for family, notes in _families(world)]


def object_navigation(world: World) -> tuple[NavigationItem, ...]:
    """Return a group of the navigation with the lists, or nothing where there are none."""
    entries = tuple(
        NavigationItem(family.kind.plural.capitalize(), OBJECTS[family.kind])
        for family, _ in _families(world)
    )
    return (NavigationItem("More", None, entries),) if entries else ()


def _families(world: World) -> list[tuple[Family, tuple[Note, ...]]]:
    found = ((family, world.knowledge.of_kind(family.kind)) for family in FAMILIES)
    return [(family, notes) for family, notes in found if notes and family.kind is not Kind.TACTIC]


def _list(family: Family, notes: tuple[Note, ...], world: World) -> Page:
    url = OBJECTS[family.kind]
    title = family.kind.plural.capitalize()
    rows = sorted(
        (
            Row(
                note.subject.id,
                note.title,
                relative(url, world.addresses.notes[note.path]),
                ", ".join(note.subject.other_names),
            )
            for note in notes
            if isinstance(note.subject, AttackObject)
        ),
        key=lambda row: (not row.id, row.id, row.name.casefold(), row.url),
    )
    return Page(url, title, str(fill_template("objects.html", {"title": title, "rows": rows})))
