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

from kbgen.mkdocs_plugin.files import PageFile
from kbgen.mkdocs_plugin.listener import BuildListener
from kbgen.mkdocs_plugin.other_plugins import others_follow
from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.workers import map_inherited

_PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")


@dataclass(frozen=True, slots=True)
class PageWriter:
    """What MkDocs needs to write a page."""

    config: MkDocsConfig
    files: Files
    navigation: Navigation
    environment: Environment


def await_pages(config: MkDocsConfig, pages: Sequence[PreparedPage], *, awaited: bool) -> None:
    """Say whether pages are going to be written ahead, so that MkDocs does not ask each for its content before.

    Nothing is said where another plugin or hook follows pages: then MkDocs does it all.
    """
    if not others_follow(config, _PAGE_EVENTS):
        for page in pages:
            if isinstance(page.file, PageFile):
                page.file.is_awaited = awaited


def write_pages(
    writer: PageWriter, pages: Sequence[PreparedPage], jobs: int | None, listener: BuildListener
) -> None:
    """Write the pages that are awaited, each made and let go by itself; the listener learns of each."""
    documents = writer.files.documentation_pages()

    def write(page: PreparedPage) -> None:
        page.render(writer.config, writer.files)
        _build_page(page, writer.config, documents, writer.navigation, writer.environment)
        page.release()

    awaited = [page for page in pages if isinstance(page.file, PageFile) and page.file.is_awaited]
    map_inherited(write, awaited, jobs, listener.pages_written)
