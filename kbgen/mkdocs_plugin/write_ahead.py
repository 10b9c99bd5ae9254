"""Writes the pages of a full build on all cores, before MkDocs' own loop, which finds them written.

MkDocs fills in its template page by page in one process. Here forked processes run the very same function, each over
a part of the pages. Other plugins and hooks may keep state between pages, so where any of them follows pages, MkDocs
does all of it alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment
from mkdocs.commands.build import _build_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from kbgen.mkdocs_plugin.listener import BuildListener
from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.workers import map_inherited

_PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
_OWN = "kbgen."


@dataclass(frozen=True, slots=True)
class PageWriter:
    """What MkDocs needs to write a page."""

    config: MkDocsConfig
    files: Files
    navigation: Navigation
    environment: Environment

    def is_alone(self) -> bool:
        """Tell whether no other plugin or hook follows pages."""
        methods = (method for event in _PAGE_EVENTS for method in self.config.plugins.events.get(event, ()))
        return all((getattr(method, "__module__", "") or "").startswith(_OWN) for method in methods)


def write_pages(
    writer: PageWriter, pages: Sequence[PreparedPage], jobs: int | None, listener: BuildListener
) -> None:
    """Write pages, unless somebody else follows them; the listener learns of each."""
    if not writer.is_alone():
        return
    documents = writer.files.documentation_pages()

    def write(page: PreparedPage) -> None:
        _build_page(page, writer.config, documents, writer.navigation, writer.environment)

    map_inherited(write, pages, jobs, listener.pages_written)
