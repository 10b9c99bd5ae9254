"""``%%comments%%``: not rendered, but their tags and links count.

Grammar::

    inline = "%%" text "%%"                      ; within one paragraph
    block  = line that begins with "%%", up to and including the line with the next "%%"

An unclosed block comment runs to the end of its container.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_FENCE = "%%"
_INLINE = re.compile(r"%%(.*?)%%", re.DOTALL)


def install(md: MarkdownIt) -> None:
    """Add both rules to a parser."""
    md.block.ruler.before("fence", "comment", _block, {"alt": ["paragraph", "blockquote", "list"]})
    md.inline.ruler.before("link", "comment", _inline)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = _line(state, start)
    if not first.startswith(_FENCE) or state.is_code_block(start):
        return False
    rest = first[len(_FENCE) :]
    if _FENCE in rest:
        if rest.index(_FENCE) + len(_FENCE) < len(rest.rstrip()):
            return False
        last = start
    else:
        last = next((n for n in range(start + 1, end) if _FENCE in _line(state, n)), end - 1)
        if last < end - 1 and not _line(state, last).rstrip().endswith(_FENCE):
            return False
    if silent:
        return True
    state.line = last + 1
    token = state.push("comment", "", 0)
    token.map = [start, state.line]
    token.content = "\n".join(_line(state, number) for number in range(start, state.line))
    token.hidden = True
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "%":
        return False
    match = _INLINE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("comment", "", 0)
        token.content = match[1]
        token.meta = {"offset": match.start(1)}
    state.pos = match.end()
    return True
