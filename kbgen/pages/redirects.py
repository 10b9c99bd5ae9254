"""A page for each former address of a note: it leads there at once, and has a link for whoever is not led."""

from kbgen.pages.note_pages import page_name
from kbgen.pages.page import Page
from kbgen.render.addresses import relative
from kbgen.render.facts import Value
from kbgen.render.templates import fill_template
from kbgen.render.world import World


def redirect_pages(world: World) -> list[Page]:
    """Return the pages, by URL."""
    return [_page(url, path, world) for url, path in world.redirects.items()]


def _page(url: str, path: str, world: World) -> Page:
    target = world.addresses.notes[path]
    name = page_name(world.knowledge.notes[path])
    html = fill_template("redirect.html", {"target": Value(name, relative(url, target))})
    return Page(url, name, str(html), redirect=target)
