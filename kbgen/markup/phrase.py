"""Texts that sources say of a relation: running text in, sanitised inline HTML with slots out.

They are Markdown of ATT&CK, not Obsidian's: emphasis, code, links and citations. Paragraphs and entries of lists become
lines; nothing in them makes a heading, a table, an anchor or a reference to a note.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

import nh3
from markdown_it.token import Token

from kbgen.markup.html_names import WITH_CONTENT
from kbgen.markup.parser import parse_phrase
from kbgen.markup.references import Citation, ExternalLink
from kbgen.markup.render_body import render_body
from kbgen.markup.slots import CLOSE, OPEN, RESERVED

_BREAK = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t])")
_INDENT = re.compile(r"\n[ \t]+")
_LINK_TAG = re.compile(f'<a href="({OPEN}\\d+{CLOSE})">')
_SLOT = re.compile(f"{OPEN}(\\d+){CLOSE}")
_CLEANER = nh3.Cleaner(
    tags=set("a abbr b br cite code del em i kbd mark q s samp small strong sub sup u var".split()),
    clean_content_tags=set(WITH_CONTENT),
    attributes={"a": {"href"}},
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)
"""Leaves what may stand in a line."""

PhraseSlot: TypeAlias = Citation | ExternalLink
"""What only a page can fill in: a citation, a picture (``embed``), or the start of a link."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text as inline HTML with slots."""

    parts: tuple[str, ...]
    """Sanitised HTML at even positions, numbers of slots as decimal digits at odd ones."""
    slots: tuple[PhraseSlot, ...]
    """Their lines and columns count within the text's lines and say nothing of a file."""


def read_phrase(text: str) -> Phrase:
    """Return a text as inline HTML; any text is valid."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(RESERVED).strip()
    slots: list[PhraseSlot] = []
    lines = (_line(_INDENT.sub("\n", line.strip()), slots) for line in _BREAK.split(text))
    pieces = _SLOT.split(_LINK_TAG.sub(r"\1", "<br>".join(line for line in lines if line)))
    return Phrase(tuple(pieces), tuple(slots))


def _line(text: str, slots: list[PhraseSlot]) -> str:
    tokens = parse_phrase(text)
    for token in tokens:
        for child in token.children or ():
            slot = _slot(child)
            if slot is not None:
                child.meta["slot"] = len(slots)
                slots.append(slot)
    return _CLEANER.clean(render_body(tokens)).strip()


def _slot(token: Token) -> PhraseSlot | None:
    column = token.meta.get("offset", 0) + 1
    match token.type:
        case "citation":
            return Citation(token.meta["name"], 1, column)
        case "link_open":
            return ExternalLink(str(token.attrs["href"]), "", embed=False, line=1, column=column)
        case "image":
            return ExternalLink(str(token.attrs["src"]), token.content, embed=True, line=1, column=column)
        case _:
            return None
