"""What the site search finds by name before it looks into texts: identifiers, UUIDs, GUIDs, aliases and titles.

Names are split by their beginnings into files of bounded size, so that a browser loads only the one that it needs:
``assets/names/index.json`` lists the beginnings, ``assets/names/<n>.json`` holds the names with the ``n``-th beginning
(and no longer one in the list), in order, each as ``[name, title, url, kind]``.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from os.path import commonprefix

from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.rule_filter import RuleFilter
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.pages.mounted_pages import moved
from kbgen.pages.names import identifier_of
from kbgen.pages.note_pages import page_name
from kbgen.pages.on_demand import FilesOnDemand
from kbgen.render.addresses import relative
from kbgen.render.world import World

FOLDER = "assets/names/"
"""Site-relative folder of the files."""
_MOST = 150
"""Names in one file, about 20 kB, unless they are equal."""


@dataclass(frozen=True, slots=True, order=True)
class NamedPlace:
    """A page, or a place on one, by one of its names."""

    name: str
    """In lower case, with single spaces."""
    title: str
    url: str
    """Site-relative and percent-encoded."""
    kind: str


def folded(name: str) -> str:
    """Return a name as names are compared: without case, and with single spaces."""
    return " ".join(name.lower().split())


def name_files(world: World) -> FilesOnDemand:
    """Return the files, by site-relative path."""
    shards = dict(_shards("", sorted(set(_places(world)))))
    makers: dict[str, Callable[[], bytes]] = {f"{FOLDER}index.json": partial(_json, list(shards))}
    for number, places in enumerate(shards.values()):
        makers[f"{FOLDER}{number}.json"] = partial(_names_file, places)
    return FilesOnDemand(makers)


def _names_file(places: Sequence[NamedPlace]) -> bytes:
    return _json([[each.name, each.title, each.url, each.kind] for each in places])


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _shards(start: str, places: Sequence[NamedPlace]) -> Iterator[tuple[str, Sequence[NamedPlace]]]:
    """Yield beginnings with the names that have it and no longer one that is yielded.

    Args:
        start: a beginning that all the names have.
        places: by their names, in order.
    """
    if len(places) <= _MOST or places[0].name == places[-1].name:
        yield start, places
        return
    shared = commonprefix([places[0].name, places[-1].name])  # noqa: RUF071 - names are no paths
    own = [place for place in places if place.name == shared]
    if own:
        yield shared, own
    length = len(shared) + 1
    for longer, group in groupby(places[len(own) :], key=lambda place: place.name[:length]):
        yield from _shards(longer, list(group))


def _places(world: World) -> Iterator[NamedPlace]:
    for note in world.knowledge.notes.values():
        url = relative("", world.addresses.notes[note.path])
        yield from _named(_names(note), page_name(note), url, note.kind.value)
        yield from _parts(note, world)
    for tactic, address in world.addresses.tactics.items():
        if tactic.id not in world.knowledge.objects:
            names = (tactic.id, tactic.name, tactic.shortname)
            title = f"{tactic.id} {tactic.name}".strip()
            yield from _named(names, title, relative("", address), Kind.TACTIC.value)
    yield from _moved(world)


def _named(names: Iterable[str], title: str, url: str, kind: str) -> Iterator[NamedPlace]:
    for name in names:
        if found := folded(name):
            yield NamedPlace(found, title, url, kind)


def _names(note: Note) -> Iterator[str]:
    yield from (identifier_of(note), note.title, note.document.name, *note.aliases)
    match note.subject:
        case DetectionRule(sigma=SigmaRule() as sigma) | RuleFilter(sigma=SigmaRule() as sigma):
            for each in (sigma, *sigma.beside):
                yield from (each.id, each.name, each.title)
        case _:
            pass


def _parts(note: Note, world: World) -> Iterator[NamedPlace]:
    """Yield what has no page of its own: single tests and analytics."""
    url = world.addresses.notes[note.path]
    if isinstance(note.subject, AtomicTests):
        for case in note.subject.cases:
            place = relative("", url, case.anchor or case.heading.anchor)
            yield from _named((case.guid, case.name), case.name, place, note.kind.value)
    if note.kind is Kind.DETECTION_STRATEGY:
        anchors = {heading.text for heading in note.body.headings}
        for analytic in world.graph.analytics(note.path):
            place = relative("", url, analytic.id if analytic.id in anchors else "")
            yield from _named((analytic.id,), f"{analytic.id} {note.title}", place, note.kind.value)


def _moved(world: World) -> Iterator[NamedPlace]:
    """Yield the identifiers of objects that are gone, whose pages name the successors."""
    for url, identifier, successor in moved(world):
        title = f"{identifier} (now {successor})" if successor else f"{identifier} (no longer in ATT&CK)"
        yield from _named((identifier,), title, relative("", url), Kind.PAGE.value)
