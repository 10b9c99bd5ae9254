"""Slots: the places in a body's HTML that only the whole knowledge base can fill.

While a body is rendered, everything that kbgen itself makes is marked with characters that no text may
hold (noncharacters of Unicode, removed from notes beforehand). So the sanitiser can tell kbgen's own ids and
classes from those of the note, and the finished HTML can be cut at the slots.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from kbgen.markup.references import (
    Citation,
    ExternalLink,
    Hashtag,
    MarkdownLink,
    QueryBlock,
    TableBlock,
    WikiLink,
)

OWN = "\ufdd0"
"""Begins the value of an attribute that kbgen made."""
OPEN = "\ufdd1"
"""Begins a slot; its number follows."""
CLOSE = "\ufdd2"
"""Ends a slot."""
RESERVED = dict.fromkeys((ord(OWN), ord(OPEN), ord(CLOSE), 0), "\ufffd")
"""Translation that removes the marks, and the character that HTML cannot hold, from a text that notes bring."""
_RESERVED_REFERENCE = re.compile(r"&#(?:0*6497[6-8](?![0-9])|[xX]0*[fF][dD]{2}[0-2](?![0-9A-Fa-f]));?")


@dataclass(frozen=True, slots=True)
class HeadingStart:
    """The opening tag of a heading."""

    index: int
    """Position in the body's outline."""


@dataclass(frozen=True, slots=True)
class HeadingEnd:
    """The closing tag of a heading, and the notice of an empty section."""

    index: int


@dataclass(frozen=True, slots=True)
class LinkStart:
    """The opening ``<a>`` of a Markdown link; its text and ``</a>`` stand in the HTML."""

    link: MarkdownLink | ExternalLink


@dataclass(frozen=True, slots=True)
class Code:
    """A code block; its colours are made only where it is shown."""

    index: int
    """Position in the body's code blocks."""


@dataclass(frozen=True, slots=True)
class Finished:
    """HTML of kbgen's own making, such as a check box; filled in by the markup stage itself."""

    html: str


Slot: TypeAlias = (
    HeadingStart
    | HeadingEnd
    | Code
    | LinkStart
    | WikiLink
    | MarkdownLink
    | ExternalLink
    | Hashtag
    | Citation
    | QueryBlock
    | TableBlock
    | Finished
)


def mark(number: int) -> str:
    """Return the mark of the slot with this number."""
    return f"{OPEN}{number}{CLOSE}"


def without_marks(html: str) -> str:
    """Return HTML that a note brings without character references that a parser would turn into marks."""
    return _RESERVED_REFERENCE.sub("\ufffd", html) if "&#" in html else html
