"""What the preview watches: the vault without its dot-folders, and kbgen's templates in a checkout."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserverVFS

from kbgen.resources import in_checkout, templates_folder

_SECONDS = 0.5


def watch_vault(server: LiveReloadServer, config: MkDocsConfig, sources: Iterable[Path] = ()) -> None:
    """Make the preview server look at what can change the site, mounted sources included, and at nothing else.

    Obsidian writes into ``.obsidian`` at every click, Git into ``.git`` at every command: without this, each
    would reload the reader's browser.
    """
    watched = [config.docs_dir]
    if config.config_file_path:
        watched.append(config.config_file_path)
    for path in watched:
        server.unwatch(path)
    observer = PollingObserverVFS(os.stat, _visible, polling_interval=_SECONDS)
    server.observer = observer  # type: ignore[assignment]
    watched += map(str, sources)
    if in_checkout():
        watched.append(str(templates_folder()))
    for path in watched:
        server.watch(path)


def _visible(folder: str | None) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder or Path.cwd()) as entries:
        yield from (entry for entry in entries if not entry.name.startswith("."))
