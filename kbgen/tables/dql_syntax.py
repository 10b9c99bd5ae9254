"""The syntax tree of a Dataview query: closed families of frozen nodes."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from kbgen.source import Span
from kbgen.tables.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, a Boolean, null or a date."""

    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class LinkLiteral:
    """``[[target#fragment|text]]``."""

    inner: str
    """What stands between the brackets."""
    embed: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Variable:
    """The name of a field, of ``this`` or of ``row``."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class ListNode:
    """``[a, b]``."""

    items: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ObjectNode:
    """``{a: 1, b: 2}``."""

    entries: tuple[tuple[str, "Node"], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """``!a``."""

    term: "Node"
    span: Span


@dataclass(frozen=True, slots=True)
class Chain:
    """Two or more terms with operators of one precedence between them, computed from the left."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]
    """Each operator with the term behind it; ``&`` and ``|`` also stand for ``and`` and ``or``."""
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
    """A function of the table."""
    arguments: tuple["Node", ...]
    span: Span
    """The name."""


Node: TypeAlias = Literal | LinkLiteral | Variable | ListNode | ObjectNode | Not | Chain | Access | Call
"""Any expression."""


@dataclass(frozen=True, slots=True)
class TagSource:
    """``#tag``: notes that carry the tag or one below it."""

    name: str
    """Without ``#``."""
    span: Span


@dataclass(frozen=True, slots=True)
class PathSource:
    """``"folder"`` or ``"folder/file"``."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class LinkSource:
    """``[[x]]``: notes that link to x; ``outgoing([[x]])``: notes that x links to."""

    target: str
    outgoing: bool
    span: Span


@dataclass(frozen=True, slots=True)
class NotSource:
    """``-source`` or ``!source``: all other notes."""

    source: "Source"
    span: Span


@dataclass(frozen=True, slots=True)
class SourceChain:
    """Two or more sources with ``and`` and ``or`` between them, computed from the left."""

    first: "Source"
    rest: tuple[tuple[bool, "Source"], ...]
    """Each further source, with True for ``and`` before it and False for ``or``."""
    span: Span


Source: TypeAlias = TagSource | PathSource | LinkSource | NotSource | SourceChain
"""What ``FROM`` takes notes from."""


@dataclass(frozen=True, slots=True)
class Named:
    """An expression with the name of its column or field."""

    name: str
    """As stated, else the text of the expression."""
    node: Node


@dataclass(frozen=True, slots=True)
class Where:
    """Keeps the rows for which a value is truthy."""

    node: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Sort:
    """Orders the rows."""

    keys: tuple[tuple[Node, bool], ...]
    """Expressions, each with True for descending order."""
    span: Span


@dataclass(frozen=True, slots=True)
class Limit:
    """Keeps the first rows."""

    node: Node
    span: Span


@dataclass(frozen=True, slots=True)
class GroupBy:
    """Makes one row of all rows with one value."""

    field: Named
    span: Span


@dataclass(frozen=True, slots=True)
class Flatten:
    """Makes one row for each element of a list."""

    field: Named
    span: Span


Step: TypeAlias = Where | Sort | Limit | GroupBy | Flatten
"""A clause, executed in written order."""


class Kind(Enum):
    """The query types that have an answer."""

    TABLE = "table"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query."""

    kind: Kind
    with_id: bool
    """False for ``WITHOUT ID``."""
    columns: tuple[Named, ...]
    """For a table its columns, for a list nothing or the one value that it shows."""
    source: Source | None
    """None for all notes."""
    steps: tuple[Step, ...]
    span: Span
    """The query type."""
