"""The server of a preview: MkDocs' own, which takes pages from memory and lets nobody wait for a build.

An edit of prose is shown at once; then everything is built, and browsers load again where something else came out.
Changes within a moment lead to one build, and those that come in during a build to the next one.
"""

import logging
import posixpath
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

from mkdocs.livereload import LiveReloadServer, _timestamp
from watchdog.events import FileSystemEvent, FileSystemEventHandler

from kbgen.memory import collect, no_collections
from kbgen.mkdocs_plugin.preview.preview import Preview

_LOG = logging.getLogger("mkdocs.plugins.kbgen")
_PAGE = ".html"
_REST = 15.0
"""Seconds without a change after which memory is looked after."""


class PreviewServer(LiveReloadServer):
    """Serves a preview.

    Args:
        plain: the server that MkDocs would use, not yet started; it is closed.
        builder: builds the site.
        preview: knows the pages.
    """

    def __init__(self, plain: LiveReloadServer, builder: Callable[[], None], preview: Preview) -> None:
        host, port = plain.server_address[:2]
        super().__init__(builder, str(host), int(port), plain.root, plain.mount_path)
        self.error_handler = plain.error_handler
        self._preview = preview
        self._changed: SimpleQueue[Path] = SimpleQueue()
        for path in tuple(plain._watched_paths):  # noqa: SLF001 - there is no other way to learn of them
            self.watch(path)
        plain.server_close()

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:
        """Build again when something changes at a path; what it is, is noted."""
        super().watch(path, func, recursive=recursive)
        self.observer.schedule(_Noted(self._changed), path, recursive=recursive)

    def _build_loop(self) -> None:
        while self._wait_for_changes():
            changed, root = self._take_changes(), Path(self.root)
            try:
                if self._preview.show_edit(changed) and self._preview.has_news(root):
                    self._reload_browsers()
                with no_collections():
                    self.builder()
                    if self._preview.has_news(root):
                        self._reload_browsers()
                    self._preview.tidy()
            except SystemExit:
                # MkDocs said already what is wrong.
                _LOG.error("the preview stays as it was")
            except Exception as error:  # noqa: BLE001 - a preview outlives whatever a build raises
                _LOG.error("the preview stays as it was: %s", error)
                _LOG.debug("what was raised", exc_info=error)

    def _wait_for_changes(self) -> bool:
        """Wait until something changed and nothing more does; False when the preview ends."""
        with self._rebuild_cond:
            idle = 0.0
            while not (self._want_rebuild or self._shutdown):
                # Not for ever: some systems deliver an interruption only in between.
                self._rebuild_cond.wait(self.shutdown_delay)
                if idle <= _REST < idle + self.shutdown_delay:
                    collect()
                idle += self.shutdown_delay
            while not self._shutdown and self._rebuild_cond.wait(self.build_delay):
                pass
            self._want_rebuild = False
            return not self._shutdown

    def _take_changes(self) -> list[Path]:
        """Return the files that changed and are there, each once."""
        changed: set[Path] = set()
        with suppress(Empty):
            while True:
                changed.add(self._changed.get_nowait())
        return sorted(path for path in changed if path.is_file())

    def _reload_browsers(self) -> None:
        with self._epoch_cond:
            self._wanted_epoch = self._visible_epoch = max(_timestamp(), self._visible_epoch + 1)
            self._epoch_cond.notify_all()

    def _serve_request(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes] | None:
        path = self._site_path(environ)
        if path is None:
            return super()._serve_request(environ, start_response)
        # What changes from here on is news to this browser.
        epoch = self._visible_epoch
        self._preview.remember(path, Path(self.root))
        content = self._preview.content(path)
        if content is None:
            if self._preview.content(posixpath.join(path, "index.html")) is None:
                return super()._serve_request(environ, start_response)
            start_response("302 Found", [("Location", quote(f"{self.mount_path}{path}/"))])
            return []
        if path.endswith(_PAGE) and self._watched_paths:
            content = self._inject_js_into_html(content, epoch)  # type: ignore[no-untyped-call]
        kind = self._guess_type(path)  # type: ignore[no-untyped-call]
        headers = [("Content-Type", kind), ("Content-Length", str(len(content)))]
        start_response("200 OK", headers)
        return [content]

    def _site_path(self, environ: WSGIEnvironment) -> str | None:
        """Return the site-relative path of the file that is asked for; None where none of the site is."""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        if path.startswith("/livereload/") or not path.startswith(self.mount_path):
            return None
        inside = path.removeprefix(self.mount_path)
        if path.endswith("/"):
            inside += "index.html"
        return posixpath.normpath(f"/{inside}").lstrip("/")


class _Noted(FileSystemEventHandler):
    """Notes the paths of what changes."""

    def __init__(self, changed: SimpleQueue[Path]) -> None:
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note the paths of an event."""
        if not event.is_directory:
            for path in (event.src_path, event.dest_path):
                if path:
                    self._changed.put(Path(str(path)))
