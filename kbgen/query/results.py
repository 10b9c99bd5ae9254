"""The answer to one query: files in order, each with the reasons for which it was found."""

from dataclasses import dataclass
from enum import Enum

from kbgen.query.faults import QueryFault
from kbgen.query.read import Query
from kbgen.source import Span


class Place(Enum):
    """Where in a file a term was found."""

    TAG = "tag"
    """A tag of the note."""
    PROPERTY = "property"
    """A property of the note."""
    NAME = "name"
    """The file name, with or without extension."""
    PATH = "path"
    """The path."""
    TEXT = "text"
    """A line of the note: an excerpt."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One place where one term of the query was found in one file."""

    term: str
    """The term in kbgen's spelling, such as ``tag:T1046``."""
    place: Place
    line: int | None
    """Line in the file, counted from 1; None for names and paths."""
    text: str
    """The tag or the property as written, the name, the path, or the line; a long line is cut to a window."""
    spans: tuple[Span, ...] = ()
    """What to highlight: offsets into ``text``."""

    @property
    def is_excerpt(self) -> bool:
        """Return whether the reason is shown as a piece of the file's text."""
        return self.place is Place.TEXT


@dataclass(frozen=True, slots=True)
class Hit:
    """One file that satisfies the query."""

    path: str
    """Vault-relative path."""
    why: tuple[Reason, ...]
    """The terms that were found, in the order of the query; empty where the query only excludes."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one query."""

    query: Query
    hits: tuple[Hit, ...] = ()
    """The files found, in the block's order."""
    fault: QueryFault | None = None
    """Why there is no answer: the query is malformed, or a regular expression too slow."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the paths of the files found, in the block's order."""
        return tuple(hit.path for hit in self.hits)
