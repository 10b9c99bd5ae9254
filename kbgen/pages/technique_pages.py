"""The list of techniques by tactic, the list of tactics, and a page for each tactic."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from kbgen.knowledge.base import KnowledgeBase, technique_of
from kbgen.notes.tactics import Tactic
from kbgen.pages.page import Page, PendingPage, TocEntry
from kbgen.render.addresses import TACTICS, TECHNIQUES, relative
from kbgen.render.facts import Value
from kbgen.render.templates import fill_template
from kbgen.render.world import World


@dataclass(frozen=True, slots=True)
class Row:
    """A technique in a list, its sub-techniques below it."""

    id: str
    name: str
    url: str
    rules: int
    tests: int
    platforms: tuple[str, ...]
    children: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The techniques of one tactic."""

    tactic: Value
    anchor: str
    count: int
    """Techniques and sub-techniques."""
    rows: tuple[Row, ...]


def technique_pages(world: World) -> list[PendingPage]:
    """Return ``/techniques/``, ``/tactics/`` and the page of each tactic."""
    pages = [
        PendingPage(TECHNIQUES, "Techniques", partial(_techniques, world)),
        PendingPage(TACTICS, "Tactics", partial(_tactics, world)),
    ]
    for tactic, identifiers in world.knowledge.tactics.items():
        if tactic.id not in world.knowledge.objects:
            make = partial(_tactic, tactic, identifiers, world)
            pages.append(PendingPage(world.addresses.tactics[tactic], _title(tactic), make))
    return pages


def _techniques(world: World) -> Page:
    groups = [
        Group(
            Value(tactic.name, relative(TECHNIQUES, world.addresses.tactics[tactic])),
            tactic.shortname,
            len(identifiers),
            technique_rows(identifiers, world, TECHNIQUES),
        )
        for tactic, identifiers in world.knowledge.tactics.items()
    ]
    without = [
        identifier
        for identifier, note in world.knowledge.techniques.items()
        if not getattr(note.subject, "tactics", ())
    ]
    if without:
        rows = technique_rows(without, world, TECHNIQUES)
        groups.append(Group(Value("No tactic"), "no-tactic", len(without), rows))
    further = [
        Value(f"{identifier} {path}", relative(TECHNIQUES, world.addresses.notes[path]))
        for identifier, path, _ in world.knowledge.duplicates
    ]
    values = {"groups": groups, "total": len(world.knowledge.techniques), "further": further}
    html = fill_template("techniques.html", values)
    toc = tuple(TocEntry(group.tactic.text, group.anchor) for group in groups)
    return Page(TECHNIQUES, "Techniques", str(html), toc)


def _tactics(world: World) -> Page:
    rows = [
        (tactic, relative(TACTICS, world.addresses.tactics[tactic]), len(identifiers))
        for tactic, identifiers in world.knowledge.tactics.items()
    ]
    return Page(TACTICS, "Tactics", str(fill_template("tactics.html", {"rows": rows})))


def _tactic(tactic: Tactic, identifiers: tuple[str, ...], world: World) -> Page:
    url = world.addresses.tactics[tactic]
    values = {"tactic": tactic, "rows": technique_rows(identifiers, world, url), "total": len(identifiers)}
    return Page(url, _title(tactic), str(fill_template("tactic.html", values)))


def _title(tactic: Tactic) -> str:
    return f"{tactic.id} {tactic.name}".strip()


def technique_rows(identifiers: Iterable[str], world: World, url: str) -> tuple[Row, ...]:
    """Return rows in id order, sub-techniques under their parent where that is in the same list."""
    chosen = list(identifiers)
    inside = set(chosen)
    rows = []
    for identifier in chosen:
        parent = identifier.partition(".")[0]
        if parent != identifier and parent in inside:
            continue
        children = tuple(
            _row(child, world, url)
            for child in world.knowledge.children.get(identifier, ())
            if child in inside
        )
        rows.append(_row(identifier, world, url, children))
    return tuple(rows)


def _row(identifier: str, world: World, url: str, children: tuple[Row, ...] = ()) -> Row:
    knowledge: KnowledgeBase = world.knowledge
    note = knowledge.techniques[identifier]
    technique = technique_of(note)
    return Row(
        id=identifier,
        name=note.title,
        url=relative(url, world.addresses.notes[note.path]),
        rules=len(knowledge.rules_of.get(identifier, ())),
        tests=len(knowledge.tests_of.get(identifier, ())),
        platforms=technique.platforms if technique else (),
        children=children,
    )
