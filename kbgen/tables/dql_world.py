"""What the expressions of one query can see besides their row."""

from dataclasses import dataclass

from kbgen.tables.limits import Meter
from kbgen.tables.property_values import read_link
from kbgen.tables.tables import Tables
from kbgen.tables.values import EMPTY, Link, Object


@dataclass(frozen=True, slots=True)
class World:
    """The vault as one block sees it."""

    tables: Tables
    path: str
    """Vault path of the note that holds the block."""
    meter: Meter

    @property
    def this(self) -> Object:
        """Return the fields of the note that holds the block."""
        record = self.tables.records.get(self.path)
        return Object(EMPTY, partial="page") if record is None else record.page

    def link(self, inner: str, *, embed: bool = False) -> Link:
        """Return the link with a text between its brackets."""
        return read_link(inner, self.tables.names, self.path, embed=embed)

    def page(self, link: Link) -> Object | None:
        """Return the fields of the note that a link leads to, or None."""
        record = self.tables.records.get(link.path) if link.exists else None
        return None if record is None else record.page
