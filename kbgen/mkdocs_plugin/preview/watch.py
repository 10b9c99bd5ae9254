"""What the preview watches: the vault without what is hidden, and kbgen's templates in a checkout.

The system tells of changes at once where it can; elsewhere, and where that is asked for, the files are looked at twice a
second. Network drives and folders shared with a container often tell nothing.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from watchdog.events import (
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserverVFS

from kbgen.resources import in_checkout, templates_folder

_SECONDS = 0.5
_QUIET = 0.15
"""Seconds without a further change after which a rebuild begins."""
_CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]


def watch_vault(
    server: LiveReloadServer, config: MkDocsConfig, sources: Iterable[Path] = (), *, poll: bool = False
) -> None:
    """Make the preview server look at what can change the site, mounted sources included, and at nothing else.

    Obsidian writes into ``.obsidian`` at every click, Git into ``.git`` at every command: without this, each
    would reload the reader's browser.
    """
    watched = [config.docs_dir]
    if config.config_file_path:
        watched.append(config.config_file_path)
    for path in watched:
        server.unwatch(path)
    watched += map(str, sources)
    if in_checkout():
        watched.append(str(templates_folder()))
    server.observer = _observer(watched, poll=poll)  # type: ignore[assignment]
    server.build_delay = _QUIET
    for path in watched:
        server.watch(path)


def _observer(paths: Iterable[str], *, poll: bool) -> BaseObserver:
    """Return what tells of changes; the polling one where the system has no more room for watching."""
    polling = PollingObserverVFS(os.stat, _visible, polling_interval=_SECONDS)
    if poll:
        return polling
    probe = told_observer()
    try:
        for path in paths:
            probe.schedule(FileSystemEventHandler(), path, recursive=True)
        probe.start()
    except OSError:
        return polling
    finally:
        if probe.is_alive():
            probe.stop()
            probe.join()
    return told_observer()


def told_observer() -> BaseObserver:
    """Return an observer that the system tells of changes, and which passes on those of visible files."""
    observer = Observer()
    schedule = observer.schedule

    def schedule_visible(handler: FileSystemEventHandler, path: str, **options: Any) -> Any:  # noqa: ANN401 - watchdog's
        place = Path(path)
        # Editors put a new file in the place of the old one: then only its folder tells of it.
        folder, only = (place.parent, place) if place.is_file() else (place, None)
        options |= {"event_filter": _CHANGES, "recursive": only is None}
        return schedule(_Visible(handler, folder, only), str(folder), **options)

    observer.schedule = schedule_visible  # type: ignore[method-assign, assignment]
    return observer


class _Visible(FileSystemEventHandler):
    """Passes on changes of files that are not hidden, or of one file only."""

    def __init__(self, handler: FileSystemEventHandler, folder: Path, only: Path | None) -> None:
        self._handler = handler
        self._folder = folder
        self._only = only

    def dispatch(self, event: FileSystemEvent) -> None:
        """Pass an event on if one of its paths counts."""
        paths = (Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path)
        if any(self._counts(path) for path in paths):
            self._handler.dispatch(event)

    def _counts(self, path: Path) -> bool:
        if self._only is not None:
            return path == self._only
        parts = path.relative_to(self._folder).parts if path.is_relative_to(self._folder) else path.parts
        return not any(part.startswith(".") for part in parts)


def _visible(folder: str | None) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder or Path.cwd()) as entries:
        yield from (entry for entry in entries if not entry.name.startswith("."))
