"""Raw HTML, kept to what is HTML and to the block in which it stands.

CommonMark takes a line that holds nothing but ``<pid>`` for an HTML block and would hide it together with the
lines that follow; here only the names of HTML elements begin one. Within a paragraph, heading or cell a tag without
its counterpart is left out, so that a stray ``<b>`` or ``<script>`` cannot reach into the rest of the page.
"""

import re
from collections import Counter

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import html_block as commonmark_html_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbgen.markup.html_names import ALLOWED, TAG, VOID, WITH_CONTENT, is_element

_START = re.compile(r"</?([A-Za-z][^\s/>]*)")
_CLOSED_BY_PARENT = {"dd", "dt", "li", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"}


def install(md: MarkdownIt) -> None:
    """Replace CommonMark's rule in a parser, and add the one that pairs tags."""
    md.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.core.ruler.push("pair_tags", _pair_tags)


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    match = _START.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if match and not is_element(match[1]):
        return False
    return commonmark_html_block(state, start, end, silent)


def _pair_tags(state: StateCore) -> None:
    for token in state.tokens:
        children = token.children if "<" in token.content else None
        if children and any(child.type == "html_inline" for child in children):
            token.children = _paired(children)


def _paired(children: list[Token]) -> list[Token]:
    """Return the tokens of a block without tags that have no counterpart, and without the content of scripts."""
    kept: list[Token] = []
    opened: list[tuple[str, int]] = []
    names: Counter[str] = Counter()
    for child in children:
        match = TAG.fullmatch(child.content) if child.type == "html_inline" else None
        name = match[2].lower() if match else ""
        kept.append(child)
        if match is None or not is_element(name) or name in VOID:
            continue
        if not match[1]:
            opened.append((name, len(kept) - 1))
            names[name] += 1
        elif names[name]:
            names.subtract(_close(name, kept, opened))
        else:
            kept.pop()
    for name, place in opened:
        if name in ALLOWED:
            kept[place].content = ""
    return kept


def _close(name: str, kept: list[Token], opened: list[tuple[str, int]]) -> list[str]:
    """Pair the closing tag that was kept last with its opening one.

    Returns:
        The names of the tags that are no longer open: the pair's, and those between, which stay unpaired.
    """
    closed: list[str] = []
    other, place = "", 0
    while other != name:
        other, place = opened.pop()
        closed.append(other)
        if other != name and other not in _CLOSED_BY_PARENT and other in ALLOWED:
            kept[place].content = ""
    if name in WITH_CONTENT:
        del kept[place + 1 :]
    return closed
