"""What a scalar means: the YAML 1.2 core schema.

The schema is that of https://yaml.org/spec/1.2.2/#103-core-schema: null, Boolean, integer (decimal, ``0o``,
``0x``) and float. All else is a string, also dates, ``yes``, ``12:30`` and ``1_000``.
"""

import re
from collections.abc import Callable

from kbgen.vault.yaml_node import Scalar

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NUMBER_START = frozenset("+-.0123456789")
_MAX_DIGITS = 300
"""Longer integers become floats, as they do in JavaScript; Python refuses to convert very long ones."""

_CORE = "tag:yaml.org,2002:"


def resolve_plain(text: str) -> Scalar:
    """Return the value of an unquoted scalar without a tag."""
    if text in _NULL:
        return None
    if text[0] in _NUMBER_START:
        return _number(text)
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    return text


def _number(text: str) -> Scalar:
    if _INT.fullmatch(text):
        return int(text) if len(text) <= _MAX_DIGITS else float(text)
    if _OCTAL.fullmatch(text) or _HEX.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def _is_int(value: Scalar) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_TAGGED: dict[str, Callable[[Scalar], bool]] = {
    f"{_CORE}null": lambda value: value is None,
    f"{_CORE}bool": lambda value: isinstance(value, bool),
    f"{_CORE}int": _is_int,
    f"{_CORE}float": lambda value: _is_int(value) or isinstance(value, float),
}
"""Tags of the core schema, with the test that a text must pass to mean such a value."""

_TEXT_TAGS = frozenset({"!", f"{_CORE}str"})
_COLLECTION_TAGS = frozenset({"!", f"{_CORE}map", f"{_CORE}seq"})


def is_known_collection_tag(tag: str) -> bool:
    """Return whether a tag of a list or map is one of the core schema."""
    return tag in _COLLECTION_TAGS


def resolve_tagged(text: str, tag: str) -> tuple[Scalar, bool]:
    """Return the value of a scalar with a tag, and whether the tag was understood.

    A tag that is unknown, or that does not fit the text, leaves a string.
    """
    if tag in _TEXT_TAGS:
        return text, True
    if tag in _TAGGED:
        value = resolve_plain(text)
        if _TAGGED[tag](value):
            return value, True
    return text, False
