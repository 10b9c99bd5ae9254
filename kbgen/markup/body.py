"""The product of the markup stage: a note's body, parsed once."""

from dataclasses import dataclass

from kbgen.markup.references import Reference
from kbgen.markup.slots import Slot
from kbgen.markup.units import Lines, Section, Task


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body."""

    level: int
    """1 to 6."""
    text: str
    """Plain text without markup, white space collapsed."""
    anchor: str
    """The ``id`` on the page, unique within the body."""
    line: int
    """Line in the file, counted from 1."""
    empty: bool
    """True where neither text nor a deeper heading follows before the next heading or the end."""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A fenced code block that is no query block."""

    language: str
    """The first word of the info string, in lower case; may be empty."""
    text: str
    line: int
    """Line in the file of the first line of the code, counted from 1."""


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Raw HTML that is not published: an element, an attribute that runs code, or an address that does."""

    name: str
    """As it would begin in angle brackets: ``script``, ``b onclick``, ``a href=javascript:``."""
    line: int
    """Line in the file, counted from 1."""
    column: int
    """Column in that line, counted from 1."""


@dataclass(frozen=True, slots=True)
class LooseFootnote:
    """A footnote reference without a definition, or a definition without a reference."""

    id: str
    """What stands behind the ``^``."""
    line: int
    """Line in the file, counted from 1."""
    column: int
    """Column in that line, counted from 1."""
    defined: bool
    """True for a definition that is left out, False for a reference that stays text."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body as located references and as HTML with slots."""

    parts: tuple[str, ...]
    """Sanitised HTML at even positions, numbers of slots as decimal digits at odd ones."""
    slots: tuple[Slot, ...]
    headings: tuple[Heading, ...]
    references: tuple[Reference, ...]
    """In the order of the text."""
    code_blocks: tuple[CodeBlock, ...]
    blocks: tuple[Lines, ...]
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    anchors: tuple[str, ...]
    """Every ``id`` in the HTML, headings excepted."""
    unpublished: tuple[Unpublished, ...]
    """What is not published of the HTML, in the order of the text."""
    loose_footnotes: tuple[LooseFootnote, ...] = ()
    """In the order of the text."""

    @property
    def removed_html(self) -> tuple[tuple[str, int], ...]:
        """Return the names of what is not published, each with its line."""
        return tuple((item.name, item.line) for item in self.unpublished)
