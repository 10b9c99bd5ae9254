"""Reads the bytes of a STIX source: a file, plain or compressed, or a folder of such files.

In goes a path; out come the contents of its JSON files, never more of them than the limits allow. Compression is told
by the first bytes, not by the file's name. Archives are unpacked piece by piece, so that a small file that unpacks to
a huge one is refused before it fills the memory.
"""

import codecs
import gzip
import lzma
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kbgen.errors import KbgenError
from kbgen.settings import DEFAULT_LIMITS, InputLimits

_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class StixError(KbgenError):
    """A STIX source cannot be read: it is absent, too large, no JSON or no bundle."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """The content of one file of a source."""

    name: str
    """Name for people: the file's own, for a folder with the folder and the path in it, with ``/`` separators."""
    data: bytes
    """Decompressed content; a byte order mark is replaced by spaces, so that offsets are those of the file."""


def read_input(path: Path, limits: InputLimits = DEFAULT_LIMITS) -> Iterator[InputFile]:
    """Yield the file that a path names, or each ``*.json`` below a folder, by path in the order of code points.

    Hidden files and folders are left out, links to folders are not followed.

    Raises:
        StixError: the path does not exist, cannot be read or decompressed, or is larger than a limit.
    """
    if not path.is_dir():
        name = name_of(path)
        yield _checked(name, _content(path, name, limits, limits.max_input_bytes), limits)
        return
    budget = limits.max_input_bytes
    for relative in _json_files(path):
        name = f"{name_of(path)}/{relative}"
        data = _content(path / relative, name, limits, budget)
        budget -= len(data)
        yield _checked(name, data, limits)


def name_of(path: Path) -> str:
    """Return the name of a file or folder for people, also where the path is ``.``."""
    return path.name or path.resolve().name or str(path)


def _unreadable(error: OSError) -> None:
    raise StixError(f"{error.filename}: cannot be read: {error.strerror}") from error


def _json_files(folder: Path) -> list[str]:
    found: list[str] = []
    for directory, folders, files in os.walk(folder, onerror=_unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        place = Path(directory).relative_to(folder)
        found.extend(
            (place / name).as_posix()
            for name in files
            if name.casefold().endswith(".json") and not name.startswith(".")
        )
    return sorted(found)


def _content(path: Path, name: str, limits: InputLimits, budget: int) -> bytes:
    """Return a file's decompressed content, at most as many bytes as the budget has."""
    if not path.is_file():
        reason = "it is no regular file" if path.exists() else "there is no such file or folder"
        raise StixError(f"{name}: cannot be read: {reason} ({path})")
    try:
        with path.open("rb") as stream:
            start = stream.read(len(_XZ))
            stream.seek(0)
            if start.startswith(_GZIP):
                with gzip.open(stream) as unpacked:
                    return _limited(unpacked, name, limits, budget)
            if start.startswith(_XZ):
                with lzma.open(stream) as unpacked:
                    return _limited(unpacked, name, limits, budget)
            if os.fstat(stream.fileno()).st_size > budget:
                raise _too_large(name, limits)
            return _limited(stream, name, limits, budget)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise StixError(f"{name}: the compressed file is damaged or incomplete ({error})") from error
    except OSError as error:
        reason = error.strerror or "the system gives no reason"
        raise StixError(f"{name}: cannot be read: {reason}") from error


def _limited(stream: _Readable, name: str, limits: InputLimits, budget: int) -> bytes:
    pieces: list[bytes] = []
    while piece := stream.read(_PIECE):
        budget -= len(piece)
        if budget < 0:
            raise _too_large(name, limits)
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(name: str, limits: InputLimits) -> StixError:
    return StixError(
        f"{name}: the source is larger than {limits.max_input_bytes:,} bytes; raise `max_input_bytes` if that is right"
    )


def _checked(name: str, data: bytes, limits: InputLimits) -> InputFile:
    if data.startswith(codecs.BOM_UTF8):
        data = b" " * len(codecs.BOM_UTF8) + data[len(codecs.BOM_UTF8) :]
    if data.startswith(_UTF16):
        raise StixError(f"{name}: the file is UTF-16, JSON has to be UTF-8; save it as UTF-8")
    if len(data) > limits.max_string_bytes:
        _refuse_long_strings(name, data, limits)
    return InputFile(name, data)


def _refuse_long_strings(name: str, data: bytes, limits: InputLimits) -> None:
    for match in _STRING.finditer(data):
        if match.end() - match.start() - 2 > limits.max_string_bytes:
            raise StixError(
                f"{name}: the text that begins at byte {match.start():,} is longer than "
                f"{limits.max_string_bytes:,} bytes; raise `max_string_bytes` if that is right"
            )
