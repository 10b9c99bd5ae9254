r"""``[[target#fragment|text]]`` and ``![[…]]``.

Grammar::

    wikilink = ["!"] "[[" inner "]]"
    inner    = 1*( any character but a line break, not followed by "[[" or "]]" )
    parts    = target [ "#" fragment ] [ ("|" | "\|") text ]      ; not all of them empty

An embed that has a paragraph for itself is a block. Only ``]]`` ends a link, and an inner ``[[`` begins anew: ``[[a [[b]] c]]`` is a link to ``b``.
"""

import re
from collections.abc import Iterator
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

_LINK = re.compile(r"!?\[\[((?:(?!\[\[|\]\])[^\n])+)\]\]")
_BAR = re.compile(r"\\?\|")

Parts: TypeAlias = tuple[str, str, str | None]
"""Target, fragment, display text."""


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.inline.ruler.before("link", "wikilink", _wikilink)
    md.core.ruler.after("inline", "embed", _block_embeds)


def links_in(text: str) -> Iterator[tuple[int, Parts]]:
    """Yield offset and parts of each link in a text that is not parsed, such as a comment."""
    for match in _LINK.finditer(text):
        if match[1].strip():
            yield match.start(), _parts(match[1])


def _parts(inner: str) -> Parts:
    address, *text = _BAR.split(inner, maxsplit=1)
    target, _, fragment = address.strip().partition("#")
    return target.strip(), fragment.strip(), text[0].strip() if text else None


def _wikilink(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "![":
        return False
    match = _LINK.match(state.src, state.pos, state.posMax)
    if match is None or not match[1].strip():
        return False
    if not silent:
        target, fragment, text = _parts(match[1])
        token = state.push("wikilink", "", 0)
        token.content = match[0]
        token.meta = {
            "offset": state.pos,
            "target": target,
            "fragment": fragment,
            "text": text,
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
