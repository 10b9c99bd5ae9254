"""YAML values with the places where they stand, as frozen values without any YAML library."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
"""A value of the YAML 1.2 core schema; dates, ``yes`` and ``12:30`` stay strings."""


@dataclass(frozen=True, slots=True)
class YamlScalar:
    """A scalar: its value, and its text as the author wrote it."""

    value: Scalar
    text: str
    """The scalar's text without quotes, so that ``1.10`` prints as ``1.10``; empty for an absent value."""
    line: int
    """Line in the file, counted from 1."""
    column: int
    """Column in that line, counted in code points from 1."""


@dataclass(frozen=True, slots=True)
class YamlList:
    """A sequence, block or flow style."""

    items: tuple["YamlNode", ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class YamlMap:
    """A mapping; keys are unique scalars, in the order of the text."""

    entries: tuple[tuple[YamlScalar, "YamlNode"], ...]
    line: int
    column: int

    def get(self, name: str) -> "YamlNode | None":
        """Return the value under a key spelled exactly so, or None."""
        for key, value in self.entries:
            if key.text == name:
                return value
        return None


YamlNode: TypeAlias = YamlScalar | YamlList | YamlMap


def scalars(node: YamlNode | None) -> Iterator[YamlScalar]:
    """Yield the scalar that a node is, or those that a list holds directly; nothing for None and maps."""
    match node:
        case YamlScalar():
            yield node
        case YamlList(items=items):
            yield from (item for item in items if isinstance(item, YamlScalar))
        case _:
            return
