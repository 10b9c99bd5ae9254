"""What a note's body refers to, each with the place where it stands in the file.

A closed family: a stage that consumes references matches on all of them.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class WikiLink:
    """``[[target#fragment|text]]``, or the same with ``!`` in front as an embed."""

    target: str
    """The path part, trimmed; empty for a link within the same note."""
    fragment: str
    """What follows the first ``#``, without it; empty where there is none."""
    text: str | None
    """The display text; None where the author gave none."""
    embed: bool
    line: int
    """Line in the file, counted from 1."""
    column: int
    """Column in that line, counted from 1."""
    block: bool = False
    """True for an embed that has a paragraph for itself."""

    @property
    def written(self) -> str:
        """Return target and fragment as the author wrote them."""
        return f"{self.target}#{self.fragment}" if self.fragment else self.target


@dataclass(frozen=True, slots=True)
class MarkdownLink:
    """``[text](target#fragment)`` or ``![text](target)`` whose target is no URL with a scheme."""

    target: str
    """The path part, percent-decoded."""
    fragment: str
    """What follows the first ``#``, percent-decoded, without it."""
    text: str
    """The alternative text of a picture; empty for a link."""
    embed: bool
    line: int
    column: int

    @property
    def written(self) -> str:
        """Return target and fragment, decoded."""
        return f"{self.target}#{self.fragment}" if self.fragment else self.target


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """A link or picture whose target is a URL with a scheme."""

    url: str
    text: str
    """The alternative text of a picture; empty for a link."""
    embed: bool
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Hashtag:
    """``#tag`` in the text."""

    name: str
    """The tag without ``#`` and without a trailing ``/``."""
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Citation:
    """``(Citation: name)``, the convention of ATT&CK's texts."""

    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class QueryBlock:
    """A fenced block with the info string ``query``."""

    text: str
    """The body, option lines included, without the fences and container prefixes."""
    info: str
    """The whole info string, such as ``query``."""
    line: int
    """Line in the file of the opening fence, counted from 1."""
    end_line: int
    """Line in the file of the last line of the block, its closing fence included."""
    columns: tuple[int, ...]
    """For each line of the body, the column in the file at which it begins, counted from 1."""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A fenced block for a plugin of Obsidian: ``dataview``, ``dataviewjs``, ``base`` or ``tasks``."""

    text: str
    """The body, without the fences and container prefixes."""
    language: str
    line: int
    """Line in the file of the opening fence, counted from 1."""
    columns: tuple[int, ...]
    """For each line of the body, the column in the file at which it begins, counted from 1."""


Reference: TypeAlias = WikiLink | MarkdownLink | ExternalLink | Hashtag | Citation | QueryBlock | TableBlock
