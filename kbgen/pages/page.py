"""The product: finished pages, files and navigation, ready for any site builder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from kbgen.render.late_code import fill_code


@dataclass(frozen=True, slots=True)
class TocEntry:
    """One line of a page's table of contents."""

    title: str
    """Plain text."""
    anchor: str
    """The ``id`` of the heading on the page, without ``#``."""
    children: tuple["TocEntry", ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One finished page of the site."""

    url: str
    """Site-relative URL that ends in ``/``, of a former address also in ``.html``; empty for the home page."""
    title: str
    """Plain text."""
    html: str
    """The content of the page, safe to publish; internal links are relative to ``url``."""
    toc: tuple[TocEntry, ...] = ()
    anchors: frozenset[str] = frozenset()
    """Every ``id`` on the page that a link may name."""
    description: str = ""
    """One plain sentence for the page's metadata; may be empty."""
    source_path: str | None = None
    """Vault-relative path of the note that the page shows; None for a generated page."""
    styles: tuple[str, ...] = ()
    """Names of the assets that this page alone loads as style sheets, such as ``matrix.css``."""
    scripts: tuple[str, ...] = ()
    """Names of the assets that this page alone loads as scripts, after it was read."""
    updated: str = ""
    """ISO date on which the content changed last, as its author or git says; empty where unknown."""
    redirect: str | None = None
    """Site-relative URL to which the page leads at once; None for a page to be read."""
    code: tuple[tuple[str, str], ...] = ()
    """Language and text of each code block of which only a mark stands in the content yet."""

    def draft(self) -> "Page":
        """Return the page itself."""
        return self

    def finished(self) -> "Page":
        """Return the page with the colours of its code."""
        return replace(self, html=fill_code(self.html, self.code), code=()) if self.code else self


@dataclass(frozen=True, slots=True)
class PendingPage:
    """One page of the site whose content is made when it is asked for, since there are thousands of its kind.

    Each asking makes it anew; whoever needs it twice keeps it.
    """

    url: str
    title: str
    make: Callable[[], Page]
    """Returns the page, with the values that stand here; the colours of code may be missing."""
    description: str = ""
    source_path: str | None = None
    updated: str = ""
    redirect: str | None = None

    def draft(self) -> Page:
        """Return the page, of whose code the colours may be missing: all else that it shows is there."""
        return self.make()

    def finished(self) -> Page:
        """Return the finished page."""
        return self.make().finished()

    @property
    def html(self) -> str:
        """Return the content of the page."""
        return self.finished().html


AnyPage: TypeAlias = Page | PendingPage


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the site's navigation: a page, or a titled group of entries."""

    title: str
    url: str | None = None
    """URL of the page; None for a group."""
    children: tuple["NavigationItem", ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that is to be published."""

    pages: tuple[AnyPage, ...]
    """In URL order; URLs are unique."""
    navigation: tuple[NavigationItem, ...]
    attachments: Mapping[str, Path]
    """Site-relative path to the file to copy there: pictures and other files of the vault."""
    data: Mapping[str, bytes] = field(default_factory=dict)
    """Site-relative path to content that kbgen makes: JSON and the like."""
    attributions: tuple[str, ...] = ()
    """What licences of mounted sources ask a site to say on its pages, as HTML."""
    edition: str = ""
    """The releases of ATT&CK that the site shows, for people; empty where none is mounted."""
    watched: tuple[Path, ...] = ()
    """Files and folders beside the vault whose change changes the site."""
