"""Texts of evidence: files as text, and values as the records keep them."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import KbgenError
from kbgen.settings import InputLimits
from kbgen.source import LineIndex
from kbgen.sources.input_content import read_content
from kbgen.vault.decode_text import decide_encoding, decode, is_unicode

LONGEST = 300
"""Characters of a note that are kept."""
_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_TECHNIQUE = re.compile(r"(?<![0-9A-Za-z])[Tt](\d{4})(?:[._](\d{3}))?(?![0-9A-Za-z])")
_LOOKED_AT = 400


class EvidenceError(KbgenError):
    """A file of evidence or results is damaged, or of no known format; the message names the place."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text."""

    name: str
    """Name for people."""
    text: str
    """Without byte order mark, all line ends as ``\\n``."""
    encoding: str
    """What it was read as; anything else than a form of Unicode is a guess."""


def read_text(path: Path, name: str, limits: InputLimits) -> Text:
    """Return a file as text: Unicode by its mark or by its zero bytes, else UTF-8 if it is valid, else a guess.

    PowerShell writes UTF-16, mostly with a mark, and the system's own encoding, always without.

    Raises:
        InputError: it is no regular file, cannot be read, or is larger than a limit.
        EvidenceError: it holds zero bytes, which no text has.
    """
    data = read_content(path, name, limits, limits.max_input_bytes)
    wide = _unmarked_utf16(data)
    if wide:
        decoded = decode(b"\xff\xfe" + data if wide == "utf-16-le" else b"\xfe\xff" + data, wide)
    else:
        decoded = decode(data, "utf-8" if is_unicode(data) else decide_encoding([data]))
    text = decoded.text.removeprefix("\ufeff")
    zero = text.find("\0")
    if zero >= 0:
        line, column = LineIndex(text).position(zero)
        raise EvidenceError(f"{name}:{line}:{column}: a zero byte; the file mixes encodings or is no text")
    return Text(name, text, decoded.encoding)


def _unmarked_utf16(data: bytes) -> str | None:
    """Return which UTF-16 a file is that has no mark: text that is mostly ASCII has a zero in every other byte."""
    start = data[:_LOOKED_AT]
    if len(start) < 4 or len(data) % 2 or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    half = len(start) // 2
    for name, zeros, letters in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        if zeros.count(0) > 0.8 * half and letters.count(0) == 0:
            return name
    return None


def guid_of(text: str) -> str:
    """Return the GUID that a whole text is, in lower case and without braces; empty where it is none."""
    match = _GUID.fullmatch(text.strip())
    return match[1].lower() if match else ""


def techniques_of(text: str) -> tuple[str, ...]:
    """Return the identifiers of techniques in a text, each once, in their canonical form."""
    found = (f"T{match[1]}.{match[2]}" if match[2] else f"T{match[1]}" for match in _TECHNIQUE.finditer(text))
    return tuple(dict.fromkeys(found))


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return a text in one line, without control characters, shortened where it is too long."""
    shown = "".join(" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text)
    words = " ".join(shown.encode("utf-8", "replace").decode().split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
