"""What is mounted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from kbgen.errors import SettingsError
from kbgen.settings.values import unknown


class SourceKind(Enum):
    """What can be mounted, by the key that names it in the settings."""

    ATTACK = "attack"
    """A STIX bundle of ATT&CK, or a folder of its objects."""
    SIGMA = "sigma"
    """A folder of Sigma rules."""
    ATOMICS = "atomics"
    """A folder of atomic tests of Atomic Red Team."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source that is mounted live and never written into the vault."""

    kind: SourceKind
    path: str
    """File or folder; relative paths are relative to the folder of ``mkdocs.yml``."""
    version: str | None = None
    """Release of ATT&CK, where the bundle does not state it."""


def read_sources(name: str, value: object) -> tuple[Source, ...]:
    """Return what ``sources`` lists.

    Raises:
        SettingsError: an entry has not exactly one source with a path.
    """
    if not isinstance(value, list):
        raise SettingsError(f"{name}: expected a list such as [{{attack: enterprise-attack.json}}]")
    return tuple(_source(f"{name}[{number}]", entry) for number, entry in enumerate(value))


def _source(name: str, entry: object) -> Source:
    kinds = {kind.value: kind for kind in SourceKind}
    if not isinstance(entry, Mapping):
        raise SettingsError(f"{name}: expected one of {', '.join(kinds)} with a path")
    known = {*kinds, "version"}
    for key in entry:
        if key not in known:
            raise SettingsError(unknown(str(key), known, f"{name}."))
    stated = [key for key in entry if key in kinds]
    if len(stated) != 1:
        raise SettingsError(f"{name}: expected exactly one of {', '.join(kinds)}")
    path, version = entry[stated[0]], entry.get("version")
    if not isinstance(path, str) or not path:
        raise SettingsError(f"{name}.{stated[0]}: expected a path, not {path!r}")
    return Source(kinds[stated[0]], path, None if version is None else str(version))
