"""The headings of a body and their anchors."""

import re
import unicodedata

from markdown_it.token import Token

from kbgen.markup.body import Heading
from kbgen.markup.html_names import is_markup

_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
_QUIET = {"comment", "footnote_unused"}
_COMMENTS = re.compile(r"(?:\s|<!--.*?(?:-->|\Z))+", re.DOTALL)


def slug(text: str) -> str:
    """Return text as an anchor or a part of a URL: lower case, letters and digits of any script, hyphens."""
    plain = _NOT_IN_ANCHOR.sub("", unicodedata.normalize("NFC", text).lower())
    return "-".join(plain.split()).strip("-")


def plain_text(inline: Token) -> str:
    """Return the text of an inline token without markup."""
    pieces: list[str] = []
    for child in inline.children or ():
        match child.type:
            case "text" | "code_inline" | "text_special" | "hashtag" | "footnote_undefined":
                pieces.append(child.content)
            case "html_inline" if not is_markup(child.content):
                pieces.append(child.content)
            case "wikilink":
                pieces.append(child.meta["text"] or child.meta["target"] or child.meta["fragment"])
            case "softbreak" | "hardbreak":
                pieces.append(" ")
            case "image":
                pieces.append(child.content)
            case _:
                pass
    return " ".join("".join(pieces).split())


def headings(tokens: list[Token], first_line: int) -> tuple[Heading, ...]:
    """Return the outline of a body; numbers the opening tokens of headings in their ``meta``."""
    found: list[Heading] = []
    taken: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = plain_text(tokens[index + 1])
        base = slug(text) or "section"
        anchor, number = base, taken.get(base, 0)
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken[base], taken[anchor] = max(number, 1), 1
        level = int(token.tag[1])
        token.meta["heading"] = tokens[index + 2].meta["heading"] = len(found)
        line = first_line + (token.map or [0])[0]
        found.append(Heading(level, text, anchor, line, empty=_is_empty(tokens, index + 3, level)))
    return tuple(found)


def _is_empty(tokens: list[Token], index: int, level: int) -> bool:
    while index < len(tokens) and _is_quiet(tokens[index]):
        index += 1
    following = tokens[index] if index < len(tokens) else None
    if following is None or following.type == "footnote_block_open" or following.type.endswith("_close"):
        return True
    return following.type == "heading_open" and int(following.tag[1]) <= level


def _is_quiet(token: Token) -> bool:
    return token.type in _QUIET or (
        token.type == "html_block" and _COMMENTS.fullmatch(token.content) is not None
    )
