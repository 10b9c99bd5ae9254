"""One state of a previewed site: its files are made when a browser asks for them, in memory.

In: what MkDocs knows at the end of a build that wrote no page. Out: the content of a file by its path. So a preview of
thousands of notes costs what is looked at, not what there is.
"""

from threading import Lock

from mkdocs.commands.build import get_context

from kbgen.mkdocs_plugin.files import MadeFile, PageFile
from kbgen.mkdocs_plugin.frame import Frame
from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.pages.page import AnyPage

_KEPT = 100
"""Files whose content is kept, so that who compares a page and who shows it make it once."""


class Edition:
    """The files of one state of the site.

    Args:
        frame: all files, and what is around the pages.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._documents = frame.files.documentation_pages()
        pages = (file.page for file in self._documents)
        self._pages = {page.file.dest_uri: page for page in pages if isinstance(page, PreparedPage)}
        self._data = {file.dest_uri: file for file in frame.files if isinstance(file, MadeFile)}
        self._made: dict[str, bytes] = {}
        self._lock = Lock()

    def content(self, path: str) -> bytes | None:
        """Return the content of the file at a site-relative path; None where this edition makes none there."""
        if path not in self._pages and path not in self._data:
            return None
        with self._lock:
            if path not in self._made:
                if len(self._made) >= _KEPT:
                    self._made.clear()
                self._made[path] = self._make(path)
            return self._made[path]

    def correct(self, page: AnyPage) -> None:
        """Show a page in the place of the one with its address from now on."""
        with self._lock:
            for path, prepared in self._pages.items():
                if prepared.prepared.url == page.url:
                    prepared.prepared = page
                    self._made.pop(path, None)

    def close(self) -> None:
        """Let go of all pages: they and their files name each other, so that Python would have to look for them."""
        with self._lock:
            for file in self._frame.files:
                if isinstance(file, PageFile | MadeFile):
                    file.part()
            self._pages, self._data, self._made = {}, {}, {}

    def _make(self, path: str) -> bytes:
        if path not in self._pages:
            return self._data[path].make()
        page, frame = self._pages[path], self._frame
        page.render(frame.config, frame.files)
        # The theme marks the page in the navigation.
        page.active = True
        try:
            context = get_context(frame.navigation, self._documents, frame.config, page)
            text = frame.environment.get_template("main.html").render(context)
        finally:
            page.active = False
            page.release()
        return text.encode("utf-8", "xmlcharrefreplace")
