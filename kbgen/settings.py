"""What a project may set, as frozen values with their defaults.

The one place to set anything is the ``kbgen`` block under ``plugins`` in ``mkdocs.yml``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
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


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a project."""

    kinds: Kinds = field(default_factory=Kinds)
    """How a note's kind is told, ``kinds: {technique: {tag: techniques}}``; a tag or a list of tags."""
    encoding: str | None = None
    """Encoding of the notes that are not UTF-8, such as ``cp437``; found by itself when not set."""
    exclude: tuple[str, ...] = ()
    """Path prefixes, or regular expressions between slashes, of files that are no part of the site."""


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
}


def _unknown(key: str, known: set[str], prefix: str) -> str:
    near = get_close_matches(key, sorted(known), n=1)
    hint = f"did you mean {prefix}{near[0]}?" if near else f"known settings: {', '.join(sorted(known))}"
    return f"{prefix}{key}: unknown setting ({hint})"
