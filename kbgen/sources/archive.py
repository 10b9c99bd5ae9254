"""Reads an archive of files in memory: a tar archive, once it is decompressed, or a zip archive.

In goes the archive's content; out come its files, by path. Nothing is ever written. An archive in which a path leads out
of it is refused as a whole. Links and devices are told and not followed. Where everything stands in one folder, as in
the archives of GitHub, paths begin below it, as they would in that folder once it is unpacked. Of several files with
one path the last counts, as when they are unpacked.
"""

import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum

from kbgen.settings import InputLimits
from kbgen.sources.input_content import InputError, too_large

_BLOCK = 512
_PIECE = 1 << 16
_USTAR = slice(257, 262)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""Those in use, and the only ones that Python unpacks piece by piece."""
_DAMAGED = (
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, LookupError, ArithmeticError, RuntimeError, MemoryError),
)
"""What Python raises about archives that are damaged, or that need a password."""


class MemberKind(Enum):
    """What stands under a path of an archive."""

    FILE = "file"
    LINK = "link"
    """A symbolic or hard link."""
    OTHER = "other"
    """A device, a pipe, a file with holes."""


@dataclass(frozen=True, slots=True)
class Member:
    """One path of an archive; folders have none."""

    path: str
    """Path with ``/`` separators."""
    kind: MemberKind
    size: int
    """Bytes, as the archive states them."""
    read: Callable[[], bytes]
    """Returns the content; raises `InputError` where it is damaged or more than may be read."""


def is_archive(data: bytes) -> bool:
    """Tell whether a content is that of a tar or zip archive."""
    return data[_USTAR] == b"ustar" or data.startswith(_ZIP)


def read_archive(data: bytes, name: str, limits: InputLimits) -> tuple[Member, ...]:
    """Return what is in an archive, by path in the order of code points; hidden files and folders are left out.

    Args:
        data: the content of the archive, decompressed where it is a compressed tar archive.
        name: what messages call it.
        limits: how much may be read of a zip archive, all files together.

    Raises:
        InputError: the archive is damaged, or a path in it leads out of it.
    """
    try:
        members = _zip_members(data, name, limits) if data.startswith(_ZIP) else _tar_members(data)
    except _DAMAGED as error:
        raise _damaged(name, error) from error
    found = {path: replace(member, path=path) for member in members if (path := _inside(member.path, name))}
    top = _top_folder(member.path for member in found.values() if member.kind is MemberKind.FILE)
    visible = (
        replace(member, path=member.path.removeprefix(top))
        for member in found.values()
        if member.path.startswith(top)
    )
    return tuple(sorted(visible, key=lambda member: member.path))


def _inside(path: str, name: str) -> str:
    """Return a path without needless parts; an empty one where it, or a folder of it, is hidden."""
    parts = path.split("/")
    drive = len(parts[0]) == 2 and parts[0][1] == ":"
    if not parts[0] or drive or ".." in parts:
        shown = path.encode(errors="replace").decode()
        raise InputError(f"{name}: the path {shown!r} leads out of the archive, which is therefore not read")
    kept = [part for part in parts if part not in {"", "."}]
    return "" if any(part.startswith(".") for part in kept) else "/".join(kept)


def _top_folder(paths: Iterable[str]) -> str:
    """Return the folder in which all files stand, with a slash at its end; an empty text where there is none."""
    tops = {path.partition("/")[:2] for path in paths}
    return "".join(tops.pop()) if len(tops) == 1 and all(slash for _, slash in tops) else ""


def _tar_members(data: bytes) -> list[Member]:
    stream = io.BytesIO(data)
    with tarfile.open(fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape") as tar:
        members = [_tar_member(data, entry) for entry in tar.getmembers() if not entry.isdir()]
        # Python takes whatever it does not understand for the end of an archive.
        end = data[tar.offset : tar.offset + _BLOCK]
    if not end or any(end):
        raise EOFError(f"it ends too early, or is damaged, at byte {tar.offset:,}")
    return members


def _tar_member(data: bytes, entry: tarfile.TarInfo) -> Member:
    def read() -> bytes:
        return data[entry.offset_data : entry.offset_data + entry.size]

    kind = MemberKind.OTHER
    if entry.issym() or entry.islnk():
        kind = MemberKind.LINK
    elif entry.isfile() and not entry.issparse():
        kind = MemberKind.FILE
    return Member(entry.name, kind, entry.size, read)


def _zip_members(data: bytes, name: str, limits: InputLimits) -> list[Member]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    budget = _Budget(limits)
    return [_zip_member(archive, entry, name, budget) for entry in archive.infolist() if not entry.is_dir()]


def _zip_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: "_Budget") -> Member:
    def read() -> bytes:
        budget.spend(entry.file_size, name)
        if entry.compress_type not in _COMPRESSIONS:
            raise InputError(
                f"{name}/{entry.filename}: is compressed in a way that is not read here; use deflate"
            )
        try:
            with archive.open(entry) as stream:
                # In pieces, so that no more is unpacked than the archive states.
                return b"".join(iter(lambda: stream.read(_PIECE), b""))
        except _DAMAGED as error:
            raise _damaged(f"{name}/{entry.filename}", error) from error

    mode = entry.external_attr >> 16
    kind = MemberKind.FILE
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        kind = MemberKind.LINK if stat.S_ISLNK(mode) else MemberKind.OTHER
    return Member(entry.filename.replace("\\", "/"), kind, entry.file_size, read)


class _Budget:
    """How much may still be unpacked."""

    def __init__(self, limits: InputLimits) -> None:
        self._limits = limits
        self._left = limits.max_input_bytes

    def spend(self, size: int, name: str) -> None:
        self._left -= size
        if self._left < 0:
            raise too_large(name, self._limits)


def _damaged(name: str, error: Exception) -> InputError:
    return InputError(f"{name}: the archive cannot be read: {error}")
