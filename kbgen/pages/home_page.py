"""The home page: what the knowledge base holds, above the vault's own ``index.md`` where it has one."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.pages.coverage_summary import STYLE, glance
from kbgen.pages.note_pages import Card, Overview, note_page, pending_note_page
from kbgen.pages.page import Page, PendingPage
from kbgen.render.addresses import HEALTH, HOME, PAGES, RULES, TAGS, TECHNIQUES, TESTS, relative
from kbgen.render.templates import fill_template
from kbgen.render.world import World

_TITLE = "Home"


def home_page(world: World, findings: Sequence[Diagnostic], site_name: str) -> PendingPage:
    """Return the home page."""
    make = partial(_home_page, world, findings, site_name)
    note = home_note(world)
    if note is None:
        return PendingPage(HOME, _TITLE, make)
    return replace(pending_note_page(note, world, ()), title=_TITLE, make=make)


def _home_page(world: World, findings: Sequence[Diagnostic], site_name: str) -> Page:
    overview = _overview(world, findings)
    note = home_note(world)
    if note is None:
        values = {
            "title": site_name,
            "cards": overview.cards,
            "tactics": overview.tactics,
            "glance": overview.glance,
        }
        return Page(HOME, _TITLE, str(fill_template("home.html", values)), styles=_styles(overview))
    titled = replace(note, title=site_name) if note.title == note.document.name else note
    own = [finding for finding in findings if finding.location.path == note.path]
    return replace(note_page(titled, world, own, overview), title=_TITLE, styles=_styles(overview))


def _styles(overview: Overview) -> tuple[str, ...]:
    return (STYLE,) if overview.glance else ()


def _overview(world: World, findings: Sequence[Diagnostic]) -> Overview:
    tactics = tuple(
        (tactic.name, relative(HOME, world.addresses.tactics[tactic]), len(identifiers))
        for tactic, identifiers in world.knowledge.tactics.items()
    )
    return Overview(tuple(_cards(world, findings)), tactics, glance(world, HOME))


def home_note(world: World) -> Note | None:
    """Return the note that stands at the root of the site, or None."""
    return next(
        (world.knowledge.notes[path] for path, url in world.addresses.notes.items() if url == HOME), None
    )


def _cards(world: World, findings: Sequence[Diagnostic]) -> list[Card]:
    knowledge = world.knowledge
    sub = sum(len(children) for children in knowledge.children.values())
    tests = knowledge.of_kind(Kind.ATOMIC_TEST)
    cases = sum(len(note.subject.cases) for note in tests if isinstance(note.subject, AtomicTests))
    errors = sum(1 for finding in findings if finding.severity is Severity.ERROR)
    techniques = len(knowledge.techniques)
    rules = len(knowledge.of_kind(Kind.DETECTION_RULE))
    pages = len(knowledge.of_kind(Kind.PAGE))
    return [
        Card(techniques, "techniques", relative(HOME, TECHNIQUES), f"{sub:,} of them sub-techniques"),
        Card(rules, "detection rules", relative(HOME, RULES)),
        Card(len(tests), "atomic test notes", relative(HOME, TESTS), f"{cases:,} single tests"),
        Card(pages, "other pages", relative(HOME, PAGES)),
        Card(len(knowledge.tags), "tags", relative(HOME, TAGS)),
        Card(len(findings), "findings", relative(HOME, HEALTH), f"{errors:,} of them errors"),
    ]
