"""The procedure examples of a technique: what sources say of each use of it, on a page below its own.

In: a technique and everything known. Out: the page, where more uses are described than its own page can hold. That one
keeps the complete lists of names (`relations`); the descriptions and what they cite are most of what readers would load.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain, count

from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.pages.names import identifier_of, linked_name
from kbgen.pages.page import Page, PendingPage, TocEntry
from kbgen.pages.references import references_of
from kbgen.pages.relations import described_uses, use_tables
from kbgen.pages.search_facets import facets_of
from kbgen.render.addresses import free_urls
from kbgen.render.citations import Citations
from kbgen.render.templates import fill_template
from kbgen.render.world import World

MOST_DESCRIBED_USES = 50
"""Described uses by groups, software and campaigns together that a technique's own page shows."""

_DESCRIPTION = "What groups, software and campaigns did with {}, each use with its references."


def procedures_url(note: Note, world: World) -> str | None:
    """Return the URL of the procedure examples of a technique; None where its own page shows them all.

    ``techniques/T1105/procedures/``, with a number behind it where something else is published there.
    """
    own = world.addresses.notes[note.path]
    if note.kind is not Kind.TECHNIQUE or not own or described_uses(note, world) <= MOST_DESCRIBED_USES:
        return None
    is_free = free_urls(world.addresses, (*world.redirects, *world.mounted.redirects))
    names = chain(("procedures",), (f"procedures-{number}" for number in count(2)))
    return next(filter(is_free, (f"{own}{name}/" for name in names)))


def procedure_pages(note: Note, world: World) -> Iterator[PendingPage]:
    """Yield the page with the procedure examples of a note, if it has one."""
    url = procedures_url(note, world)
    if url is not None:
        name = linked_name(note, world, url).text
        make = partial(_procedure_page, note, world, url)
        yield PendingPage(url, f"{name}: procedure examples", make, _DESCRIPTION.format(name))


def _procedure_page(note: Note, world: World, url: str) -> Page:
    citations = Citations()
    tables = use_tables(note, world, url, citations)
    technique = linked_name(note, world, url)
    references = references_of(citations, world)
    values = {
        "identifier": identifier_of(note),
        "title": note.title,
        "technique": technique,
        "facets": facets_of(note, world.knowledge),
        "count": sum(table.count for table in tables),
        "relations": tables,
        "citations": references,
    }
    contents = [TocEntry(table.title, table.anchor) for table in tables]
    contents += [TocEntry("References", "kb.references")] if references else []
    return Page(
        url=url,
        title=f"{technique.text}: procedure examples",
        html=str(fill_template("procedures.html", values)),
        toc=tuple(contents),
        description=_DESCRIPTION.format(technique.text),
    )
