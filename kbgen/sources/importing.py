"""Imports a source: its notes are written into a vault, where they can be edited; importing again keeps the edits.

Planning looks and changes nothing; carrying out writes each note whole or not at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from kbgen.sources.merge import merge, set_property
from kbgen.sources.source_note import SourceNote
from kbgen.vault.frontmatter import read_front_matter
from kbgen.vault.write import write_note


class Outcome(Enum):
    """What an import does with a note."""

    CREATED = "created"
    """The vault has no such file yet."""
    UPDATED = "updated"
    """The source changed; what the reader added stays."""
    KEPT = "kept"
    """There is nothing to change."""
    MARKED = "marked"
    """The object was revoked or dropped; the note says so and stays."""
    CONFLICTING = "conflicting"
    """The file cannot be brought up to date without losing something; it is left alone."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one note."""

    path: str
    """Vault-relative path."""
    outcome: Outcome
    text: str = ""
    """What is to be written; empty where nothing is."""
    reason: str = ""
    """Why a note is in conflict, for people."""


def plan_import(notes: Iterable[SourceNote], vault: Path) -> tuple[Step, ...]:
    """Return what importing notes into a vault would do, by path."""
    return tuple(_step(note, vault) for note in sorted(notes, key=lambda note: note.path))


def plan_marks(
    techniques: Mapping[str, str], redirects: Mapping[str, str | None], vault: Path
) -> Iterator[Step]:
    """Yield the notes of a vault whose technique was revoked or dropped, with the property that says so.

    Args:
        techniques: technique identifier to the vault path of its note.
        redirects: site-relative URL of each page that is gone, to its successor.
        vault: the folder of the vault.
    """
    for identifier, path in sorted(techniques.items()):
        url = f"techniques/{identifier.replace('.', '/')}/"
        if url in redirects:
            text, reason = _read(vault / path)
            if reason:
                yield Step(path, Outcome.CONFLICTING, reason=reason)
                continue
            successor = redirects[url]
            name, value = ("revoked_by", successor) if successor else ("deprecated", "true")
            marked = set_property(text, name, value)
            outcome = Outcome.KEPT if marked == text else Outcome.MARKED
            yield Step(path, outcome, marked if outcome is Outcome.MARKED else "")


def carry_out(steps: Iterable[Step], vault: Path) -> None:
    """Write what is to be written.

    Raises:
        VaultError: a path leads out of the vault, or a file cannot be written; what was written before stays.
    """
    for step in steps:
        if step.text:
            write_note(vault, step.path, step.text)


def _step(note: SourceNote, vault: Path) -> Step:
    target = vault / note.path
    if not target.exists():
        return Step(note.path, Outcome.CREATED, note.text)
    old, reason = _read(target)
    if reason:
        return Step(note.path, Outcome.CONFLICTING, reason=reason)
    merged = merge(old, note.text)
    if merged == old:
        return Step(note.path, Outcome.KEPT)
    return Step(note.path, Outcome.UPDATED, merged)


def _read(file: Path) -> tuple[str, str]:
    """Return the text of a note, or why it cannot be brought up to date."""
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        return "", f"it cannot be read ({error.strerror})"
    except UnicodeDecodeError:
        return "", "it is not UTF-8"
    if read_front_matter(file.name, text).invalid:
        return "", "its front matter is not valid YAML"
    return text, ""
