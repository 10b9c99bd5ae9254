"""``(Citation: name)``: the name ends at the matching parenthesis, on the same paragraph.

An ATT&CK convention, not Obsidian's; never inside code, which is consumed before.
"""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_START = "(Citation:"
_PARENTHESIS = re.compile(r"[()]")


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.inline.add_terminator_char("(")
    md.inline.ruler.before("link", "citation", _citation)


def _citation(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(_START, state.pos):
        return False
    end = _closings(state.src).get(state.pos, state.posMax)
    name = " ".join(state.src[state.pos + len(_START) : end].split()) if end < state.posMax else ""
    if not name:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = state.src[state.pos : end + 1]
        token.meta = {"offset": state.pos, "name": name}
    state.pos = end + 1
    return True


@lru_cache(maxsize=1)
def _closings(text: str) -> dict[int, int]:
    """Return the offset of each parenthesis that is closed, and of the one that closes it."""
    opened: list[int] = []
    pairs: dict[int, int] = {}
    for match in _PARENTHESIS.finditer(text):
        if match[0] == "(":
            opened.append(match.start())
        elif opened:
            pairs[opened.pop()] = match.start()
    return pairs
