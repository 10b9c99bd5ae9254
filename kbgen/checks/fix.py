r"""Applies repairs to the bytes of a file, and leaves every other byte as it is.

In: what a file holds, the encoding in which it was read, and repairs by line and column of its text. Out: the new bytes,
and what became of each repair. The text is that of `kbgen.vault.decode_text`: without a byte order mark, and with lines
that end at ``\r\n``, ``\r`` or ``\n``; here those ends stay what they are.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kbgen.diagnostics import Fix

_LINE_END = re.compile("\r\n|\r|\n")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNICODE = re.compile("utf-(?:8|16|32)")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A repair that was not made."""

    fix: Fix
    reason: str
    """Without a final full stop."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file after its repairs."""

    data: bytes
    """The file's content; that from before where nothing was repaired."""
    made: tuple[Fix, ...] = ()
    """In the order of the text."""
    postponed: tuple[Fix, ...] = ()
    """Those that overlap one that was made: another run may make them."""
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A file's text with all its line ends, and the bytes before it."""

    mark: bytes
    text: str
    encoding: str

    def bytes_of(self, pieces: Iterable[str]) -> bytes:
        return self.mark + b"".join(piece.encode(self.encoding) for piece in pieces)


def apply_fixes(data: bytes, encoding: str, fixes: Iterable[Fix]) -> Fixed:
    """Return a file after repairs; of several that overlap, the first in the text is made.

    Args:
        data: what the file holds.
        encoding: the encoding in which its text was read.
        fixes: repairs of the text, in any order; the same one counts once.
    """
    ordered = sorted(set(fixes), key=lambda fix: (fix.line, fix.column, -len(fix.old), fix.new))
    file = _read(data, encoding)
    if file is None:
        reason = f"the file is not wholly {encoding}, and writing it would lose characters"
        return Fixed(data, refused=tuple(Refusal(fix, reason) for fix in ordered))
    starts = _line_starts(file.text)
    made: list[tuple[int, Fix]] = []
    postponed: list[Fix] = []
    refused: list[Refusal] = []
    end = -1
    for fix in ordered:
        at = _offset(file.text, starts, fix)
        reason = "" if at is not None else f'"{fix.old}" does not stand there'
        reason = reason or _unfit(fix, file.encoding)
        if at is None or reason:
            refused.append(Refusal(fix, reason))
        elif at < end or (made and at == made[-1][0]):
            postponed.append(fix)
        else:
            made.append((at, fix))
            end = at + len(fix.old)
    old, new = _pieces(file.text, made)
    if file.bytes_of(old) != data:
        reason = f"the encoding {encoding} does not let a part of a file be written alone"
        return Fixed(data, refused=tuple(Refusal(fix, reason) for fix in ordered))
    return Fixed(file.bytes_of(new), tuple(fix for _, fix in made), tuple(postponed), tuple(refused))


def _read(data: bytes, encoding: str) -> _Text | None:
    """Return a file's text, or None where it cannot be written back as it was."""
    is_unicode = _UNICODE.match(encoding) is not None
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"") if is_unicode else b""
    try:
        text = data[len(mark) :].decode(encoding)
        back = text.encode(encoding)
    except (UnicodeError, LookupError):
        return None
    return _Text(mark, text, encoding) if mark + back == data else None


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def _offset(text: str, starts: list[int], fix: Fix) -> int | None:
    """Return where the replaced text begins, or None where it does not stand in its line."""
    if not 1 <= fix.line <= len(starts) or fix.column < 1:
        return None
    at = starts[fix.line - 1] + fix.column - 1
    found = _LINE_END.search(text, starts[fix.line - 1])
    last = found.start() if found else len(text)
    return at if at + len(fix.old) <= last and text.startswith(fix.old, at) else None


def _unfit(fix: Fix, encoding: str) -> str:
    """Return why the new text cannot stand in the file; empty where it can."""
    if _LINE_END.search(fix.new):
        return "the repair would change the lines of the file"
    try:
        fix.new.encode(encoding)
    except UnicodeError:
        return f'"{fix.new}" cannot be written in {encoding}'
    return ""


def _pieces(text: str, made: Iterable[tuple[int, Fix]]) -> tuple[list[str], list[str]]:
    """Return a text in pieces, before and after its repairs."""
    old: list[str] = []
    new: list[str] = []
    end = 0
    for at, fix in made:
        old += (text[end:at], fix.old)
        new += (text[end:at], fix.new)
        end = at + len(fix.old)
    return [*old, text[end:]], [*new, text[end:]]
