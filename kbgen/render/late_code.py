"""Code blocks of a page, coloured at the very end: a page that turns out to be the same as before needs no colours.

Until then a mark stands in the place of each block. Marks have a part that no note can know, since texts of notes stand
around them: what looked like a mark would else put a block where none may be, such as in an attribute.
"""

import re
from collections.abc import Sequence
from secrets import token_hex

from kbgen.markup.highlight import highlight
from kbgen.markup.slots import CLOSE, OPEN

_SECRET = token_hex(8)
_MARK = re.compile(f"{OPEN}{_SECRET}-([0-9]+){CLOSE}")


def code_mark(place: int) -> str:
    """Return what stands for the code block with this place in the list of a page's blocks."""
    return f"{OPEN}{_SECRET}-{place}{CLOSE}"


def fill_code(html: str, code: Sequence[tuple[str, str]]) -> str:
    """Return HTML with code blocks in the places of their marks.

    Args:
        html: content of a page.
        code: language and text of each block.
    """

    def block(found: re.Match[str]) -> str:
        language, text = code[int(found[1])]
        return highlight(text, language)

    return _MARK.sub(block, html)


def without_secret(html: str) -> str:
    """Return HTML with marks that are the same in each process, to compare it."""
    return html.replace(_SECRET, "")
