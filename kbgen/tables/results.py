"""The answers to Dataview queries and bases, for the stage that shows them."""

from dataclasses import dataclass
from typing import TypeAlias

from kbgen.tables.faults import Malformed, Unsupported
from kbgen.tables.values import Value

Row: TypeAlias = tuple[Value, ...]
"""One cell for each column. Objects in cells are whole."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that a base shows under one heading."""

    key: Value
    """The value that they share; None for rows without one."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a ``TABLE`` query or of a base's table view."""

    columns: tuple[str, ...]
    """The titles."""
    rows: tuple[Row, ...]
    """All rows, in order."""
    paths: tuple[str, ...] = ()
    """Vault paths of the files behind the rows, in the order of the rows, each once."""
    groups: tuple[Group, ...] = ()
    """The same rows under headings; empty for a table without them."""
    title: str = ""
    """The name of the view; empty for a query."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry of a list that has a value behind its name."""

    key: Value
    """The link to the note, or the key of the group."""
    value: Value


@dataclass(frozen=True, slots=True)
class Listing:
    """The answer of a ``LIST`` query."""

    items: tuple[Value | Pair, ...]
    """The entries, in order."""
    paths: tuple[str, ...] = ()
    """Vault paths of the files behind the entries, in order, each once."""


Answer: TypeAlias = Table | Listing | Unsupported | Malformed
"""What comes of a block: something to show, or why there is nothing."""
