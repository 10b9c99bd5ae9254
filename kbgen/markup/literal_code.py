"""``<code>…</code>`` within a paragraph is inline code: its content is literal text.

Texts of ATT&CK use the element around shell fragments such as ``/proc/<pid>/maps``, which must be seen as they
are written; entities in it are decoded once, as in HTML.
"""

import html
import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_CODE = re.compile(r"<code>(.*?)</code\s*>", re.DOTALL | re.IGNORECASE)


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.inline.ruler.before("html_inline", "literal_code", _literal_code)


def _literal_code(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "<" or state.src.find("</", state.pos) < 0:
        return False
    match = _CODE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("code_inline", "code", 0)
        token.markup = "`"
        token.content = html.unescape(match[1])
    state.pos = match.end()
    return True
