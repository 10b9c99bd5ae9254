"""What a build changed on a site: two folders compared file by file, before one takes the place of the other.

In: the folder of the old site and that of the new one. Out: `SiteChanges`. Nothing is written.
"""

import filecmp
import os
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """Files of a site by what became of them; paths are relative to the site, with ``/``, sorted."""

    added: tuple[str, ...] = ()
    """Files that only the new site has."""
    changed: tuple[str, ...] = ()
    """Files that hold other bytes than before."""
    removed: tuple[str, ...] = ()
    """Files that only the old site had."""
    unchanged: int = 0
    """Number of files that hold the bytes that they held; those under a leading dot at the root do not count."""


def site_changes(old: Path, new: Path) -> SiteChanges:
    """Return what changes when a new site takes the place of an old one, which need not exist.

    Entries at the root of the old site whose name has a leading dot (``.git``) stay there, unless the new site has one of
    that name; so they are not removed. A file of the old site that cannot be read counts as changed.
    """
    hidden = {entry.name for entry in new.iterdir() if _is_hidden(entry.name)}
    before, after = _files(old, hidden), _files(new, hidden)
    both = before & after
    changed = {path for path in both if not _same(old / path, new / path)}
    same = sum(not _is_hidden(path) for path in both - changed)
    return SiteChanges(_sorted(after - before), _sorted(changed), _sorted(before - after), same)


def no_changes(site: Path) -> SiteChanges:
    """Return what a build changed that left a site as it was."""
    return SiteChanges(unchanged=len(_files(site)))


def _is_hidden(path: str) -> bool:
    return path.startswith(".")


def _sorted(paths: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(sorted(paths))


def _files(site: Path, hidden: AbstractSet[str] = frozenset()) -> set[str]:
    """Return the files of a site, if there is one; of entries at its root with a leading dot, only those in ``hidden``.

    Links to folders are not followed.
    """
    found: set[str] = set()
    for place, folders, names in os.walk(site):
        folder = Path(place)
        if folder == site:
            folders[:] = [name for name in folders if name in hidden or not _is_hidden(name)]
            names = [name for name in names if name in hidden or not _is_hidden(name)]  # noqa: PLW2901 - as the folders
        found |= {(folder / name).relative_to(site).as_posix() for name in names if (folder / name).is_file()}
    return found


def _same(one: Path, other: Path) -> bool:
    """Tell whether two files are one, as pages that were taken over are, or have the same size and then the same bytes."""
    with suppress(OSError):
        return one.samefile(other) or filecmp.cmp(one, other, shallow=False)
    return False
