"""Fills a body's code blocks in, for those who look at its HTML as a whole."""

from dataclasses import replace

from kbgen.markup.body import Body
from kbgen.markup.highlight import highlight
from kbgen.markup.slots import Code


def with_code(body: Body) -> Body:
    """Return a body whose code blocks stand in its HTML; the same where it has none left to fill."""
    parts = [body.parts[0]]
    for number, following in zip(body.parts[1::2], body.parts[2::2], strict=True):
        slot = body.slots[int(number)]
        if isinstance(slot, Code):
            block = body.code_blocks[slot.index]
            parts[-1] += highlight(block.text, block.language) + following
        else:
            parts += [number, following]
    return body if len(parts) == len(body.parts) else replace(body, parts=tuple(parts))
