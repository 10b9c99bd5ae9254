"""``==highlight==`` becomes ``<mark>``.

The opening ``==`` must be followed, and the closing one preceded, by a character other than white space; neither
stands in a longer run of equals signs, nor in code, a link or another construct of its own.
"""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_FENCE = "=="
_CLOSING = re.compile(r"(?<=[^\s=])==(?!=)")


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.inline.ruler.before("emphasis", "mark", _mark)


def _mark(state: StateInline, silent: bool) -> bool:
    start, limit = state.pos, state.posMax
    if not _is_opening(state, start, limit) or start + 3 > _last_closing(state.src):
        return False
    end = _closing(state, start + 2, limit)
    state.pos = start
    if end is None:
        return False
    if not silent:
        state.push("mark_open", "mark", 1)
        state.pos, state.posMax = start + 2, end
        state.md.inline.tokenize(state)
        state.push("mark_close", "mark", -1)
        state.posMax = limit
    state.pos = end + 2
    return True


def _is_opening(state: StateInline, offset: int, limit: int) -> bool:
    return _is_fence(state, offset, limit) and offset + 2 < limit and not state.src[offset + 2].isspace()


def _is_fence(state: StateInline, offset: int, limit: int) -> bool:
    """Tell whether exactly two equals signs stand here."""
    return (
        state.src.startswith(_FENCE, offset, limit)
        and not state.src.startswith("=", offset + 2)
        and (offset == 0 or state.src[offset - 1] != "=")
    )


def _closing(state: StateInline, offset: int, limit: int) -> int | None:
    """Return the offset of the next closing fence outside other constructs; moves the state's position."""
    state.pos = offset
    while state.pos < limit:
        if _is_fence(state, state.pos, limit) and not state.src[state.pos - 1].isspace():
            return state.pos
        state.md.inline.skipToken(state)
    return None


@lru_cache(maxsize=1)
def _last_closing(text: str) -> int:
    """Return the offset of the last fence that may close a highlight: tells cheaply where none begins."""
    return max((match.start() for match in _CLOSING.finditer(text)), default=-1)
