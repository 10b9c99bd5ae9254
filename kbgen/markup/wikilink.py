r"""``[[target#fragment|text]]`` and ``![[…]]``.

Grammar::

    wikilink = ["!"] "[[" inner "]]"
    inner    = 1*( any character but a line break, not followed by "[[" or "]]" )
    parts    = target [ "#" fragment ] [ ("|" | "\|") text ]

An embed that has a paragraph for itself is a block. Only ``]]`` ends a link, and an inner ``[[`` begins anew: ``[[a [[b]] c]]`` is a link to ``b``.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

_LINK = re.compile(r"!?\[\[((?:(?!\[\[|\]\])[^\n])+)\]\]")
_BAR = re.compile(r"\\?\|")


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.inline.ruler.before("link", "wikilink", _wikilink)
    md.core.ruler.after("inline", "embed", _block_embeds)


def _wikilink(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "![":
        return False
    match = _LINK.match(state.src, state.pos)
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        address, *text = _BAR.split(match[1], maxsplit=1)
        target, _, fragment = address.strip().partition("#")
        token = state.push("wikilink", "", 0)
        token.content = match[0]
        token.meta = {
            "offset": state.pos,
            "target": target.strip(),
            "fragment": fragment.strip(),
            "text": text[0].strip() if text else None,
            "embed": match[0].startswith("!"),
        }
    state.pos = match.end()
    return True


def _block_embeds(state: StateCore) -> None:
    for paragraph, inline, end in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if paragraph.type != "paragraph_open" or inline.type != "inline":
            continue
        children = [child for child in inline.children or () if child.type != "softbreak"]
        if children and all(child.type == "wikilink" and child.meta["embed"] for child in children):
            paragraph.hidden = end.hidden = True
            for child in children:
                child.meta["block"] = True
