"""Callouts: a block quote whose first line is ``[!type]``, a fold mark, and a title.

Grammar::

    first-line = "[!" ws type [ "|" metadata ] ws "]" [ "-" | "+" ] [ title ]

Runs between the block and the inline phase: the first line of the quote's first paragraph becomes the title,
the rest of the paragraph stays in the body. Unknown types look like ``note``.
"""

import re
from string import capwords

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_FIRST_LINE = re.compile(
    r"\[!\s*([^\]\s|](?:[^\]\n|]*[^\]\s|])?)\s*(?:\|[^\]\n]*)?\]([+-]?)[ \t]*([^\n]*)\n?"
)

LOOKS = {
    "note": "note",
    "abstract": "abstract",
    "summary": "abstract",
    "tldr": "abstract",
    "info": "info",
    "todo": "info",
    "tip": "tip",
    "hint": "tip",
    "important": "tip",
    "success": "success",
    "check": "success",
    "done": "success",
    "question": "question",
    "help": "question",
    "faq": "question",
    "warning": "warning",
    "caution": "warning",
    "attention": "warning",
    "failure": "failure",
    "fail": "failure",
    "missing": "failure",
    "danger": "danger",
    "error": "danger",
    "bug": "bug",
    "example": "example",
    "quote": "quote",
    "cite": "quote",
}
"""Callout type to Material's admonition."""


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.core.ruler.before("inline", "callout", _callouts)


def _callouts(state: StateCore) -> None:
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open" and tokens[index + 1].type == "paragraph_open":
            match = _FIRST_LINE.match(tokens[index + 2].content)
            if match:
                _convert(tokens, index, match)


def _convert(tokens: list[Token], index: int, match: re.Match[str]) -> None:
    kind = match[1].casefold()
    opening, paragraph, first = tokens[index], tokens[index + 1], tokens[index + 2]
    closing = _closing(tokens, index)
    title = Token("inline", "", 0, content=match[3].strip(), children=[], level=first.level, map=first.map)
    if not title.content:
        title.type, title.content = "text", capwords(kind)
    opening.type, closing.type = "callout_open", "callout_close"
    rest = first.content[match.end() :]
    if not rest.strip():
        opening.meta = paragraph.meta | opening.meta
    opening.meta |= {"look": LOOKS.get(kind, "note"), "kind": kind, "fold": match[2]}
    head = [Token("callout_title_open", "", 1), title, Token("callout_title_close", "", -1)]
    head[0].meta = head[2].meta = closing.meta = opening.meta
    if first.map:
        title.map = [first.map[0], first.map[0] + 1]
        first.map = paragraph.map = [first.map[0] + 1, first.map[1]]
    if rest.strip():
        first.content = rest
        tokens[index + 1 : index + 1] = head
    else:
        tokens[index + 1 : index + 4] = head


def _closing(tokens: list[Token], index: int) -> Token:
    level = tokens[index].level
    return next(
        token for token in tokens[index:] if token.type == "blockquote_close" and token.level == level
    )
