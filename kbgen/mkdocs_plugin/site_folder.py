"""The folder that a site is published in: whether it may be overwritten, and how it is, all at once."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kbgen.errors import KbgenError

_GENERATOR = re.compile(rb'<meta name="generator" content="[^"]*(?:kbgen|mkdocs)', re.IGNORECASE)
_HEAD = 8192
"""How many bytes of a page are searched for the name of what made it."""


def check_site_folder(site: Path, vault: Path) -> Path:
    """Return the folder as an absolute path without symbolic links, if a site may be written there.

    Raises:
        KbgenError: it and the vault contain each other, it is a file, or it holds something that is no site.
    """
    folder, notes = site.resolve(), vault.resolve()
    way_out = "choose another folder with -d"
    if folder == notes or folder in notes.parents:
        raise KbgenError(f"{folder}: the site would overwrite the vault {notes}; {way_out}")
    if notes in folder.parents:
        raise KbgenError(f"{folder}: the site would be written into the vault {notes}; {way_out}")
    if folder.exists() and not folder.is_dir():
        raise KbgenError(f"{folder}: is a file, not a folder; {way_out}")
    if not _is_free(folder):
        raise KbgenError(
            f"{folder}: is not empty and holds no site of kbgen or MkDocs; empty it, or {way_out}"
        )
    return folder


@contextmanager
def new_folder_beside(site: Path) -> Iterator[Path]:
    """Give an empty folder to build in, on the disk of the site; it is gone when the block ends."""
    site.parent.mkdir(parents=True, exist_ok=True)
    fresh = site.with_name(f".{site.name}.{secrets.token_hex(4)}.new")
    fresh.mkdir()
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def replace_site(site: Path, fresh: Path) -> None:
    """Put a finished folder in the place of the old site.

    Dot-files of the old site (``.git``, ``.nojekyll``) are kept, as MkDocs keeps them.
    """
    if not site.exists():
        fresh.rename(site)
        return
    old = fresh.with_suffix(".old")
    try:
        site.rename(old)
    except OSError:
        # A mount point, such as a volume of a container, cannot be renamed.
        _replace_content(site, fresh)
        return
    try:
        fresh.rename(site)
    except OSError:
        old.rename(site)
        raise
    for entry in _hidden(old):
        if not (site / entry.name).exists():
            entry.rename(site / entry.name)
    shutil.rmtree(old, ignore_errors=True)


def _is_free(folder: Path) -> bool:
    if not folder.is_dir() or all(entry.name.startswith(".") for entry in folder.iterdir()):
        return True
    return any(_made_by_mkdocs(folder / name) for name in ("index.html", "404.html"))


def _made_by_mkdocs(page: Path) -> bool:
    try:
        with page.open("rb") as file:
            return _GENERATOR.search(file.read(_HEAD)) is not None
    except OSError:
        return False


def _replace_content(site: Path, fresh: Path) -> None:
    shutil.copytree(fresh, site, dirs_exist_ok=True, copy_function=_copy_other)
    for folder, names, files in os.walk(site):
        inside = Path(folder).relative_to(site)
        if inside == Path():
            names[:] = [name for name in names if not name.startswith(".")]
            files = [name for name in files if not name.startswith(".")]  # noqa: PLW2901 - as os.walk is used
        for name in files:
            if not (fresh / inside / name).is_file():
                Path(folder, name).unlink()
        for name in list(names):
            if not (fresh / inside / name).is_dir():
                shutil.rmtree(Path(folder, name))
                names.remove(name)


def _copy_other(source: str, target: str) -> None:
    """Copy a file, unless it is the one that stands there: pages that show the same are links to those of the old site."""
    if not (Path(target).exists() and Path(source).samefile(target)):
        shutil.copy2(source, target)


def _hidden(folder: Path) -> list[Path]:
    return [entry for entry in folder.iterdir() if entry.name.startswith(".")]
