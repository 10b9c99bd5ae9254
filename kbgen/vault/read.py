"""Reads a vault: the vault stage from beginning to end.

In goes a folder; out comes a ``Vault`` of ``Document``s. Whatever is wrong with the content is a diagnostic of the
document, or of the vault where there is no document.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kbgen.diagnostics import Diagnostic, Severity, in_order
from kbgen.settings import Settings
from kbgen.source import LineIndex, Location
from kbgen.vault.decode_text import Decoded, decide_encoding, decode, is_unicode
from kbgen.vault.discover import discover, unreadable
from kbgen.vault.document import Document
from kbgen.vault.exclude import read_exclusions
from kbgen.vault.frontmatter import read_front_matter

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UTF8 = "utf-8"


@dataclass(frozen=True, slots=True)
class RawNote:
    """One note as it stands on the disk, with all that is needed to decode it anywhere."""

    path: str
    """Vault-relative path with ``/`` separators."""
    data: bytes
    fallback_encoding: str
    """The encoding of the vault's files that are not Unicode."""
    source: str = ""
    """Where a mounted note comes from, for people; empty for a note of the vault."""


@dataclass(frozen=True, slots=True)
class VaultFiles:
    """The files of a vault, read and not yet decoded."""

    notes: tuple[RawNote, ...]
    """By path in the order of code points."""
    attachments: tuple[str, ...]
    """Vault-relative paths of all other files, in the same order."""
    excluded: tuple[str, ...]
    """Files that a setting of the project or of Obsidian keeps off the site."""
    hidden_notes: tuple[str, ...]
    """Notes in visible folders whose own name begins with a full stop: neither Obsidian nor kbgen shows them."""
    diagnostics: tuple[Diagnostic, ...]
    """What was found about the vault as a whole, and about files that are no document."""
    bases: tuple[tuple[str, str], ...] = ()
    """Paths and texts of the ``.base`` files among the attachments."""


@dataclass(frozen=True, slots=True)
class Vault:
    """All notes of a vault as text, and what else is in it; the fields are those of `VaultFiles`."""

    documents: tuple[Document, ...]
    """The notes, by path in the order of code points."""
    attachments: tuple[str, ...]
    excluded: tuple[str, ...]
    hidden_notes: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_files(folder: Path, settings: Settings) -> VaultFiles:
    """Return the files in a folder.

    Raises:
        VaultError: the folder does not exist, is no folder or cannot be listed.
        SettingsError: the setting ``exclude`` has an invalid regular expression.
    """
    exclusions, found = read_exclusions(folder, (*settings.exclude, *_evidence(settings)))
    files = discover(folder, exclusions)
    diagnostics = [*found, *files.diagnostics]
    contents: list[tuple[str, bytes]] = []
    for path in files.notes:
        try:
            contents.append((path, (folder / path).read_bytes()))
        except OSError as error:
            diagnostics.append(unreadable(path, error.strerror or "the system gives no reason"))
    fallback = fallback_encoding([data for _, data in contents], settings)
    return VaultFiles(
        tuple(RawNote(path, data, fallback) for path, data in contents),
        files.attachments,
        files.excluded,
        files.hidden_notes,
        in_order(diagnostics),
        tuple(_bases(folder, files.attachments)),
    )


def _evidence(settings: Settings) -> Iterator[str]:
    """Yield the entries that keep files of evidence, which may name hosts, off the site."""
    for name in settings.coverage.evidence:
        yield f"/^{re.escape(PurePosixPath(name).as_posix())}$/"


def _bases(folder: Path, attachments: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the bases that can be read; the others stay files like any other."""
    for path in attachments:
        if path.casefold().endswith(".base"):
            try:
                yield path, decode((folder / path).read_bytes(), _UTF8).text
            except OSError:
                continue


def read_vault(folder: Path, settings: Settings) -> Vault:
    """Return the vault in a folder, decoded in this process; raises what `read_files` raises."""
    files = read_files(folder, settings)
    documents = tuple(make_document(note.path, note.data, note.fallback_encoding) for note in files.notes)
    return Vault(documents, files.attachments, files.excluded, files.hidden_notes, files.diagnostics)


def fallback_encoding(contents: list[bytes], settings: Settings) -> str:
    """Return the one encoding for all files of a vault that are not Unicode: as set, or as they look."""
    if settings.encoding is not None:
        return settings.encoding
    samples = [data for data in contents if not is_unicode(data)]
    return decide_encoding(samples) if samples else _UTF8


def make_document(path: str, data: bytes, fallback_encoding: str) -> Document:
    """Return the document that a file's content is; depends on nothing but its arguments.

    Args:
        path: vault-relative path with ``/`` separators.
        data: the file's content.
        fallback_encoding: the encoding of the vault's files that are not Unicode.

    Diagnostics: KB101, KB102 and KB109 about the front matter, KB103 for a file that is not UTF-8, KB104 for
    control characters, KB105 for an empty file.
    """
    decoded = decode(data, fallback_encoding)
    reading = read_front_matter(path, decoded.text)
    return Document(
        path=path,
        text=decoded.text,
        body_line=reading.body_line,
        front_matter=reading.front_matter,
        invalid_front_matter=reading.invalid,
        encoding=decoded.encoding,
        digest=hashlib.sha256(decoded.encoding.encode() + b"\0" + data).hexdigest(),
        diagnostics=in_order((*_text_diagnostics(path, decoded), *reading.diagnostics)),
    )


def _text_diagnostics(path: str, decoded: Decoded) -> list[Diagnostic]:
    found = []
    if decoded.encoding != _UTF8 or decoded.lost:
        found.append(_not_utf8(path, decoded))
    control = _CONTROL.search(decoded.text)
    if control is not None:
        found.append(_control_character(path, decoded.text, control))
    if not decoded.text.strip():
        hint = "write something into the note, or delete it"
        found.append(Diagnostic("KB105", Severity.INFO, "the note is empty", Location(path), hint))
    return found


def _not_utf8(path: str, decoded: Decoded) -> Diagnostic:
    message = f"the file is not UTF-8; read as {decoded.encoding}"
    hint = "save it as UTF-8, or name its encoding in the setting `encoding` if characters are wrong"
    if decoded.lost:
        message += f", which has no character for {decoded.lost} of its bytes (shown as \ufffd)"
        hint = "save it as UTF-8, or correct the setting `encoding`"
    return Diagnostic("KB103", Severity.WARNING, message, Location(path), hint)


def _control_character(path: str, text: str, found: re.Match[str]) -> Diagnostic:
    code = ord(found[0])
    shown = "the control character U+0000 (NUL)" if code == 0 else f"the control character U+{code:04X}"
    more = len(_CONTROL.findall(text)) - 1
    message = f"the file holds {shown}" + (f" and {more} more of this sort" if more else "")
    hint = "delete it; if the file is full of them, it is no text or is UTF-16 without a byte order mark"
    return Diagnostic(
        "KB104", Severity.WARNING, message, Location(path, *LineIndex(text).position(found.start())), hint
    )
