"""Block identifiers: `` ^id`` at the end of a paragraph or list item, or on a line of its own after a block.

Grammar::

    block-id = "^" 1*( Latin letter | digit | "-" )

Runs between the block and the inline phase; the identifier is hidden and becomes an anchor of the block. The first
of several equal ones is the anchor.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_AT_END = re.compile(r"(?:^|[ \t\n])\^([A-Za-z0-9-]+)[ \t]*$")
_NAMEABLE = {
    "paragraph_open",
    "bullet_list_open",
    "ordered_list_open",
    "blockquote_open",
    "table_open",
    "heading_open",
    "fence",
    "code_block",
    "html_block",
}


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.core.ruler.before("inline", "block_id", _block_ids)


def _block_ids(state: StateCore) -> None:
    tokens = state.tokens
    kept: list[Token] = []
    taken: set[str] = set()
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "paragraph_open":
            match = _AT_END.search(tokens[index + 1].content)
            if match and match.start() == 0:
                if _name_previous(kept, token.level, match[1], taken):
                    index += 3
                    continue
            elif match:
                _name(token, match[1], taken)
                tokens[index + 1].content = tokens[index + 1].content[: match.start()]
        kept.append(token)
        index += 1
    state.tokens = kept


def _name(token: Token, name: str, taken: set[str]) -> None:
    if name not in taken:
        token.meta["block_id"] = name
        taken.add(name)


def _name_previous(kept: list[Token], level: int, name: str, taken: set[str]) -> bool:
    for token in reversed(kept):
        if token.level == level and token.nesting >= 0 and token.type != "inline":
            if token.type not in _NAMEABLE:
                return False
            _name(token, name, taken)
            return True
        if token.level < level:
            return False
    return False
