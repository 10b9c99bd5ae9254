"""``#tag`` in running text, by the rules of section 5.3 of the search language.

Grammar::

    hashtag = "#" 1*tag-char                 ; after white space, a line start, or another hashtag
    tag-char = any but white space, general or supplemental punctuation (U+2000 to U+206F, U+2E00 to
               U+2E7F) and ASCII punctuation other than "-", "_" and "/"

At least one character is no digit; trailing slashes are not part of the tag.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

TAG = re.compile(r"#([^\s\u2000-\u206f\u2e00-\u2e7f!-,.:-@\[-^`{-~]+)")
"""A hashtag at its ``#``; group 1 is the name with trailing slashes."""
_RUN = re.compile(rf"(?<!\S)(?:{TAG.pattern})+")


def install(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.inline.ruler.before("link", "hashtag", _hashtag)


def tag_name(written: str) -> str:
    """Return the tag that the characters after ``#`` make, or an empty string where they make none."""
    name = written.rstrip("/")
    return "" if not name or name.isdecimal() else name


def tags_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and name of each tag in a text that is not parsed, such as a comment."""
    for run in _RUN.finditer(text):
        for match in TAG.finditer(text, *run.span()):
            name = tag_name(match[1])
            if name:
                yield match.start(), name
            if name != match[1]:
                break


def _hashtag(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] != "#" or not _may_start(state):
        return False
    match = TAG.match(source, start, state.posMax)
    name = tag_name(match[1]) if match else ""
    if not name:
        return False
    end = start + 1 + len(name)
    if not silent:
        token = state.push("hashtag", "", 0)
        token.content = source[start:end]
        token.meta = {"offset": start, "name": name}
    state.pos = end
    return True


def _may_start(state: StateInline) -> bool:
    if state.pos == 0 or state.src[state.pos - 1].isspace():
        return True
    last = state.tokens[-1] if state.tokens and not state.pending else None
    return last is not None and last.type == "hashtag"
