"""A digest of everything on which a project's results depend: files by their content, settings, day, libraries.

Nothing is parsed, so that a command may ask the cache for its last answer before it reads anything. More files may
count than a result depends on, never fewer.
"""

import os
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from platform import python_version

from kbgen.cache import key
from kbgen.project import Project

_NAME = re.compile(r"[^A-Za-z0-9._-]")


def fingerprint(project: Project) -> str:
    """Return a digest of what a project's results depend on.

    Raises:
        KbgenError: the vault cannot be listed.
    """
    files = project.vault
    settings = project.settings
    named = (project.folder / name for name in settings.coverage.evidence)
    sources = (project.base / source.path for source in settings.sources)
    reports = (project.base / name for name in settings.coverage.dettect)
    return key(
        *_libraries(),
        repr(settings),
        project.today.isoformat(),
        project.name,
        str(project.base.resolve()),
        str(project.folder.resolve()),
        *(part for note in files.notes for part in (note.path, note.data, note.fallback_encoding)),
        repr((files.attachments, files.excluded, files.hidden_notes, files.bases)),
        repr(files.diagnostics),
        *(part for path in (*sources, *reports, *named) for part in _contents(path)),
    )


def _libraries() -> Iterator[str]:
    yield python_version()
    for line in requires("kbgen") or ():
        name = _NAME.split(line, maxsplit=1)[0]
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield name


def _contents(path: Path) -> Iterator[str | bytes]:
    """Yield names and contents of a file, or of all files below a folder, in one order everywhere."""
    if not path.is_dir():
        yield from _content(path)
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            yield from _content(Path(folder, name))


def _content(file: Path) -> Iterator[str | bytes]:
    yield str(file)
    if file.is_symlink():
        yield str(file.resolve())
    try:
        yield file.read_bytes() if file.is_file() else b""
    except OSError as error:
        yield f"cannot be read: {error.strerror}"
