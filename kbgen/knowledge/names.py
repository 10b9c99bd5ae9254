"""How ``[[x]]`` finds its file. Specification: section 5.2 of the Markdown dialect.

Comparison is case-insensitive in Unicode's normal form C. The order of the rules: relative and absolute paths
without fallback; a file at exactly this vault path; among all files whose path ends so, the one in the folder of
the linking note; else the shortest path.
"""

import posixpath
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

_NEAR = 75
"""How alike two names are, in percent of their characters, that may be meant for each other."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a target leads."""

    path: str | None
    """Vault path of the file; None where there is none."""
    ambiguous: tuple[str, ...] = ()
    """Vault paths among which only the order of their characters decided, the chosen one first."""


class Names:
    """Finds files of a vault by what links call them."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._exact: dict[str, str] = {}
        self._endings: dict[str, list[str]] = {}
        for path in sorted(paths):
            self._exact.setdefault(_fold(path), path)
            self._endings.setdefault(_fold(posixpath.basename(path)), []).append(path)

    def resolve(self, target: str, source: str) -> Resolution:
        """Return the file that a target names.

        Args:
            target: the path part of a link, without fragment; empty for the linking note itself.
            source: vault path of the linking note.
        """
        if not target:
            return Resolution(source)
        for candidate in _spellings(target):
            if candidate.startswith(("./", "../", "/")):
                found = Resolution(self._exact.get(_fold(_anchored(candidate, source))))
            else:
                found = self._search(candidate, posixpath.dirname(source))
            if found.path is not None:
                return found
        return Resolution(None)

    def nearest(self, target: str) -> str | None:
        """Return the base name of a file that is nearly called so, or None."""
        name = _fold(posixpath.basename(target))
        near = process.extractOne(f"{name}.md", self._endings.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        if near is None:
            return None
        return posixpath.basename(self._endings[near[0]][0]).removesuffix(".md")

    def _search(self, target: str, folder: str) -> Resolution:
        wanted = _fold(posixpath.normpath(target))
        if wanted in self._exact:
            return Resolution(self._exact[wanted])
        ending = f"/{wanted}"
        named = self._endings.get(posixpath.basename(wanted), [])
        matches = [path for path in named if _fold(f"/{path}").endswith(ending)]
        if not matches:
            return Resolution(None)
        own = _fold(f"{folder}/{wanted}")
        for path in matches:
            if _fold(path) == own:
                return Resolution(path)
        shortest = min(len(path) for path in matches)
        best = [path for path in matches if len(path) == shortest]
        return Resolution(best[0], tuple(best) if len(best) > 1 else ())


def _fold(text: str) -> str:
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def _spellings(target: str) -> tuple[str, ...]:
    if target.casefold().endswith(".md"):
        return (target,)
    return (f"{target}.md", target)


def _anchored(target: str, source: str) -> str:
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
