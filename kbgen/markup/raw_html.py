"""Raw HTML blocks and tags, kept to what is HTML.

CommonMark takes a line that holds nothing but ``<pid>`` for an HTML block and would hide it together with the
lines that follow; here only the names of HTML elements begin one.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import html_block as commonmark_html_block

from kbgen.markup.html_names import is_element

_START = re.compile(r"</?([A-Za-z][^\s/>]*)")


def install(md: MarkdownIt) -> None:
    """Replace CommonMark's rule in a parser."""
    md.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    match = _START.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if match and not is_element(match[1]):
        return False
    return commonmark_html_block(state, start, end, silent)
