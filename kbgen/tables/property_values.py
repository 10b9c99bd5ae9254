"""YAML values become field values: raw, as Dataview reads them, and the texts that it takes for something else.

Dataview takes a text of a property for a date, a duration or a link where the whole text is one. Dates in a stated time
zone depend on the reader's own, durations on their rendering: both are ``Unknown``.
"""

import re
from datetime import datetime

from kbgen.knowledge.names import Names
from kbgen.tables.values import Date, Link, LinkKind, Object, Unknown, Value, number_text, to_number
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

_DATE = re.compile(
    r"(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2})(\.\d{3})?"
    r"(?:[+-]\d{1,2}(?::\d{2})?|Z|\[[0-9A-Za-z+\-/]+\])?)?)?)?)?",
    re.ASCII,
)
_ZONE = re.compile(r"T.*(?:[+\-Z\[])")
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_UNIT = "(?:years?|yrs?|months?|mos?|weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
_DURATION = re.compile(rf"{_NUMBER}\s*{_UNIT}(?:(?:\s*,\s*|\s*){_NUMBER}\s*{_UNIT})*+")
_LINK = re.compile(r"(!?)\[\[([^\[\]]*?)\]\]")
_PIPE = re.compile(r"(?<!\\)\|")
_IN_HEADING = re.compile(r"[^\w\s-]|\s+")


def plain_value(node: YamlNode) -> Value:
    """Return a YAML value as it is: texts stay texts."""
    match node:
        case YamlScalar(value=bool() | str() | None as value):
            return value
        case YamlScalar(value=int() | float() as number):
            return to_number(number)
        case YamlList(items=items):
            return tuple([plain_value(item) for item in items])
        case YamlMap(entries=entries):
            return Object({key.text: plain_value(value) for key, value in entries})
        case _:
            return None


def scalar_text(scalar: YamlScalar) -> str:
    """Return a scalar as JavaScript turns it into a text."""
    match plain_value(scalar):
        case bool() as flag:
            return "true" if flag else "false"
        case float() as number:
            return number_text(number)
        case str() as text:
            return text
        case _:
            return "null"


def dataview_value(node: YamlNode, name: str, names: Names, source: str) -> Value | Unknown:
    """Return a YAML value as Dataview reads it.

    Args:
        node: the value.
        name: the field's name, for what is unknown.
        names: finds the targets of links.
        source: vault path of the note.
    """
    match node:
        case YamlScalar(value=str() as text):
            return _text_value(text, name, names, source)
        case YamlList(items=items):
            found: list[Value] = []
            for item in items:
                value = dataview_value(item, name, names, source)
                if isinstance(value, Unknown):
                    return value
                found.append(value)
            return tuple(found)
        case YamlMap(entries=entries):
            return Object(
                {
                    key.text: dataview_value(value, f"{name}.{key.text}", names, source)
                    for key, value in entries
                }
            )
        case _:
            return plain_value(node)


def _text_value(text: str, name: str, names: Names, source: str) -> Value | Unknown:
    if text[:1].isdigit() or text[:1] == "-":
        date = read_date(text)
        if isinstance(date, Unknown):
            return Unknown(name, date.reason)
        if date is not None:
            return date
        if _DURATION.fullmatch(text):
            return Unknown(name, f'"{text}" is a duration')
        return text
    found = _LINK.fullmatch(text)
    return text if found is None else read_link(found[2], names, source, embed=bool(found[1]))


def read_date(text: str) -> Date | Unknown | None:
    """Return the date that a whole text is for Dataview, ``YYYY-MM[-DD[THH[:mm[:ss[.SSS]]]]]``, or None."""
    found = _DATE.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    if _ZONE.search(text):
        return Unknown(text, f'"{text}" is a date in a time zone, which is shown in the reader\'s own')
    year, month, day, hour, minute, second = (int(part or default) for part, default in _parts(found))
    micro = int(found[7][1:]) * 1000 if found[7] else 0
    try:
        return Date(datetime(year, month, day, hour, minute, second, micro), text)  # noqa: DTZ001 - of no zone
    except ValueError:
        return Unknown(text, f'"{text}" is no day of the calendar')


def _parts(found: re.Match[str]) -> list[tuple[str | None, int]]:
    return list(zip(found.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True))


def read_link(inner: str, names: Names, source: str, *, embed: bool = False) -> Link:
    """Return the link with a text between its brackets, its target found from a note's place."""
    address, *display = _PIPE.split(inner, maxsplit=1)
    address = address.replace("\\|", "|")
    target, mark, fragment = address.partition("#")
    kind = LinkKind.FILE if not mark else LinkKind.HEADING
    if fragment.startswith("^"):
        kind, fragment = LinkKind.BLOCK, fragment[1:]
    elif kind is LinkKind.HEADING:
        fragment = " ".join(_IN_HEADING.sub(" ", fragment).split())
    text = display[0] if display else ""
    path = names.resolve(target.strip(), source).path
    if path is None:
        return Link(target, exists=False, text=text, fragment=fragment, kind=kind, embed=embed)
    return Link(path, exists=True, text=text, fragment=fragment, kind=kind, embed=embed)
