"""What fields hold and cells show: a closed family of frozen values.

Texts are Markdown, as in Dataview and Obsidian: the stage that shows a table decides what to make of it. Numbers are
floats, as in JavaScript.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Date:
    """A day, or a day and a time, of no time zone."""

    moment: datetime
    text: str
    """As written."""

    @property
    def has_time(self) -> bool:
        """Tell whether the text states a time."""
        return len(self.text) > len("2024-12-31")


class LinkKind(Enum):
    """What of a file a link means. The values sort as in Dataview."""

    BLOCK = "block"
    FILE = "file"
    HEADING = "header"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a file of the vault, or to one that is not there."""

    path: str
    """Vault path of the target; the name as written where nothing has that name."""
    exists: bool
    text: str = ""
    """The display text; empty where the author gave none."""
    fragment: str = ""
    """The heading or the block identifier, without ``#`` and ``^``."""
    kind: LinkKind = LinkKind.FILE
    embed: bool = False

    @property
    def label(self) -> str:
        """Return what readers see: the display text, or the title of the file, with the fragment."""
        if self.text:
            return self.text
        title = title_of(self.path)
        return title if self.kind is LinkKind.FILE else f"{title} > {self.fragment}"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as an element of a list of tags."""

    name: str
    """Without ``#``."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the vault itself, not a link to it."""

    path: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field that has a value in Obsidian which kbgen does not know; asking for it makes a block unsupported."""

    word: str
    """The field."""
    reason: str
    """Why, as one sentence without a final full stop."""


@dataclass(frozen=True, slots=True)
class Object:
    """Named values: a YAML map, a page, the implicit fields of a page, a group."""

    entries: Mapping[str, "Value | Unknown"]
    partial: str = ""
    """What the object is, where Obsidian knows more of it than kbgen: a page, its file; empty for a whole one."""


Value: TypeAlias = bool | float | str | Date | Link | Tag | File | Object | tuple["Value", ...] | None
"""Any value. An ``Unknown`` is none: it stands in objects only, and never leaves them."""

EMPTY: Mapping[str, Value | Unknown] = MappingProxyType({})
"""The entries of an object without any."""


def weight(value: Value | Unknown) -> int:
    """Return about how many steps it takes to look at all of a value."""
    match value:
        case str():
            return 1 + len(value) // 64
        case tuple():
            return 1 + sum([weight(item) for item in value])
        case Object(entries=entries, partial=""):
            return 1 + sum([weight(item) for item in entries.values()])
        case _:
            return 1


def title_of(path: str) -> str:
    """Return the name of a file without folders and without ``.md``."""
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def folder_of(path: str) -> str:
    """Return the folder that a path lies in; empty for the vault itself."""
    return path.rpartition("/")[0]


def to_number(value: float) -> float:
    """Return a number of a YAML text as JavaScript holds it."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def number_text(value: float) -> str:
    """Return a number as JavaScript writes it: ``1``, ``7.5``, ``1e+21``, ``NaN``."""
    if value != value:  # noqa: PLR0124 - the test for NaN
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    shortest = Decimal(repr(value)).normalize()
    return f"{shortest:f}" if 1e-6 <= abs(value) < 1e21 else f"{shortest:e}"
