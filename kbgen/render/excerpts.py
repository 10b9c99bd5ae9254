"""Cuts the section or the block that an embed names out of a note's body.

A body is HTML with slots. The cut is made in its text form, in which slots are marks, so that it can follow the nesting
of elements; a piece whose elements are not closed in itself is no excerpt.
"""

import re

from kbgen.markup.coloured import with_code
from kbgen.markup.slots import CLOSE, OPEN, HeadingStart, mark
from kbgen.notes.note import Note

_SLOT = re.compile(f"{OPEN}(\\d+){CLOSE}")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})

Parts = tuple[str, ...]
"""HTML at even places, numbers of slots at odd ones, as in ``Body.parts``."""


def excerpt(note: Note, anchor: str) -> Parts | None:
    """Return the part of a body that an anchor names: all for none, a section, or a block for ``^id``.

    None where the part cannot stand for itself, such as a section that begins inside of a quote.
    """
    if not anchor:
        return note.body.parts
    if anchor.startswith("^"):
        return _block(_text(with_code(note.body).parts), anchor)
    return _section(note, anchor)


def _section(note: Note, anchor: str) -> Parts | None:
    parts, slots = note.body.parts, note.body.slots
    start, level = 0, 0
    end = len(parts)
    for place in range(1, len(parts), 2):
        slot = slots[int(parts[place])]
        if not isinstance(slot, HeadingStart):
            continue
        heading = note.body.headings[slot.index]
        if level and heading.level <= level:
            end = place
            break
        if not level and heading.anchor == anchor:
            start, level = place, heading.level
    cut = ("", *parts[start:end]) if start else parts[:end]
    cut = cut if len(cut) % 2 else (*cut, "")
    return cut if _end_of_element(_text(cut), 0, 0) == len(_text(cut)) else None


def _block(text: str, anchor: str) -> Parts | None:
    """Return the element that follows the anchor's mark, or the list item that the mark begins."""
    found = re.search(rf'(<li[^<>]*>)?<span id="{re.escape(anchor)}"></span>\s*', text)
    if found is None:
        return None
    if found[1]:
        end = _end_of_element(text, found.end(1), 1)
        return _parts(f"<ul>{text[found.start() : end]}</ul>") if end else None
    opening = _TAG.match(text, found.end())
    if opening is None or opening[1]:
        return None
    end = _end_of_element(text, opening.end(), 1)
    return _parts(text[found.end() : end]) if end else None


def _end_of_element(text: str, start: int, depth: int) -> int:
    """Return the offset after the tag that closes ``depth`` open elements, or the end of a balanced text.

    0 where a tag closes what was opened before, or something stays open.
    """
    inside = depth > 0
    for tag in _TAG.finditer(text, start):
        if tag[2].lower() in _VOID:
            continue
        depth += -1 if tag[1] else 1
        if inside and depth == 0:
            return tag.end()
        if depth < 0:
            return 0
    return len(text) if depth == 0 else 0


def _text(parts: Parts) -> str:
    return "".join(mark(int(part)) if place % 2 else part for place, part in enumerate(parts))


def _parts(text: str) -> Parts:
    return tuple(_SLOT.split(text))
