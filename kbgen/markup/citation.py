"""``(Citation: name)``: the name ends at the matching parenthesis, on the same paragraph.

An ATT&CK convention, not Obsidian's; never inside code, which is consumed before.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_START = "(Citation:"


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.inline.add_terminator_char("(")
    md.inline.ruler.before("link", "citation", _citation)


def _citation(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(_START, state.pos):
        return False
    end = _closing(state.src, state.pos, state.posMax)
    name = " ".join(state.src[state.pos + len(_START) : end].split()) if end else ""
    if not name:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = state.src[state.pos : end + 1]
        token.meta = {"offset": state.pos, "name": name}
    state.pos = end + 1
    return True


def _closing(text: str, start: int, limit: int) -> int:
    """Return the offset of the parenthesis that closes the one at ``start``; 0 where none does."""
    depth = 0
    for offset in range(start, limit):
        if text[offset] == "(":
            depth += 1
        elif text[offset] == ")":
            depth -= 1
            if depth == 0:
                return offset
    return 0
