"""The pages stage: everything known in, the whole site out."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from kbgen.diagnostics import Diagnostic
from kbgen.pages.health_page import health_page
from kbgen.pages.home_page import home_page
from kbgen.pages.list_pages import list_pages
from kbgen.pages.mounted_pages import attributions, moved_pages
from kbgen.pages.note_pages import note_page
from kbgen.pages.object_pages import object_navigation, object_pages
from kbgen.pages.page import NavigationItem, Page, Site
from kbgen.pages.tag_pages import tag_pages
from kbgen.pages.technique_pages import technique_pages
from kbgen.render.addresses import HEALTH, HOME, PAGES, RULES, TACTICS, TAGS, TECHNIQUES, TESTS
from kbgen.render.world import World
from kbgen.workers import map_inherited

NAVIGATION = (
    NavigationItem("Home", HOME),
    NavigationItem("Techniques", TECHNIQUES),
    NavigationItem("Tactics", TACTICS),
    NavigationItem("Rules", RULES),
    NavigationItem("Tests", TESTS),
    NavigationItem("Pages", PAGES),
    NavigationItem("Tags", TAGS),
    NavigationItem("Health", HEALTH),
)
"""Sections only: a page that carried an entry for each note would be megabytes large."""


def build_site(
    world: World, findings: Sequence[Diagnostic], folder: Path, site_name: str, jobs: int | None = None
) -> Site:
    """Return the site.

    Args:
        world: everything known.
        findings: all diagnostics, in order.
        folder: the vault, from which attachments are copied.
        site_name: title of the home page where the vault has no note for it.
        jobs: processes to use, one for each core when not given.
    """
    of_note: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for finding in findings:
        of_note[finding.location.path].append(finding)
    pages: list[Page] = [
        home_page(world, findings, site_name),
        health_page(world, findings),
        *technique_pages(world),
        *list_pages(world),
        *object_pages(world),
        *tag_pages(world),
        *moved_pages(world),
    ]
    notes = [note for note in world.knowledge.notes.values() if world.addresses.notes[note.path] != HOME]
    pages += map_inherited(lambda note: note_page(note, world, of_note.get(note.path, ())), notes, jobs)
    return Site(
        pages=tuple(sorted(pages, key=lambda page: page.url)),
        navigation=_navigation(world),
        attributions=attributions(world.mounted),
        watched=world.mounted.watched,
        attachments={url: folder / path for path, url in world.addresses.attachments.items()},
    )


def _navigation(world: World) -> tuple[NavigationItem, ...]:
    """Return the sections, the lists of further ATT&CK objects behind the tests."""
    place = next(number for number, item in enumerate(NAVIGATION) if item.url == PAGES)
    return (*NAVIGATION[:place], *object_navigation(world), *NAVIGATION[place:])
