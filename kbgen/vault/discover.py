"""Finds the files of a vault.

In goes a folder; out come the vault-relative paths of its notes (``.md`` in any case) and attachments (all other
files) in the order of code points. Names that begin with a full stop are no part of a vault. A symbolic link to a
file inside the vault counts as that file; one that leaves the vault, or leads to a folder, is not followed. Nothing
is opened here.
"""

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.errors import VaultError
from kbgen.source import Location
from kbgen.vault.exclude import Exclusions


@dataclass(frozen=True, slots=True)
class VaultFiles:
    """The files of a vault, as vault-relative paths with ``/`` separators."""

    notes: tuple[str, ...]
    attachments: tuple[str, ...]
    excluded: tuple[str, ...]
    """Files that an exclusion keeps off the site."""
    hidden_notes: tuple[str, ...]
    """Notes in visible folders whose own name begins with a full stop: neither Obsidian nor kbgen shows them."""
    diagnostics: tuple[Diagnostic, ...]
    """KB106, KB107, KB110 and KB112."""


def discover(vault: Path, exclusions: Exclusions) -> VaultFiles:
    """Return the files of a vault.

    Raises:
        VaultError: the vault does not exist, is no folder or cannot be listed.
    """
    if not vault.is_dir():
        problem = "is no folder" if vault.exists() else "does not exist"
        raise VaultError(f"{vault}: the vault {problem}")
    walk = _Walk(Path(os.path.realpath(vault)), exclusions)
    walk.folder("")
    shown = sorted((*walk.notes, *walk.attachments))
    return VaultFiles(
        tuple(sorted(walk.notes)),
        tuple(sorted(walk.attachments)),
        tuple(sorted(walk.excluded)),
        tuple(sorted(walk.hidden_notes)),
        (*walk.diagnostics, *_confusable(shown)),
    )


def is_note(path: str) -> bool:
    """Return whether a file is a note."""
    return path.casefold().endswith(".md")


class _Walk:
    """Collects the files below a folder."""

    def __init__(self, root: Path, exclusions: Exclusions) -> None:
        self.notes: list[str] = []
        self.attachments: list[str] = []
        self.excluded: list[str] = []
        self.hidden_notes: list[str] = []
        self.diagnostics: list[Diagnostic] = []
        self._root = root
        self._exclusions = exclusions

    def folder(self, top: str) -> None:
        """Collect what is in a folder and below it; its path ends with a slash, or is empty for the vault."""
        folders = [top]
        while folders:
            prefix = folders.pop()
            for entry in self._entries(prefix):
                path = prefix + entry.name
                if not _is_utf8(path):
                    self._report_name(path)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(f"{path}/")
                elif self._exclusions.covers(path):
                    self.excluded.append(path)
                elif self._is_file(entry, path):
                    (self.notes if is_note(path) else self.attachments).append(path)

    def _entries(self, prefix: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(self._root / prefix) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if not prefix:
                raise VaultError(f"{self._root}: the vault cannot be listed ({error.strerror})") from None
            if not self._exclusions.covers(prefix):
                self._report_unreadable(prefix.rstrip("/"), f"the folder cannot be listed: {error.strerror}")
            return
        for entry in found:
            if not entry.name.startswith("."):
                yield entry
            elif is_note(entry.name) and _is_utf8(entry.name) and entry.is_file(follow_symlinks=False):
                self.hidden_notes.append(prefix + entry.name)

    def _is_file(self, entry: os.DirEntry[str], path: str) -> bool:
        if entry.is_file(follow_symlinks=False):
            return True
        if entry.is_symlink():
            return self._is_link_to_file(path)
        self._report_unreadable(path, "it is no file but a device, a pipe or a socket")
        return False

    def _is_link_to_file(self, path: str) -> bool:
        target = os.path.realpath(self._root / path)
        if not Path(target).is_relative_to(self._root):
            problem, hint = "leaves the vault", "put a copy of its target into the vault"
            self._report_link(path, problem, hint)
            return False
        try:
            mode = (self._root / path).stat().st_mode
        except OSError as error:
            self._report_unreadable(path, f"the symbolic link leads nowhere: {error.strerror}")
            return False
        if stat.S_ISDIR(mode):
            self._report_link(path, "leads to a folder", "link to the notes in the folder instead")
            return False
        if not stat.S_ISREG(mode):
            self._report_unreadable(path, "it leads to a device, a pipe or a socket")
            return False
        return True

    def _report_link(self, path: str, problem: str, hint: str) -> None:
        message = f"symbolic link {problem} and is not followed"
        self.diagnostics.append(Diagnostic("KB106", Severity.WARNING, message, Location(path), hint))

    def _report_unreadable(self, path: str, problem: str) -> None:
        self.diagnostics.append(unreadable(path, problem))

    def _report_name(self, path: str) -> None:
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        message = "the name is not valid UTF-8, so it can have no URL and is not published"
        hint = "rename it; on Linux, convmv does so for many files at once"
        self.diagnostics.append(Diagnostic("KB112", Severity.ERROR, message, Location(shown), hint))


def unreadable(path: str, problem: str) -> Diagnostic:
    """Return KB107 for a file or folder that is not published because of a problem."""
    message = f"cannot be read and is not published: {problem}"
    hint = "make it a readable file, or name it in the setting `exclude`"
    return Diagnostic("KB107", Severity.ERROR, message, Location(path), hint)


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _confusable(paths: Iterable[str]) -> Iterator[Diagnostic]:
    """Yield KB110 for each path that another differs from only by case or by Unicode normalisation."""
    first: dict[str, str] = {}
    for path in paths:
        other = first.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            message = f"the name differs from `{other}` only by case or by the form of its accents"
            hint = "rename one of the two; links and URLs cannot tell them apart"
            yield Diagnostic("KB110", Severity.WARNING, message, Location(path), hint)
