"""Tasks: a list item that begins with ``[c]`` and white space, ``c`` being any one character.

Runs between the block and the inline phase, takes the box off the text and notes it on the list item.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

BOX = re.compile(r"\[(.)\](?:[ \t]+|$)", re.MULTILINE)
"""A check box at the beginning of an item's text; group 1 is the mark."""


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.core.ruler.before("inline", "task", _tasks)


def _tasks(state: StateCore) -> None:
    tokens = state.tokens
    for index in range(len(tokens) - 2):
        if tokens[index].type == "list_item_open" and tokens[index + 1].type == "paragraph_open":
            text = tokens[index + 2]
            match = BOX.match(text.content)
            if match:
                tokens[index].meta = {"mark": match[1], "text": text.content[match.end() :]}
                text.content = text.content[match.end() :]
