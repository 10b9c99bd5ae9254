"""``%%comments%%``: not rendered, but their tags and links count.

Grammar::

    inline = "%%" text "%%"                      ; within one paragraph
    block  = line that begins with "%%", up to the next "%%" of its container or to its end

What follows the closing "%%" of a block on the same line is text again.
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
    _, closing, rest = first.removeprefix(_FENCE).partition(_FENCE)
    if rest.strip() or silent:
        return not rest.strip()
    following = range(start + 1, start if closing else end)
    last = next((n for n in following if _FENCE in _line(state, n)), start if closing else end - 1)
    texts = [_line(state, number) for number in range(start, last + 1)]
    token = state.push("comment", "", 0)
    token.hidden = True
    token.meta = {"columns": [_column(state, number) for number in range(start, last + 1)]}
    text, closing, rest = texts[-1].partition(_FENCE) if last > start else (texts[-1], "", "")
    token.content = "\n".join([*texts[:-1], text + closing])
    token.map = [start, last + 1]
    state.line = last + 1
    if rest.strip():
        _begin_line_at(state, last, state.eMarks[last] - len(rest.lstrip()))
        state.line = last
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _column(state: StateBlock, number: int) -> int:
    """Return the column, counted from 1, at which a line begins behind the prefixes of its containers."""
    begin = state.bMarks[number] + state.tShift[number]
    return begin - state.src.rfind("\n", 0, begin)


def _begin_line_at(state: StateBlock, number: int, offset: int) -> None:
    state.bMarks[number], state.tShift[number] = offset, 0
    state.sCount[number], state.bsCount[number] = state.blkIndent, 0


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
