"""Which files are no part of the site, by the project's settings and by Obsidian's list of excluded files.

An entry is the beginning of a vault-relative path, or a regular expression between slashes that is searched for in
the path. Case matters in paths and not in regular expressions.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.errors import SettingsError
from kbgen.source import Location

APP_SETTINGS = ".obsidian/app.json"
"""The vault's settings of Obsidian, vault-relative."""


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Entries ready to be asked."""

    prefixes: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()

    def covers(self, path: str) -> bool:
        """Return whether the file with this vault-relative path is excluded."""
        return path.startswith(self.prefixes) or any(pattern.search(path) for pattern in self.patterns)


def read_entries(entries: Iterable[str]) -> Exclusions:
    """Return entries ready to be asked.

    Raises:
        SettingsError: an entry is no valid regular expression.
    """
    prefixes: list[str] = []
    patterns: list[re.Pattern[str]] = []
    for entry in entries:
        try:
            _sort(entry, prefixes, patterns)
        except re.error as error:
            raise SettingsError(f"exclude: {entry} is no valid regular expression ({error})") from None
    return Exclusions(tuple(prefixes), tuple(patterns))


def read_exclusions(vault: Path, exclude: Iterable[str]) -> tuple[Exclusions, tuple[Diagnostic, ...]]:
    """Return the exclusions of a vault, and KB111 for each of Obsidian's entries that cannot be used.

    Args:
        vault: the vault's folder.
        exclude: the entries of the project's settings.

    Raises:
        SettingsError: an entry of the project's settings is no valid regular expression.
    """
    stated = read_entries(exclude)
    prefixes, patterns = list(stated.prefixes), list(stated.patterns)
    diagnostics: list[Diagnostic] = []
    for entry in _obsidian_entries(vault / APP_SETTINGS, diagnostics):
        try:
            _sort(entry, prefixes, patterns)
        except re.error as error:
            problem = f"excluded files of Obsidian: {entry} is no regular expression that kbgen understands ({error})"
            diagnostics.append(
                _diagnostic(problem, "correct it in Obsidian under Files and links, Excluded files")
            )
    return Exclusions(tuple(prefixes), tuple(patterns)), tuple(diagnostics)


def _sort(entry: str, prefixes: list[str], patterns: list[re.Pattern[str]]) -> None:
    if len(entry) > 2 and entry.startswith("/") and entry.endswith("/"):
        patterns.append(re.compile(entry[1:-1], re.IGNORECASE))
    elif entry.strip():
        prefixes.append(entry)


def _obsidian_entries(file: Path, diagnostics: list[Diagnostic]) -> list[str]:
    hint = "close Obsidian, correct or remove the file, and open the vault again"
    try:
        settings = json.loads(file.read_bytes()) if file.is_file() else {}
    except (OSError, ValueError, RecursionError) as error:
        reason = str(error).partition("\n")[0]
        diagnostics.append(_diagnostic(f"Obsidian's settings cannot be read: {reason}", hint))
        return []
    entries = settings.get("userIgnoreFilters") if isinstance(settings, dict) else settings
    if entries is None:
        return []
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        diagnostics.append(_diagnostic("Obsidian's list of excluded files is no list of texts", hint))
        return []
    return entries


def _diagnostic(message: str, hint: str) -> Diagnostic:
    return Diagnostic("KB111", Severity.WARNING, message, Location(APP_SETTINGS), hint)
