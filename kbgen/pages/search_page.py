"""The search page: the same search as in the header, at an address that can be handed on."""

from collections.abc import Iterator
from functools import partial

from kbgen.notes.kind import Kind
from kbgen.pages.object_pages import object_navigation
from kbgen.pages.page import Page, PendingPage
from kbgen.render.addresses import PAGES, RULES, SEARCH, TACTICS, TAGS, TECHNIQUES, TESTS, relative
from kbgen.render.facts import Value
from kbgen.render.templates import fill_template
from kbgen.render.world import World

_TITLE = "Search"
STYLE = "search.css"
SCRIPT = "search.js"
_LISTS = (
    (Kind.TECHNIQUE, TECHNIQUES),
    (Kind.TACTIC, TACTICS),
    (Kind.DETECTION_RULE, RULES),
    (Kind.ATOMIC_TEST, TESTS),
)


def search_page(world: World) -> PendingPage:
    """Return ``/search/``; without its script it leads to the lists of all kinds."""
    return PendingPage(SEARCH, _TITLE, partial(_search_page, world))


def _search_page(world: World) -> Page:
    html = fill_template("search.html", {"lists": list(_lists(world))})
    return Page(SEARCH, _TITLE, str(html), styles=(STYLE,), scripts=(SCRIPT,))


def _lists(world: World) -> Iterator[Value]:
    for kind, url in _LISTS:
        yield Value(kind.plural.capitalize(), relative(SEARCH, url))
    for group in object_navigation(world):
        for item in group.children:
            yield Value(item.title, relative(SEARCH, item.url or ""))
    yield Value("Pages", relative(SEARCH, PAGES))
    yield Value("Tags", relative(SEARCH, TAGS))
