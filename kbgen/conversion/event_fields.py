"""The fields of a log event, by the names that Sigma gives them.

In goes an event as JSON has it; out come its values by name. An event of Windows, as converters of EVTX files write it,
has its fields below ``Event``: those of ``System``, ``EventData`` and ``UserData`` have plain names, and an attribute
has the name of its element before its own, such as ``Provider_Name``; rules write ``Threat Name`` without a space. Of any other event, a field in a field has the
names of both, such as ``userIdentity.type``.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | None
"""What a field may hold."""

_ATTRIBUTES = "#attributes"
_TEXT = "#text"
_WINDOWS = ("System", "EventData", "UserData")


def event_fields(event: Mapping[str, object]) -> dict[str, tuple[Value, ...]]:
    """Return all values of each field, each once; several where a field is a list or stands in several places."""
    windows = event.get("Event")
    pairs = _nested("", event)
    if isinstance(windows, Mapping) and any(part in windows for part in _WINDOWS):
        pairs = chain.from_iterable(_windows("", windows.get(part)) for part in _WINDOWS)
    found: dict[str, dict[tuple[type, Value], None]] = {}
    for name, value in pairs:
        found.setdefault(name, {})[type(value), value] = None
    return {name: tuple(value for _, value in values) for name, values in found.items()}


def _windows(name: str, node: object) -> Iterator[tuple[str, Value]]:
    if not isinstance(node, Mapping):
        yield from _nested(name, node) if name else ()
        return
    for key, value in node.items():
        if key == _ATTRIBUTES and isinstance(value, Mapping):
            yield from (
                (f"{name}_{attribute}".lstrip("_"), _value(each)) for attribute, each in value.items()
            )
        elif key == _TEXT:
            yield from _nested(name, value)
        elif key == "Data" and isinstance(value, list) and all(map(_is_named, value)):
            yield from (pair for item in value for pair in _named(item))
        else:
            yield from _windows(key, value)
            if " " in key:
                yield from _windows(key.replace(" ", ""), value)


def _is_named(item: object) -> bool:
    return isinstance(item, Mapping) and isinstance(item.get(_ATTRIBUTES), Mapping)


def _named(item: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    """Yield a field that is written as ``<Data Name="Image">…</Data>``."""
    attributes = item[_ATTRIBUTES]
    name = attributes.get("Name") if isinstance(attributes, Mapping) else None
    yield from _nested(name if isinstance(name, str) else "Data", item.get(_TEXT))


def _nested(name: str, node: object) -> Iterator[tuple[str, Value]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _nested(f"{name}.{key}" if name else str(key), value)
    elif isinstance(node, list):
        for item in node:
            yield from _nested(name, item)
    else:
        yield name, _value(node)


def _value(node: object) -> Value:
    return node if node is None or isinstance(node, str | int | float | bool) else str(node)
