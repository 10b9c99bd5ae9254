"""The syntax tree of a base: expressions, filters, views."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from kbgen.source import Span
from kbgen.tables.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, a Boolean or null."""

    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Pattern:
    """``/regular expression/``."""

    pattern: str
    sensitive: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """``file``, ``note``, ``formula``, ``this``, or a property of the note."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class ListNode:
    """``[a, b]``."""

    items: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Access:
    """``a.b`` or ``a[b]``."""

    base: "Node"
    key: "Node"
    """The name as a literal, or what stands in the brackets."""
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """``name(a, b)``."""

    name: str
    arguments: tuple["Node", ...]
    span: Span
    """The name."""


@dataclass(frozen=True, slots=True)
class Method:
    """``a.name(b, c)``."""

    base: "Node"
    name: str
    arguments: tuple["Node", ...]
    span: Span
    """The name."""


@dataclass(frozen=True, slots=True)
class Unary:
    """``!a`` or ``-a``."""

    operator: str
    term: "Node"
    span: Span


@dataclass(frozen=True, slots=True)
class Chain:
    """Two or more terms with arithmetic operators of one precedence, computed from the left."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two terms compared."""

    operator: str
    left: "Node"
    right: "Node"
    span: Span


@dataclass(frozen=True, slots=True)
class Junction:
    """Two or more terms with ``&&`` or ``||`` between them."""

    every: bool
    """True for ``&&``."""
    terms: tuple["Node", ...]
    span: Span


Node: TypeAlias = (
    Literal | Pattern | Name | ListNode | Access | Call | Method | Unary | Chain | Comparison | Junction
)
"""Any expression."""


class Conjunction(Enum):
    """How the parts of a filter belong together."""

    AND = "and"
    OR = "or"
    NOT = "not"
    """None of them holds."""


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """Filters under ``and``, ``or`` or ``not``."""

    conjunction: Conjunction
    parts: tuple["Filter", ...]


Filter: TypeAlias = FilterGroup | Node
"""What a file has to satisfy."""


class Origin(Enum):
    """Where a property comes from."""

    NOTE = "note"
    FILE = "file"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class PropertyId:
    """A property as views name it."""

    origin: Origin
    name: str
    span: Span

    @property
    def key(self) -> tuple[str, str]:
        """Return what identifies the property: names of note properties have no case."""
        return self.origin.value, self.name.casefold() if self.origin is Origin.NOTE else self.name


@dataclass(frozen=True, slots=True)
class SortKey:
    """A property that orders rows."""

    property: PropertyId
    descending: bool


@dataclass(frozen=True, slots=True)
class View:
    """One table view."""

    name: str
    filter: Filter | None
    columns: tuple[PropertyId, ...]
    sort: tuple[SortKey, ...]
    group: SortKey | None
    limit: int | None
    limit_span: Span


@dataclass(frozen=True, slots=True)
class Base:
    """A base with the one view that is asked for."""

    filter: Filter | None
    formulas: Mapping[str, Node]
    """By name; those that are malformed or unsupported are faults of the base."""
    titles: Mapping[tuple[str, str], str]
    """By key of a property: the name to display."""
    view: View
