"""The markup stage: text of a body in, ``Body`` out. A pure function that worker processes may run."""

import re

from kbgen.markup import find_units
from kbgen.markup.body import Body
from kbgen.markup.collect import collect
from kbgen.markup.outline import headings
from kbgen.markup.parser import parse
from kbgen.markup.render_body import render_body
from kbgen.markup.sanitize import sanitize
from kbgen.markup.slots import CLOSE, OPEN, RESERVED, Finished, Slot

_LINK_TAG = re.compile(f'<a href="({OPEN}\\d+{CLOSE})">')
_SLOT = re.compile(f"{OPEN}(\\d+){CLOSE}")
_FILLED = Finished("")
"""Stands for a slot that is filled already, so that nothing is kept twice."""
_ID = re.compile(r'<[^>]* id="([^"]*)"')


def parse_body(text: str, first_line: int) -> Body:
    r"""Return a body as references and as HTML with slots.

    Args:
        text: the body, without the front matter, lines separated by ``\n``.
        first_line: the line in the file, counted from 1, of the body's first line.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(RESERVED)
    tokens = parse(text)
    lines = text.split("\n")
    outline = headings(tokens, first_line)
    found = collect(tokens, lines, first_line)
    html = sanitize(render_body(tokens))
    parts = _cut(html, found.slots)
    return Body(
        parts=parts,
        slots=tuple(_FILLED if isinstance(slot, Finished) else slot for slot in found.slots),
        headings=outline,
        references=tuple(found.references),
        code_blocks=tuple(found.code_blocks),
        blocks=find_units.blocks(tokens, lines, first_line - 1),
        sections=find_units.sections(tokens, lines, first_line - 1),
        tasks=find_units.tasks(tokens, lines, first_line - 1),
        anchors=tuple(_ID.findall(html)),
        unpublished=tuple(found.unpublished),
        loose_footnotes=tuple(found.loose_footnotes),
    )


def _cut(html: str, slots: list[Slot]) -> tuple[str, ...]:
    """Fill in finished code and cut the rest at its slots: text, number, text, number, …, text."""
    pieces = _SLOT.split(_LINK_TAG.sub(r"\1", html))
    parts: list[str] = [pieces[0]]
    for number, following in zip(pieces[1::2], pieces[2::2], strict=True):
        slot = slots[int(number)]
        if isinstance(slot, Finished):
            parts[-1] += slot.html + following
        else:
            parts += [number, following]
    return tuple(parts)
