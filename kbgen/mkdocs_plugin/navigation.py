"""The navigation: a small tree, and the place of every other page below it.

In: `NavigationItem`s of the core, or the ``nav`` of the user's ``mkdocs.yml``. Out: MkDocs' `Navigation`. Pages that are
not in it get the nearest page above them by URL as their parent, so that tabs and breadcrumbs know where
they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import escape
from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Link, Navigation, Section

from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.pages.page import NavigationItem


def build_navigation(items: Iterable[NavigationItem], pages: Sequence[PreparedPage]) -> Navigation:
    """Return the navigation of the items and give every page its place."""
    by_url = {page.prepared.url: page for page in pages}
    tree = [_structure(item, by_url) for item in items]
    for item in tree:
        _adopt(item)
    _adopt_by_url(pages, by_url)
    shown = [page for page in _walk(tree) if isinstance(page, PreparedPage)]
    _note_places(pages, {page.prepared.url for page in shown})
    return Navigation(tree, list(shown))


def read_nav(nav: Iterable[Any], pages: Iterable[PreparedPage]) -> tuple[NavigationItem, ...]:
    """Return the ``nav`` of ``mkdocs.yml`` as items.

    An entry may name a page by the path of its note in the vault or by its URL; anything else stays a link.
    """
    known = [page.prepared for page in pages]
    urls = {page.url.strip("/"): page for page in known}
    urls.update({page.source_path: page for page in known if page.source_path is not None})
    return tuple(item for entry in nav for item in _read_entry(entry, urls))


def hide_empty_sidebars(pages: Iterable[PreparedPage], features: Iterable[str]) -> None:
    """Give pages whose sidebar would be empty the whole width: with tabs, those outside of any section."""
    if "navigation.tabs" not in features:
        return
    for page in pages:
        if not any(isinstance(item, Section) for item in page.ancestors):
            page.meta["hide"].append("navigation")


def _read_entry(entry: Any, urls: Mapping[str, Any]) -> Iterator[NavigationItem]:  # noqa: ANN401 - YAML
    if isinstance(entry, str):
        page = urls.get(entry.strip("/"))
        yield NavigationItem(page.title, page.url) if page else NavigationItem(entry, entry)
        return
    for title, value in entry.items():
        if isinstance(value, str):
            page = urls.get(value.strip("/"))
            yield NavigationItem(str(title), page.url if page else value)
        else:
            children = tuple(item for child in value or () for item in _read_entry(child, urls))
            yield NavigationItem(str(title), children=children)


def _structure(item: NavigationItem, by_url: Mapping[str, PreparedPage]) -> StructureItem:
    page = None if item.url is None else by_url.get(item.url)
    title = escape(item.title)
    if page is not None:
        page.title = title
    children = [_structure(child, by_url) for child in item.children]
    if children or item.url is None:
        if page is not None:
            page.leads_section = True
            children.insert(0, page)
        return Section(title, children)
    return page if page is not None else Link(title, quote(item.url, safe="%/:?#[]@!$&()*+,;=~"))


def _adopt(item: StructureItem) -> None:
    if isinstance(item, Section):
        for child in item.children:
            child.parent = item
            _adopt(child)


def _adopt_by_url(pages: Iterable[PreparedPage], by_url: Mapping[str, PreparedPage]) -> None:
    for page in pages:
        above = page.prepared.url.rstrip("/")
        while page.parent is None and "/" in above:
            above = above.rpartition("/")[0]
            # MkDocs only asks the parent for its title and its parent, and tells it that it is active.
            page.parent = by_url.get(f"{above}/")  # type: ignore[assignment]


def _note_places(pages: Iterable[PreparedPage], shown: set[str]) -> None:
    for page in pages:
        above = (item.prepared.url for item in page.ancestors if isinstance(item, PreparedPage))
        is_shown = page.prepared.url in shown
        page.nav_place = (
            f"={page.prepared.url}" if is_shown else next((url for url in above if url in shown), "")
        )


def _walk(items: Iterable[StructureItem]) -> Iterator[StructureItem]:
    for item in items:
        yield item
        if isinstance(item, Section):
            yield from _walk(item.children)
