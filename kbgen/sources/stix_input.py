"""Reads the bytes of a STIX source: a file, plain or compressed, or a folder or archive of such files.

In goes a path; out come the contents of its JSON files, never more of them than the limits allow.
"""

import codecs
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kbgen.errors import KbgenError
from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.sources.archive import MemberKind, is_archive, read_archive
from kbgen.sources.input_content import InputError, read_content

_JSON = ".json"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class StixError(KbgenError):
    """A STIX source cannot be read: it is absent, too large, no JSON or no bundle."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """The content of one file of a source."""

    name: str
    """Name for people: the file's own, for a folder or archive with its name and the path in it."""
    data: bytes
    """Decompressed content; a byte order mark is replaced by spaces, so that offsets are those of the file."""


def read_input(path: Path, limits: InputLimits = DEFAULT_LIMITS) -> Iterator[InputFile]:
    """Yield the file that a path names, or each ``*.json`` in a folder or archive, by path in the order of code points.

    Hidden files and folders are left out, links are followed only from a folder to a file.

    Raises:
        StixError: the path does not exist, cannot be read or decompressed, or is larger than a limit.
    """
    try:
        for name, data in _contents(path, limits):
            yield _checked(name, data, limits)
    except InputError as error:
        raise StixError(str(error)) from error


def name_of(path: Path) -> str:
    """Return the name of a file or folder for people, also where the path is ``.``."""
    return path.name or path.resolve().name or str(path)


def _contents(path: Path, limits: InputLimits) -> Iterator[tuple[str, bytes]]:
    name = name_of(path)
    if path.is_dir():
        budget = limits.max_input_bytes
        for relative in _json_files(path):
            data = read_content(path / relative, f"{name}/{relative}", limits, budget)
            budget -= len(data)
            yield f"{name}/{relative}", data
        return
    data = read_content(path, name, limits, limits.max_input_bytes)
    if not is_archive(data):
        yield name, data
        return
    for member in read_archive(data, name, limits):
        if member.kind is MemberKind.FILE and member.path.casefold().endswith(_JSON):
            yield f"{name}/{member.path.encode(errors='replace').decode()}", member.read()


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
            if name.casefold().endswith(_JSON) and not name.startswith(".")
        )
    return sorted(found)


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
                f"{limits.max_string_bytes:,} bytes; raise `limits.max_string_bytes` if that is right"
            )
