"""Gives notes of rules and tests their paths in a vault.

A path depends on the file's name alone, so that it stays when other files come and go. Only where two files would have
the same one does the later bear the name of its folder as well.
"""

import re
import unicodedata
from collections.abc import Iterable

_UNFIT = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|#^\[\]]')
_MAX_NAME = 150
"""Characters that a note's name may have: file systems allow 255 bytes."""


def note_name(text: str) -> str:
    """Return a text as the base name of a note: what links and file systems do not allow becomes ``_``."""
    name = _UNFIT.sub("_", unicodedata.normalize("NFC", " ".join(text.split())))
    return re.sub(r"^\.+", "_", name[:_MAX_NAME]).strip(" .") or "_"


def distinct_paths(folder: str, wanted: Iterable[tuple[str, str]]) -> list[str]:
    """Return a path in a folder for each note, in the order of the notes; those before others get what they want.

    Args:
        folder: the vault's folder, without a slash at its end.
        wanted: for each note, its base name, and the path of its file for when the name is taken.
    """
    taken: set[str] = set()
    paths: list[str] = []
    for name, file in wanted:
        found = next(path for path in _candidates(folder, name, file) if path.casefold() not in taken)
        taken.add(found.casefold())
        paths.append(found)
    return paths


def _candidates(folder: str, name: str, file: str) -> Iterable[str]:
    yield f"{folder}/{name}.md"
    where = note_name(file.rpartition("/")[0].replace("/", " "))
    number = 1
    while True:
        rest = f" {number}" if number > 1 else ""
        yield f"{folder}/{name} ({where}{rest}).md"
        number += 1
