"""Reads the content of one file of a source, plain or compressed, and never more of it than a limit allows.

Compression (gzip, xz, bzip2) is told by the first bytes, not by the file's name. Compressed files are unpacked piece by
piece, so that a small file that unpacks to a huge one is refused before it fills the memory.
"""

import bz2
import gzip
import hashlib
import lzma
import os
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

from kbgen.errors import KbgenError
from kbgen.settings import InputLimits


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


_PIECE = 1 << 20
_HEAD = 6
_OPENERS: tuple[tuple[bytes, Callable[[BinaryIO], AbstractContextManager[_Readable]]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"\xfd7zXZ\x00", lzma.open),
    (b"BZh", bz2.open),
)


class InputError(KbgenError):
    """A file of a source cannot be read: it is absent, too large, damaged, or not what it has to be."""


def read_content(path: Path, name: str, limits: InputLimits, budget: int) -> bytes:
    """Return a file's decompressed content.

    Args:
        path: the file.
        name: what messages call it.
        limits: named in the message about a file that is too large.
        budget: how many bytes there may be.

    Raises:
        InputError: the file is absent, cannot be read or decompressed, or is larger than the budget.
    """
    _require_file(path, name)
    try:
        with path.open("rb") as stream:
            start = stream.read(_HEAD)
            stream.seek(0)
            for magic, opener in _OPENERS:
                if start.startswith(magic):
                    with opener(stream) as unpacked:
                        return _limited(unpacked, name, limits, budget)
            if os.fstat(stream.fileno()).st_size > budget:
                raise too_large(name, limits)
            return _limited(stream, name, limits, budget)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise InputError(f"{name}: the compressed file is damaged or incomplete ({error})") from error
    except MemoryError as error:
        raise InputError(f"{name}: unpacking the file needs more memory than there is") from error
    except OSError as error:
        if error.errno is None:
            # What bzip2 raises about the content has no number.
            raise InputError(f"{name}: the compressed file is damaged or incomplete ({error})") from error
        raise InputError(f"{name}: cannot be read: {reason(error)}") from error


def require_digest(path: Path, name: str, sha256: str) -> None:
    """Check that a file is the one that is meant.

    Args:
        path: the file.
        name: what messages call it.
        sha256: the SHA-256 digest that the file must have, in lower case.

    Raises:
        InputError: it is absent, is no file, cannot be read, or has another digest.
    """
    _require_file(path, name)
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {reason(error)}") from error
    if found != sha256:
        raise InputError(f"{name}: the file is another one: its sha256 is {found}, not {sha256}")


def too_large(name: str, limits: InputLimits) -> InputError:
    """Return the error about a source that is larger than the limit."""
    return InputError(
        f"{name}: the source is larger than {limits.max_input_bytes:,} bytes; "
        "raise `limits.max_input_bytes` if that is right"
    )


def reason(error: OSError) -> str:
    """Return why the system refuses something."""
    return error.strerror or "the system gives no reason"


def _require_file(path: Path, name: str) -> None:
    if not path.is_file():
        why = "it is no regular file" if path.exists() else "there is no such file or folder"
        raise InputError(f"{name}: cannot be read: {why} ({path})")


def _limited(stream: _Readable, name: str, limits: InputLimits, budget: int) -> bytes:
    pieces: list[bytes] = []
    while piece := stream.read(_PIECE):
        budget -= len(piece)
        if budget < 0:
            raise too_large(name, limits)
        pieces.append(piece)
    return b"".join(pieces)
