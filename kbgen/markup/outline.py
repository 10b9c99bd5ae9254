"""The headings of a body and their anchors."""

import re
import unicodedata

from markdown_it.token import Token

from kbgen.markup.body import Heading

_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")
_QUIET = {"heading_open", "heading_close", "comment"}


def slug(text: str) -> str:
    """Return text as an anchor or a part of a URL: lower case, letters and digits of any script, hyphens."""
    plain = _NOT_IN_ANCHOR.sub("", unicodedata.normalize("NFC", text).lower())
    return "-".join(plain.split()).strip("-")


def plain_text(inline: Token) -> str:
    """Return the text of an inline token without markup."""
    pieces: list[str] = []
    for child in inline.children or ():
        match child.type:
            case "text" | "code_inline" | "text_special" | "hashtag":
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
    taken: set[str] = set()
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = plain_text(tokens[index + 1])
        base = slug(text) or "section"
        anchor, number = base, 1
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken.add(anchor)
        level = int(token.tag[1])
        token.meta["heading"] = tokens[index + 2].meta["heading"] = len(found)
        line = first_line + (token.map or [0])[0]
        found.append(Heading(level, text, anchor, line, empty=_is_empty(tokens, index + 3, level)))
    return tuple(found)


def _is_empty(tokens: list[Token], index: int, level: int) -> bool:
    following = next((token for token in tokens[index:] if token.type != "comment"), None)
    if following is None or following.type.endswith("_close"):
        return True
    return following.type == "heading_open" and int(following.tag[1]) <= level
