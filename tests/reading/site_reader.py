"""Reads a built site as a browser would: pages, their links, their ids, what they load."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

ORIGIN = "http://site.invalid/"


@dataclass
class ReadPage:
    """What one HTML file holds."""

    url: str
    """Absolute URL of the page."""
    links: list[str] = field(default_factory=list)
    """``href`` of every ``<a>``, as written."""
    loads: list[str] = field(default_factory=list)
    """Everything that a browser fetches by itself: ``src``, ``srcset``, ``<link href>``, as written."""
    ids: set[str] = field(default_factory=set)
    inline_styles: list[str] = field(default_factory=list)
    """Texts of ``<style>`` elements and ``style`` attributes."""


class _Reader(HTMLParser):
    def __init__(self, page: ReadPage) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.page.ids.add(values["id"])
        if tag == "a" and "href" in values:
            self.page.links.append(values["href"])
        elif tag == "link" and "href" in values and values.get("rel") not in {"canonical", "next", "prev"}:
            self.page.loads.append(values["href"])
        for name in ("src", "srcset", "data", "poster"):
            if name in values:
                self.page.loads.append(values[name])
        if "style" in values:
            self.page.inline_styles.append(values["style"])
        self._style = tag == "style"

    def handle_data(self, data: str) -> None:
        if self._style:
            self.page.inline_styles.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._style = False


def read_site(folder: Path) -> dict[str, ReadPage]:
    """Return all pages of a site by their absolute URL, percent-decoded."""
    pages: dict[str, ReadPage] = {}
    for file in sorted(folder.rglob("*.html")):
        path = file.relative_to(folder).as_posix()
        url = ORIGIN + path.removesuffix("index.html")
        page = ReadPage(url)
        _Reader(page).feed(file.read_text(encoding="utf-8"))
        pages[url] = page
    return pages


def broken_links(pages: dict[str, ReadPage], folder: Path) -> Iterator[str]:
    """Yield every internal link or anchor that leads nowhere, as ``page -> reference``."""
    for page in pages.values():
        base = ORIGIN if page.url.endswith("/404.html") else page.url
        for reference in (*page.links, *page.loads):
            target = urlsplit(urljoin(base, reference))
            if target.scheme not in {"http", "https"} or target.netloc != urlsplit(ORIGIN).netloc:
                continue
            path = unquote(target.path)
            found = pages.get(f"{ORIGIN.rstrip('/')}{path}")
            if found is None:
                if not (folder / path.lstrip("/")).is_file():
                    yield f"{page.url} -> {reference}"
            elif target.fragment and unquote(target.fragment) not in found.ids:
                yield f"{page.url} -> {reference} (no such anchor)"


def foreign_loads(page: ReadPage) -> Iterator[str]:
    """Yield everything that a page makes the browser fetch from another host."""
    for reference in page.loads:
        target = urlsplit(urljoin(page.url, reference))
        if target.scheme != "data" and target.netloc != urlsplit(ORIGIN).netloc:
            yield reference
    for style in page.inline_styles:
        if "://" in style or "@import" in style:
            yield style
