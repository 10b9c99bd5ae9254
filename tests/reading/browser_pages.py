"""How tests ask for pages of a published site in a browser."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Page


class OpenPage(Protocol):
    """Opens a page of the demo site in a new context of the browser."""

    def __call__(
        self, path: str, width: int = 1280, scheme: str = "light", *, javascript: bool = True
    ) -> "Page":
        """Return the page at a path relative to the site.

        Args:
            path: such as ``matrix/?platform=Linux``.
            width: of the window, in pixels.
            scheme: the colours that the reader prefers, ``light`` or ``dark``.
            javascript: whether scripts run.
        """
        ...


class WatchPage(Protocol):
    """Watches a page: no error or warning on the console, no request to another host."""

    def __call__(self, page: "Page", site: str) -> None:
        """Begin to watch.

        Args:
            page: before it is sent anywhere.
            site: the address at which all that it asks for must begin.
        """
        ...


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the library
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went to another page before this one was all there."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine while the context lasts, and yield its address with a slash at its end."""
    with _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
