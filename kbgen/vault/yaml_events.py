"""The events of PyYAML's parser, as values with places; the only module that knows PyYAML.

Reading events instead of PyYAML's nodes keeps all of its YAML 1.1 out (no resolver, no constructor, no merge
keys) and needs no recursion. The parser is libyaml where PyYAML was built with it, else the one in Python, which
is stricter about tabs and six times slower.
"""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple, Protocol

import yaml

_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Place(NamedTuple):
    """A place in the parsed text, all counted from 0."""

    offset: int
    line: int
    column: int


class Shape(Enum):
    """What begins or ends at an event."""

    DOCUMENT = "document"
    SCALAR = "scalar"
    LIST = "list"
    MAP = "map"
    ALIAS = "alias"
    END = "end"
    """The end of the innermost open list or map."""


class Event(NamedTuple):
    """One step of the parser."""

    shape: Shape
    start: Place
    """First character, that of an anchor or tag included."""
    end: Place
    """Place after the last character; for a list or map, that of its opening alone."""
    text: str = ""
    """A scalar's text, without quotes and escapes."""
    style: str = ""
    """A scalar's style: a quotation mark, ``|``, ``>``, or empty for a plain one."""
    tag: str = ""
    anchor: str = ""
    """The anchor that it sets, or the one that an alias names."""
    is_flow: bool = False
    """Whether a list or map is written with brackets."""


class ParserRefusalError(Exception):
    """The parser's reason to stop; never leaves this package."""

    def __init__(self, problem: str, opening: Place, at: Place) -> None:
        super().__init__(problem)
        self.problem = problem
        """The parser's words."""
        self.opening = opening
        """Where the thing began in which the problem is."""
        self.at = at
        """Where the parser stopped."""

    @property
    def is_too_deep(self) -> bool:
        """Tell whether the parser has a limit of its own on nesting, as libyaml has since 0.2.6, and it was reached."""
        return "maximum nesting" in self.problem


class _Mark(Protocol):
    index: int
    line: int
    column: int


def read_events(text: str) -> Iterator[Event]:
    """Yield the events of a text one by one.

    Raises:
        ParserRefusalError: the parser cannot go on.
    """
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            start, end = _place(event.start_mark), _place(event.end_mark)
            match event:
                case yaml.ScalarEvent():
                    style, tag, anchor = event.style or "", event.tag or "", event.anchor or ""
                    yield Event(Shape.SCALAR, start, end, event.value, style, tag, anchor)
                case yaml.CollectionStartEvent():
                    shape = Shape.LIST if isinstance(event, yaml.SequenceStartEvent) else Shape.MAP
                    tag, anchor = event.tag or "", event.anchor or ""
                    yield Event(shape, start, end, tag=tag, anchor=anchor, is_flow=bool(event.flow_style))
                case yaml.CollectionEndEvent():
                    yield Event(Shape.END, start, end)
                case yaml.AliasEvent():
                    yield Event(Shape.ALIAS, start, end, anchor=event.anchor or "")
                case yaml.DocumentStartEvent():
                    yield Event(Shape.DOCUMENT, start, end)
    except yaml.MarkedYAMLError as error:
        at = _place(error.problem_mark or error.context_mark)
        opening = _place(error.context_mark or error.problem_mark)
        raise ParserRefusalError(error.problem or "this is not valid YAML", opening, at) from None


def _place(mark: _Mark | None) -> Place:
    return Place(mark.index, mark.line, mark.column) if mark is not None else Place(0, 0, 0)
