"""Who is told what a build does: the log of MkDocs, unless `build_site` listens itself."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from kbgen.diagnostics import Diagnostic
from kbgen.mkdocs_plugin.report import counts, log_diagnostics

_LOG = logging.getLogger("mkdocs.plugins.kbgen")


class BuildListener(Protocol):
    """Follows one build."""

    def began(self) -> None:
        """Learn that a build begins."""

    def downloading(self, name: str, received: int, total: int | None) -> None:
        """Learn how many bytes of a source came so far, and how many there are where that is known."""

    def started(self, pages: int) -> None:
        """Learn that all pages are made and how many will be written."""

    def pages_written(self, count: int) -> None:
        """Learn that so many more pages stand on the disk."""

    def finished(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Learn that the site is complete and what was found on the way."""


class LogListener:
    """Reports to MkDocs' log, for plain ``mkdocs build`` and ``mkdocs serve``."""

    def __init__(self) -> None:
        self._downloads: set[str] = set()

    def began(self) -> None:
        """Say nothing: MkDocs says so."""

    def downloading(self, name: str, received: int, total: int | None) -> None:  # noqa: ARG002
        """Log once that a source is downloaded."""
        if name not in self._downloads:
            self._downloads.add(name)
            _LOG.info("Downloading %s%s", name, f" ({total / 1e6:,.1f} MB)" if total else "")

    def started(self, pages: int) -> None:
        """Say nothing: MkDocs shows no progress either."""

    def pages_written(self, count: int) -> None:
        """Say nothing."""

    def finished(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Log what was found."""
        log_diagnostics(diagnostics)


class PreviewListener(LogListener):
    """Says one line a build, behind what is newly wrong.

    Args:
        say: gets the line.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__()
        self._say = say
        self._began = time.monotonic()
        self._pages = 0
        self._known: frozenset[Diagnostic] = frozenset()

    def began(self) -> None:
        """Note the time."""
        self._began = time.monotonic()

    def started(self, pages: int) -> None:
        """Note the number of pages."""
        self._pages = pages

    def finished(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Log the errors and warnings that the last build did not have, and say how long it took and what there is."""
        log_diagnostics((item for item in diagnostics if item not in self._known), count=False)
        self._known = frozenset(diagnostics)
        seconds = time.monotonic() - self._began
        self._say(f"{self._pages:,} pages in {seconds:.2f} s, {counts(diagnostics)}")
