"""The pages stage: everything known in, the whole site out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from kbgen.diagnostics import Diagnostic
from kbgen.notes.note import Note
from kbgen.pages.coverage_page import coverage_page
from kbgen.pages.coverage_summary import has_coverage
from kbgen.pages.data_files import data_files
from kbgen.pages.gaps_page import gaps_page
from kbgen.pages.graph_page import WholeGraph, has_graph
from kbgen.pages.health_page import health_page
from kbgen.pages.home_page import home_page
from kbgen.pages.list_pages import list_pages
from kbgen.pages.llms_file import LLMS, llms_file
from kbgen.pages.matrix_page import matrix_page
from kbgen.pages.mounted_pages import attributions, edition, moved_pages
from kbgen.pages.note_pages import pending_note_page
from kbgen.pages.object_pages import object_navigation, object_pages
from kbgen.pages.on_demand import FilesOnDemand
from kbgen.pages.page import NavigationItem, PendingPage, Site
from kbgen.pages.procedures import procedure_pages
from kbgen.pages.publication import Publication
from kbgen.pages.redirects import redirect_pages
from kbgen.pages.search_names import name_files
from kbgen.pages.search_page import search_page
from kbgen.pages.tag_pages import tag_pages
from kbgen.pages.technique_pages import technique_pages
from kbgen.render.addresses import (
    COVERAGE,
    GRAPH,
    HEALTH,
    HOME,
    MATRIX,
    PAGES,
    RULES,
    TACTICS,
    TAGS,
    TECHNIQUES,
    TESTS,
)
from kbgen.render.world import World

NAVIGATION = (
    NavigationItem("Home", HOME),
    NavigationItem("Matrix", MATRIX),
    NavigationItem("Techniques", TECHNIQUES),
    NavigationItem("Coverage", COVERAGE),
    NavigationItem("Tactics", TACTICS),
    NavigationItem("Rules", RULES),
    NavigationItem("Tests", TESTS),
    NavigationItem("Graph", GRAPH),
    NavigationItem("Pages", PAGES),
    NavigationItem("Tags", TAGS),
    NavigationItem("Health", HEALTH),
)
"""Sections only: a page that carried an entry for each note would be megabytes large."""


def build_site(
    world: World,
    findings: Sequence[Diagnostic],
    folder: Path,
    publication: Publication,
) -> Site:
    """Return the site.

    Args:
        world: everything known.
        findings: all diagnostics, in order.
        folder: the vault, from which attachments are copied.
        publication: name and addresses of the site.
    """
    of_note: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for finding in findings:
        of_note[finding.location.path].append(finding)
    pages: list[PendingPage] = [
        home_page(world, findings, publication.name),
        health_page(world, findings),
        *technique_pages(world),
        *(
            [matrix_page(world), coverage_page(world, publication), gaps_page(world)]
            if has_coverage(world)
            else []
        ),
        *list_pages(world),
        *object_pages(world),
        *tag_pages(world),
        *moved_pages(world),
        *redirect_pages(world),
        *([search_page(world)] if publication.search else []),
    ]
    notes = [note for note in world.knowledge.notes.values() if world.addresses.notes[note.path] != HOME]
    for note in notes:
        pages += _pages_of(note, world, of_note.get(note.path, ()))
    data = data_files(world, publication)
    if has_graph(world):
        graph = WholeGraph(world)
        pages.append(graph.page)
        data |= graph.files
    if publication.search:
        data |= name_files(world)
    navigation = _navigation(world)
    llms = partial(llms_file, world, publication, navigation, tuple(data))
    return Site(
        pages=tuple(sorted(pages, key=lambda page: page.url)),
        navigation=navigation,
        edition=edition(world.mounted),
        attributions=attributions(world.mounted),
        watched=world.mounted.watched,
        attachments={url: folder / path for path, url in world.addresses.attachments.items()},
        data=data | FilesOnDemand({LLMS: llms}),
    )


def _pages_of(note: Note, world: World, findings: Sequence[Diagnostic]) -> Iterator[PendingPage]:
    """Yield the page of a note, and the one with its procedure examples if it has one."""
    yield pending_note_page(note, world, findings)
    yield from procedure_pages(note, world)


def _navigation(world: World) -> tuple[NavigationItem, ...]:
    """Return the sections, the lists of further ATT&CK objects behind the tests."""
    place = next(number for number, item in enumerate(NAVIGATION) if item.url == GRAPH)
    items = (*NAVIGATION[:place], *object_navigation(world), *NAVIGATION[place:])
    absent = {*(() if has_coverage(world) else (COVERAGE, MATRIX)), *(() if has_graph(world) else (GRAPH,))}
    return tuple(item for item in items if item.url not in absent)
