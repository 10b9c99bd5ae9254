"""Readers of single values; each takes the setting's name for its messages."""

import datetime as dt
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import Enum
from reprlib import Repr
from typing import Any, TypeVar

from kbgen.errors import SettingsError

E = TypeVar("E", bound=Enum)

_REPR = Repr()
_REPR.maxlevel, _REPR.maxstring, _REPR.maxother = 2, 200, 200


def shown(value: object) -> str:
    """Return a value for a message, shortened: a few aliases of YAML can stand for billions of values."""
    return _REPR.repr(value)


def unknown(key: str, known: Iterable[str], prefix: str) -> str:
    """Return the message about a key that no setting has; it names the nearest one."""
    names = sorted(known)
    near = get_close_matches(key, names, n=1)
    hint = f"did you mean {prefix}{near[0]}?" if near else f"known settings: {', '.join(names)}"
    return f"{prefix}{key}: unknown setting ({hint})"


def mapping(name: str, value: object, known: Iterable[str], example: str) -> Mapping[str, Any]:
    """Return a mapping whose keys are all known.

    Raises:
        SettingsError: it is no mapping, or a key is unknown.
    """
    if not isinstance(value, Mapping):
        raise SettingsError(f"{name}: expected {example}, not {shown(value)}")
    allowed = set(known)
    for key in value:
        if key not in allowed:
            raise SettingsError(unknown(str(key), allowed, f"{name}."))
    return value


def entries(name: str, value: object, example: str) -> list[tuple[str, object]]:
    """Return the entries of a list, each with its name for messages.

    Raises:
        SettingsError: it is no list.
    """
    if not isinstance(value, list):
        raise SettingsError(f"{name}: expected a list such as {example}, not {shown(value)}")
    return [(f"{name}[{number}]", entry) for number, entry in enumerate(value)]


def strings(name: str, value: object) -> tuple[str, ...]:
    """Return one text or several.

    Raises:
        SettingsError: it is neither a text nor a list of texts.
    """
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
        raise SettingsError(f"{name}: expected a text or a list of texts, not {shown(value)}")
    return tuple(items)


def string(name: str, value: object) -> str:
    """Return a text that is not empty.

    Raises:
        SettingsError: it is none.
    """
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f"{name}: expected a text, not {shown(value)}")
    return value.strip()


def web_address(name: str, value: object) -> str:
    """Return an address that begins with ``https://`` or ``http://``.

    Raises:
        SettingsError: it is none.
    """
    text = string(name, value)
    if not text.startswith(("https://", "http://")) or any(sign.isspace() or sign in '<>"' for sign in text):
        raise SettingsError(f"{name}: expected an address such as https://example.org/, not {shown(value)}")
    return text


def switch(name: str, value: object) -> bool:
    """Return ``true`` or ``false``.

    Raises:
        SettingsError: it is neither.
    """
    if not isinstance(value, bool):
        raise SettingsError(f"{name}: expected true or false, not {shown(value)}")
    return value


def positive(name: str, value: object) -> int:
    """Return a whole number above zero; a text may group its digits with ``_``.

    Raises:
        SettingsError: it is none.
    """
    if isinstance(value, str) and value.replace("_", "").isdecimal():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise SettingsError(f"{name}: expected a whole number above 0, not {shown(value)}")
    return value


def day(name: str, value: object) -> dt.date:
    """Return a day, written as ``2027-06-30``.

    Raises:
        SettingsError: it is none.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise SettingsError(f"{name}: expected a day such as 2027-06-30, not {shown(value)}") from None


def choice(name: str, value: object, vocabulary: type[E]) -> E:
    """Return the member of a vocabulary that a text names, in any case.

    Raises:
        SettingsError: it names none.
    """
    text = value.strip().casefold() if isinstance(value, str) else ""
    for member in vocabulary:
        if member.value == text:
            return member
    names = ", ".join(str(member.value) for member in vocabulary)
    raise SettingsError(f"{name}: expected one of {names}, not {shown(value)}")
