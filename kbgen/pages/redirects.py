"""A page for each former address of a note: it leads there at once, and has a link for whoever is not led."""

from functools import partial

from kbgen.pages.note_pages import page_name
from kbgen.pages.page import Page, PendingPage
from kbgen.render.addresses import relative
from kbgen.render.facts import Value
from kbgen.render.templates import fill_template
from kbgen.render.world import World


def redirect_pages(world: World) -> list[PendingPage]:
    """Return the pages, by URL."""
    return [_pending(url, path, world) for url, path in world.redirects.items()]


def _pending(url: str, path: str, world: World) -> PendingPage:
    name = page_name(world.knowledge.notes[path])
    make = partial(_page, url, path, world)
    return PendingPage(url, name, make, redirect=world.addresses.notes[path])


def _page(url: str, path: str, world: World) -> Page:
    target = world.addresses.notes[path]
    name = page_name(world.knowledge.notes[path])
    html = fill_template("redirect.html", {"target": Value(name, relative(url, target))})
    return Page(url, name, str(html), redirect=target)
