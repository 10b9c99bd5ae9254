"""Writes the pages and data files of a full build on all cores, before MkDocs' own loop, which finds them written.

MkDocs fills in its template page by page in one process. Here forked processes run the very same function, each over
a part of the pages. Other plugins and hooks may keep state between pages, so where any of them follows pages, MkDocs
does all of it alone.

Where other machines work for the build, they make the contents of pages, and the processes here fill in the template
and write, as contents come in.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import _build_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from kbgen.executors import Backend, Shipment, chunks_elsewhere
from kbgen.mkdocs_plugin.files import MadeFile, PageFile
from kbgen.mkdocs_plugin.frame import Frame
from kbgen.mkdocs_plugin.last_pages import LastPages, digest_of_frame, digest_of_page
from kbgen.mkdocs_plugin.listener import BuildListener
from kbgen.mkdocs_plugin.other_plugins import PAGE_EVENTS, others_follow
from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.pages.page import AnyPage, Page
from kbgen.workers import feed_inherited, map_inherited


def await_files(config: MkDocsConfig, files: Files) -> None:
    """Say that pages and data files are going to be written ahead, so that MkDocs asks none for its content before.

    Nothing is said where another plugin or hook follows pages: then MkDocs does it all.
    """
    if not others_follow(config, PAGE_EVENTS):
        for file in files:
            if isinstance(file, PageFile | MadeFile):
                file.is_awaited = True


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of pages by their place, to be made wherever this value is sent to."""

    pages: tuple[AnyPage, ...]

    def __call__(self, place: int) -> Page:
        """Return the finished page at a place."""
        return self.pages[place].finished()


def write_pages(
    frame: Frame,
    pages: Sequence[PreparedPage],
    jobs: int | None,
    listener: BuildListener,
    backend: Backend | None = None,
    last: LastPages | None = None,
) -> dict[str, str]:
    """Write the pages and files that are awaited, each made and let go by itself; the listener learns of each.

    Return a digest of what each page shows by the path of its file, as far as the pages were made here.

    Args:
        frame: what is around the pages.
        pages: all pages.
        jobs: processes of this machine, one for each core when not given.
        listener: told how many were written.
        backend: who makes the contents of pages; these processes when not given.
        last: pages of the last build, of which those that show the same are taken over.

    Raises:
        WorkersError: there are no workers, they were lost, or they have another kbgen.
    """
    documents = frame.files.documentation_pages()
    around = digest_of_frame(frame)

    def write(page: PreparedPage) -> None:
        page.render(frame.config, frame.files)
        _build_page(page, frame.config, documents, frame.navigation, frame.environment)
        page.release()

    def write_chunk(chunk: tuple[int, Shipment]) -> int:
        start, contents = chunk
        for place, content in enumerate(contents.value, start):
            page = awaited[place]
            pending, page.prepared = page.prepared, content
            write(page)
            page.prepared = pending
        return len(contents.value)

    def write_file(file: PreparedPage | MadeFile) -> str:
        if isinstance(file, MadeFile):
            file.write()
            return ""
        digest = digest_of_page(around, file)
        if last is None or not last.take_over(file.file.dest_uri, digest, Path(file.file.abs_dest_path)):
            write(file)
        file.release()
        return digest

    awaited = [page for page in pages if isinstance(page.file, PageFile) and page.file.is_awaited]
    made = [file for file in frame.files if isinstance(file, MadeFile) and file.is_awaited]
    if backend is None:
        # The files come first, since a few of them are large.
        files: list[PreparedPage | MadeFile] = [*made, *awaited]
        digests = map_inherited(write_file, files, jobs, listener.pages_written)[len(made) :]
        return {page.file.dest_uri: digest for page, digest in zip(awaited, digests, strict=True)}
    for file in made:
        file.write()
    contents = Contents(tuple(page.prepared for page in awaited))
    with closing(chunks_elsewhere(contents, range(len(awaited)), backend)) as chunks:
        feed_inherited(write_chunk, chunks, jobs, listener.pages_written)
    return {}
