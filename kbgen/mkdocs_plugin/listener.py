"""Who is told what a build does: the log of MkDocs, unless `build_site` listens itself."""

from collections.abc import Sequence
from typing import Protocol

from kbgen.diagnostics import Diagnostic
from kbgen.mkdocs_plugin.report import log_diagnostics


class BuildListener(Protocol):
    """Follows one build."""

    def started(self, pages: int) -> None:
        """Learn that all pages are made and how many will be written."""

    def pages_written(self, count: int) -> None:
        """Learn that so many more pages stand on the disk."""

    def finished(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Learn that the site is complete and what was found on the way."""


class LogListener:
    """Reports the findings to MkDocs' log, for plain ``mkdocs build`` and ``mkdocs serve``."""

    def started(self, pages: int) -> None:
        """Say nothing: MkDocs shows no progress either."""

    def pages_written(self, count: int) -> None:
        """Say nothing."""

    def finished(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Log what was found."""
        log_diagnostics(diagnostics)
