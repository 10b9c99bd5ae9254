"""A page that MkDocs finds finished: nothing is left to read, to parse or to convert."""

from datetime import date
from urllib.parse import quote, urljoin

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from kbgen.pages.page import AnyPage, Page, TocEntry
from kbgen.render.addresses import relative
from kbgen.resources import asset

UNDATED = "1980-01-01"
"""The date of pages without one: MkDocs needs some date, and today's would change the site every day."""

_IN_URL = "%/:?#[]@!$&()*+,;=~"
_IN_FRAGMENT = "/?:@!$&()*+,;=~"
_YEARS = range(1980, 2100)
"""What the time stamp of a gzip file can hold, with a margin."""


class PreparedPage(MkDocsPage):
    """MkDocs' view of one finished page.

    The theme's templates print titles and descriptions as they are, so all of them are escaped here.
    """

    def __init__(self, page: AnyPage, file: File, config: MkDocsConfig) -> None:
        super().__init__(escape(page.title), file, config)
        self.prepared = page
        """The page as the core made it."""
        self.updated = _iso_date(page.updated)
        """ISO date of the last change, empty where unknown."""
        self.update_date = self.updated or UNDATED
        self.styles: tuple[str, ...] = ()
        """Site-relative paths of the style sheets of this page alone."""
        self.scripts: tuple[str, ...] = ()
        """Site-relative paths of the scripts of this page alone."""
        self._draft: Page | None = None
        self._finished: Page | None = None
        self.nav_place = ""
        """Which entries of the navigation are active on this page; pages that share it share the markup."""
        self.leads_section = False
        """Whether the navigation shows this page as the head of its section."""
        self.redirect = ""
        """Reference to the page to which this one leads at once; empty for a page to be read."""
        if page.redirect is not None:
            self.redirect = relative(page.url, page.redirect)
            if config.site_url:
                # Search engines are to know the page under its present address only.
                self.canonical_url = urljoin(f"{config.site_url.rstrip('/')}/", relative("", page.redirect))
        if self.edit_url:
            self.edit_url = quote(self.edit_url, safe=_IN_URL)
        self.meta = {"title": escape(page.title), "hide": []}
        if page.description:
            self.meta["description"] = escape(page.description)

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - MkDocs' signature
        """Read nothing: the source was read long before."""
        self.markdown = ""

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - MkDocs' signature
        """Take the finished content, its table of contents and its anchors."""
        page = self.finished()
        self.content = page.html
        self.toc = TableOfContents([_anchor_link(entry, 2) for entry in page.toc])
        self.present_anchor_ids = set(page.anchors)
        self.styles = tuple(asset(name).path for name in page.styles)
        self.scripts = tuple(asset(name).path for name in page.scripts)
        if not page.toc and "toc" not in self.meta["hide"]:
            self.meta["hide"].append("toc")

    def finished(self) -> Page:
        """Return the finished page, which is kept until `release`."""
        if self._finished is None:
            self._finished = self.draft().finished()
        return self._finished

    def draft(self) -> Page:
        """Return the page, maybe without the colours of code; it is kept until `release`."""
        if self._draft is None:
            self._draft = self.prepared.draft()
        return self._draft

    def release(self) -> None:
        """Let go of the content, once it is written."""
        self._draft = self._finished = self.content = None
        self.toc = TableOfContents([])

    def part(self) -> None:
        """Let go of the content and of all that leads back to this page, which nobody asks for anything any more."""
        self.release()
        self.file.page = self.parent = None
        del self.prepared

    @property
    def is_homepage(self) -> bool:
        """Whether this is the page at the root of the site."""
        return not self.prepared.url

    @property
    def is_index(self) -> bool:
        """Whether the theme is to treat the page as the index of a section."""
        return self.leads_section or self.is_homepage

    @property
    def trail(self) -> list[tuple[str, str | None]]:
        """Titles and URLs of the pages and sections above this one, the outermost first.

        A section that a page leads is named once, by that page.
        """
        above = [item for item in self.ancestors if item is not self]
        return [
            (str(item.title), item.url if isinstance(item, MkDocsPage) else None)
            for item in reversed(above)
            if not (isinstance(item, Section) and _is_led(item))
        ]


def _is_led(section: Section) -> bool:
    first = section.children[0] if section.children else None
    return isinstance(first, PreparedPage) and first.leads_section


def _anchor_link(entry: TocEntry, level: int) -> AnchorLink:
    link = AnchorLink(escape(entry.title), escape(quote(entry.anchor, safe=_IN_FRAGMENT)), level)
    link.children = [_anchor_link(child, level + 1) for child in entry.children]
    return link


def _iso_date(text: str) -> str:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return ""
    return day.isoformat() if day.year in _YEARS else ""
