"""What is mounted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from kbgen.errors import SettingsError
from kbgen.settings.values import shown, string, unknown

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
_KEYS = ("version", "sha256", "folder")


class SourceKind(Enum):
    """What can be mounted, by the key that names it in the settings."""

    ATTACK = "attack"
    """A STIX bundle of ATT&CK, or a folder or archive of its objects."""
    SIGMA = "sigma"
    """A folder or archive of Sigma rules."""
    ATOMICS = "atomics"
    """A folder or archive of atomic tests of Atomic Red Team."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source that is mounted live and never written into the vault."""

    kind: SourceKind
    path: str
    """File, folder, archive or address; relative paths are relative to the folder of ``mkdocs.yml``."""
    version: str | None = None
    """Release of ATT&CK, where the bundle does not state it."""
    sha256: str | None = None
    """Digest that the file must have, as 64 hexadecimal digits in lower case."""
    folder: str = ""
    """Folder in the source of rules or tests that alone is read, with ``/`` separators; all of it when empty."""
    url: str = ""
    """Address from which the file was downloaded; empty for one that was not."""

    @property
    def is_url(self) -> bool:
        """Tell whether the source has to be downloaded first."""
        return _SCHEME.match(self.path) is not None

    @property
    def name(self) -> str:
        """Return what messages and pages call the source, the folder in it included."""
        name = Path(self.path).name if self.url else self.path.rstrip("/")
        return f"{name}/{self.folder}" if self.folder else name


def read_sources(name: str, value: object) -> tuple[Source, ...]:
    """Return what ``sources`` lists.

    Raises:
        SettingsError: an entry has not exactly one source with a path, or a value of it is wrong.
    """
    if not isinstance(value, list):
        raise SettingsError(f"{name}: expected a list such as [{{attack: enterprise-attack.json}}]")
    return tuple(read_source(f"{name}[{number}]", entry) for number, entry in enumerate(value))


def read_source(name: str, entry: object) -> Source:
    """Return the source that one entry states.

    Raises:
        SettingsError: the entry has not exactly one source with a path, or a value of it is wrong.
    """
    kinds = {kind.value: kind for kind in SourceKind}
    if not isinstance(entry, Mapping):
        raise SettingsError(f"{name}: expected one of {', '.join(kinds)} with a path")
    known = {*kinds, *_KEYS}
    for key in entry:
        if key not in known:
            raise SettingsError(unknown(str(key), known, f"{name}."))
    stated = [key for key in entry if key in kinds]
    if len(stated) != 1:
        raise SettingsError(f"{name}: expected exactly one of {', '.join(kinds)}")
    kind = kinds[stated[0]]
    return Source(
        kind,
        _path(f"{name}.{kind.value}", entry[kind.value]),
        _version(f"{name}.version", entry.get("version")),
        _sha256(f"{name}.sha256", entry.get("sha256")),
        _folder(f"{name}.folder", entry.get("folder"), kind),
    )


def _path(name: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise SettingsError(f"{name}: expected a path, not {shown(value)}")
    scheme = _SCHEME.match(value)
    if scheme is None:
        return value
    if scheme[1].lower() not in {"http", "https"}:
        raise SettingsError(
            f"{name}: {shown(value)} cannot be downloaded: only http and https are known; "
            "give the path of a file, or an address that begins with https://"
        )
    try:
        host = urlsplit(value).hostname
    except ValueError:
        host = None
    if not host or not value.isprintable() or " " in value:
        raise SettingsError(
            f"{name}: expected an address such as https://example.org/a.json, not {shown(value)}"
        )
    return value


def _version(name: str, value: object) -> str | None:
    if value is not None and not isinstance(value, str | int | float):
        raise SettingsError(f"{name}: expected a version such as 18.1, not {shown(value)}")
    return None if value is None else str(value)


def _sha256(name: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise SettingsError(f"{name}: expected a SHA-256 digest of 64 hexadecimal digits, not {shown(value)}")
    return value.lower()


def _folder(name: str, value: object, kind: SourceKind) -> str:
    if value is None:
        return ""
    if kind is SourceKind.ATTACK:
        raise SettingsError(f"{name}: only sigma and atomics take a folder; give its path as attack")
    folder = PurePosixPath(string(name, value))
    if folder.is_absolute() or ".." in folder.parts:
        raise SettingsError(f"{name}: expected a folder inside of the source, not {shown(value)}")
    return "" if folder == PurePosixPath() else folder.as_posix()
