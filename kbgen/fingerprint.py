"""A digest of everything on which a project's results depend: files by their content, settings, day, libraries.

Nothing is parsed, so that a command may ask the cache for its last answer before it reads anything. More files may
count than a result depends on, never fewer.
"""

import os
import re
from collections.abc import Iterator
from hashlib import blake2b, file_digest
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from platform import python_version

from kbgen.cache import key
from kbgen.project import Project
from kbgen.settings import Source, SourceKind
from kbgen.sources.sigma_atomics_problems import is_yaml

_NAME = re.compile(r"[^A-Za-z0-9._-]")


def fingerprint(project: Project) -> str:
    """Return a digest of what a project's results depend on.

    Raises:
        KbgenError: the vault cannot be listed.
    """
    files = project.vault
    settings = project.settings
    named = [project.folder / name for name in settings.coverage.evidence]
    named += (project.base / name for name in settings.coverage.dettect)
    named += (project.base / name for name in [settings.coverage.baseline] if name)
    return key(
        *_libraries(),
        repr(settings),
        project.today.isoformat(),
        project.name,
        project.site_url,
        str(project.base.resolve()),
        str(project.folder.resolve()),
        *(part for note in files.notes for part in (note.path, note.data, note.fallback_encoding)),
        repr((files.attachments, files.excluded, files.hidden_notes, files.bases)),
        repr(files.diagnostics),
        *(part for source in settings.sources for part in _source(source, project.base)),
        *(part for path in named for part in content_of(path)),
    )


def _libraries() -> Iterator[str]:
    yield python_version()
    for line in requires("kbgen") or ():
        name = _NAME.split(line, maxsplit=1)[0]
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield name


def _source(source: Source, base: Path) -> Iterator[str | bytes]:
    """Yield names and contents of what a source may read, in one order everywhere.

    That is a file, or in a folder everything that is not hidden: a repository's history is no part of it. Of rules and
    tests only YAML is read; of all else the names count, since odd ones and links are reported.
    """
    path = base / source.path
    if not path.is_dir():
        yield from content_of(path)
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        visible = sorted(name for name in names if not name.startswith("."))
        for file in (Path(folder, name) for name in (*folders, *visible)):
            if source.kind is SourceKind.ATTACK or is_yaml(file.name) or file.is_symlink():
                yield from content_of(file)
            else:
                yield str(file)


def content_of(file: Path) -> Iterator[str | bytes]:
    """Yield the name of a file and a digest of what it holds; why not, where it cannot be read."""
    yield str(file)
    if file.is_symlink():
        yield str(file.resolve())
    try:
        if file.is_file():
            # A digest: the content of all files together may not fit into the memory.
            with file.open("rb") as data:
                yield file_digest(data, blake2b).digest()
        else:
            yield b""
    except OSError as error:
        yield f"cannot be read: {error.strerror}"
