"""Walks the tokens of a body once: locates its references and gives each its slot."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from markdown_it.token import Token

from kbgen.markup.body import CodeBlock
from kbgen.markup.hashtag import TAG, tag_name
from kbgen.markup.highlight import highlight
from kbgen.markup.html_names import REMOVED, tag_names
from kbgen.markup.locate import Places
from kbgen.markup.query_block import is_query, query_block
from kbgen.markup.references import (
    Citation,
    ExternalLink,
    Hashtag,
    MarkdownLink,
    QueryBlock,
    Reference,
    WikiLink,
)
from kbgen.markup.slots import Finished, HeadingEnd, HeadingStart, LinkStart, Slot

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")
_COMMENTED_LINK = re.compile(r"!?\[\[((?:(?!\[\[|\]\])[^\n])+)\]\]")
_COMMENTED_TAG = re.compile(rf"(?<!\S){TAG.pattern}")


@dataclass(slots=True)
class Collected:
    """What the walk has found so far."""

    places: Places
    lines: list[str]
    first_line: int
    slots: list[Slot] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    code_blocks: list[CodeBlock] = field(default_factory=list)
    removed_html: list[tuple[str, int]] = field(default_factory=list)

    def add_slot(self, token: Token, slot: Slot) -> None:
        """Give a slot its number and note it on its token."""
        token.meta["slot"] = len(self.slots)
        self.slots.append(slot)

    def refer(
        self, token: Token, reference: WikiLink | MarkdownLink | Hashtag | Citation | QueryBlock
    ) -> None:
        """Keep a reference that is its own slot."""
        self.references.append(reference)
        self.add_slot(token, reference)


def collect(tokens: list[Token], lines: list[str], first_line: int) -> Collected:
    """Return everything that a body refers to; tokens get the numbers of their slots.

    Args:
        tokens: the body's tokens, with its headings numbered.
        lines: the lines of the body.
        first_line: the line in the file, counted from 1, of the first of them.
    """
    found = Collected(Places(lines, first_line), lines, first_line)
    for token in tokens:
        line = first_line + (token.map or [0])[0]
        match token.type:
            case "inline":
                _inline(token, found)
            case "fence":
                _fence(token, line, found)
            case "code_block":
                found.code_blocks.append(CodeBlock("", token.content, line))
                found.add_slot(token, Finished(highlight(token.content, "")))
            case "heading_open":
                found.add_slot(token, HeadingStart(token.meta["heading"]))
            case "heading_close":
                found.add_slot(token, HeadingEnd(token.meta["heading"]))
            case "list_item_open" if "mark" in token.meta:
                found.add_slot(token, Finished(_check_box(token.meta["mark"])))
            case "html_block":
                _raw_html(token.content, line, found)
            case "comment":
                _comment(token.content, line, 1, found)
            case _:
                pass
    return found


def _fence(token: Token, line: int, found: Collected) -> None:
    if is_query(token):
        found.refer(token, query_block(token, found.lines, found.first_line))
        return
    language = token.info.split(maxsplit=1)[0].lower() if token.info.strip() else ""
    found.code_blocks.append(CodeBlock(language, token.content, line + 1))
    found.add_slot(token, Finished(highlight(token.content, language)))


def _check_box(mark: str) -> str:
    checked = "" if mark == " " else " checked"
    return (
        f'<label class="task-list-control"><input type="checkbox" disabled{checked}>'
        '<span class="task-list-indicator"></span></label> '
    )


def _inline(block: Token, found: Collected) -> None:
    for child in block.children or ():
        match child.type:
            case "wikilink" | "hashtag" | "citation":
                line, column = found.places.find(block, child.meta["offset"], child.content)
                found.refer(child, _reference(child, line, column))
            case "link_open":
                _link(block, child, str(child.attrs["href"]), found)
            case "image":
                _link(block, child, str(child.attrs["src"]), found)
            case "html_inline":
                _raw_html(child.content, found.first_line + (block.map or [0])[0], found)
            case "comment":
                line, column = found.places.find(block, child.meta["offset"], child.content)
                _comment(child.content, line, column, found)
            case _:
                pass


def _reference(token: Token, line: int, column: int) -> WikiLink | Hashtag | Citation:
    meta = token.meta
    if token.type == "wikilink":
        return WikiLink(
            target=meta["target"],
            fragment=meta["fragment"],
            text=meta["text"],
            embed=meta["embed"],
            line=line,
            column=column,
            block="block" in meta,
        )
    if token.type == "hashtag":
        return Hashtag(meta["name"], line, column)
    return Citation(meta["name"], line, column)


def _link(block: Token, token: Token, href: str, found: Collected) -> None:
    embed = token.type == "image"
    text = token.content if embed else ""
    line, column = found.places.find(block, token.meta.get("offset", 0), "[")
    link: MarkdownLink | ExternalLink
    if _SCHEME.match(href):
        link = ExternalLink(href, text, embed, line, column)
    else:
        target, _, fragment = href.partition("#")
        link = MarkdownLink(unquote(target), unquote(fragment), text, embed, line, column)
    found.references.append(link)
    found.add_slot(token, link if embed else LinkStart(link))


def _raw_html(html: str, line: int, found: Collected) -> None:
    for number, text in enumerate(html.split("\n")):
        found.removed_html.extend((name, line + number) for name in tag_names(text) if name in REMOVED)


def _comment(text: str, line: int, column: int, found: Collected) -> None:
    for number, content in enumerate(text.split("\n")):
        base = column if number == 0 else 1
        for match in _COMMENTED_LINK.finditer(content):
            address, *alias = re.split(r"\\?\|", match[1], maxsplit=1)
            target, _, fragment = address.strip().partition("#")
            display = alias[0].strip() if alias else None
            found.references.append(
                WikiLink(
                    target=target.strip(),
                    fragment=fragment.strip(),
                    text=display,
                    embed=False,
                    line=line + number,
                    column=base + match.start(),
                )
            )
        for match in _COMMENTED_TAG.finditer(content):
            if tag_name(match[1]):
                found.references.append(Hashtag(tag_name(match[1]), line + number, base + match.start()))
