"""The units of a note that queries look at: blocks, sections and tasks.

Specification: section 4.3 of the search language; lines are counted in the whole text of the note.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lines:
    """A half-open range ``[start, end)`` of lines of the content, counted from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """The lines from a heading, itself included, to before the next heading of any level."""

    level: int
    """Level of the heading, 1 to 6; 0 for the text before the first heading."""
    lines: Lines


@dataclass(frozen=True, slots=True)
class Task:
    """A list item that begins with a check box."""

    mark: str
    """The character in the brackets; a space for an open task."""
    text: str
    """What follows the ``]`` of the list item, up to the next item or blank line."""
    line: int
    """Line of the content, counted from 0."""
