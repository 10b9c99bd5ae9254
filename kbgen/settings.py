"""What a project may set, as frozen values with their defaults.

The one place to set anything is the ``kbgen`` block under ``plugins`` in ``mkdocs.yml``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from enum import Enum
from typing import Any

from kbgen.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which tags say what kind of note a note is; compared case-insensitively."""

    technique: tuple[str, ...] = (
        "techniques",
        "technique",
        "attack/type/technique",
        "attack/type/subtechnique",
    )
    """Tags of notes that are an ATT&CK technique or sub-technique."""
    detection_rule: tuple[str, ...] = ("detection_rule",)
    """Tags of notes that are a detection rule."""
    atomic_test: tuple[str, ...] = ("atomic_test",)
    """Tags of notes that hold atomic tests."""


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


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a project."""

    kinds: Kinds = field(default_factory=Kinds)
    """How a note's kind is told, ``kinds: {technique: {tag: techniques}}``; a tag or a list of tags."""
    encoding: str | None = None
    """Encoding of the notes that are not UTF-8, such as ``cp437``; found by itself when not set."""
    exclude: tuple[str, ...] = ()
    """Path prefixes, or regular expressions between slashes, of files that are no part of the site."""
    sources: tuple[Source, ...] = ()
    """What is mounted, ``sources: [{attack: enterprise-attack.json, version: "18.1"}, {sigma: rules}]``."""


def read_settings(raw: Mapping[str, Any]) -> Settings:
    """Return the settings that a plugin block states.

    Raises:
        SettingsError: a key is unknown (the message names the nearest known one) or a value has the wrong
            type; the message names the setting.
    """
    known = {item.name for item in fields(Settings)}
    values: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in known:
            raise SettingsError(_unknown(key, known, ""))
        values[key] = _READERS[key](key, value)
    return Settings(**values)


def _kinds(name: str, value: object) -> Kinds:
    known = {item.name for item in fields(Kinds)}
    if not isinstance(value, Mapping):
        raise SettingsError(f"{name}: expected kinds with their tags, such as technique: {{tag: techniques}}")
    tags: dict[str, tuple[str, ...]] = {}
    for kind, rule in value.items():
        if kind not in known:
            raise SettingsError(_unknown(str(kind), known, f"{name}."))
        if not isinstance(rule, Mapping) or set(rule) != {"tag"}:
            raise SettingsError(f"{name}.{kind}: expected {{tag: NAME}} or {{tag: [NAME, NAME]}}")
        tags[kind] = tuple(tag.lstrip("#").casefold() for tag in _strings(f"{name}.{kind}.tag", rule["tag"]))
    return Kinds(**tags)


def _strings(name: str, value: object) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
        raise SettingsError(f"{name}: expected a text or a list of texts, not {value!r}")
    return tuple(items)


def _sources(name: str, value: object) -> tuple[Source, ...]:
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
            raise SettingsError(_unknown(str(key), known, f"{name}."))
    stated = [key for key in entry if key in kinds]
    if len(stated) != 1:
        raise SettingsError(f"{name}: expected exactly one of {', '.join(kinds)}")
    path, version = entry[stated[0]], entry.get("version")
    if not isinstance(path, str) or not path:
        raise SettingsError(f"{name}.{stated[0]}: expected a path, not {path!r}")
    return Source(kinds[stated[0]], path, None if version is None else str(version))


def _encoding(name: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise SettingsError(f"{name}: expected the name of an encoding, not {value!r}")
    try:
        b"a".decode(value)
    except (LookupError, UnicodeError, ValueError):
        raise SettingsError(f"{name}: Python knows no encoding of texts called {value!r}") from None
    return value


_READERS: dict[str, Callable[[str, object], object]] = {
    "kinds": _kinds,
    "encoding": _encoding,
    "exclude": _strings,
    "sources": _sources,
}


def _unknown(key: str, known: set[str], prefix: str) -> str:
    near = get_close_matches(key, sorted(known), n=1)
    hint = f"did you mean {prefix}{near[0]}?" if near else f"known settings: {', '.join(sorted(known))}"
    return f"{prefix}{key}: unknown setting ({hint})"
