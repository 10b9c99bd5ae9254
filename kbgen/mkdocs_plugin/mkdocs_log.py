"""MkDocs' log, caught for the command line: it is kept, or passed on line by line, and never printed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_DIRTY = "A 'dirty' build is being performed"
"""MkDocs warns that links may break in such a build; kbgen resolves links itself."""
_SPOKEN = ("Downloading", "Serving on")
"""Beginnings of the few informational messages that somebody who previews a site wants to read."""


class _Handler(logging.Handler):
    def __init__(self, hear: Callable[[logging.LogRecord], None]) -> None:
        super().__init__()
        self._hear = hear

    def emit(self, record: logging.LogRecord) -> None:
        if not record.getMessage().startswith(_DIRTY):
            self._hear(record)


@contextmanager
def caught_log() -> Iterator[list[str]]:
    """Give a list that MkDocs' warnings and errors are appended to while the block runs."""
    caught: list[str] = []

    def keep(record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            caught.append(record.getMessage())

    with _attached(keep, logging.WARNING):
        yield caught


@contextmanager
def spoken_log(say: Callable[[str], None]) -> Iterator[None]:
    """Pass on what somebody who previews a site wants to read while the block runs."""

    def pass_on(record: logging.LogRecord) -> None:
        message = record.getMessage()
        # The preview server puts the time in front, as "[12:30:01] Serving on …".
        bare = message.partition("] ")[2] if message.startswith("[") else message
        if record.levelno >= logging.WARNING:
            say(f"{record.levelname.lower()}: {bare}")
        elif bare.startswith(_SPOKEN):
            say(bare)

    with _attached(pass_on, logging.INFO):
        yield


@contextmanager
def _attached(hear: Callable[[logging.LogRecord], None], level: int) -> Iterator[None]:
    logger = logging.getLogger("mkdocs")
    before = logger.level
    handler = _Handler(hear)
    logger.addHandler(handler)
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
