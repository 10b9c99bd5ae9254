"""Walks the tokens of a body once: locates its references and gives each its slot."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from urllib.parse import unquote

from markdown_it.token import Token

from kbgen.markup import footnote
from kbgen.markup.body import CodeBlock, LooseFootnote, Unpublished
from kbgen.markup.hashtag import tags_in
from kbgen.markup.html_names import is_harmful, unpublished
from kbgen.markup.locate import Places
from kbgen.markup.query_block import columns_of, is_query, query_block
from kbgen.markup.references import (
    Citation,
    ExternalLink,
    Hashtag,
    MarkdownLink,
    QueryBlock,
    Reference,
    TableBlock,
    WikiLink,
)
from kbgen.markup.slots import Code, Finished, HeadingEnd, HeadingStart, LinkStart, Slot
from kbgen.markup.wikilink import Parts, links_in

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


_TABLES = {"dataview", "dataviewjs", "base", "tasks"}
"""Languages of blocks that stand for what a plugin of Obsidian makes of them."""


@dataclass(slots=True)
class Collected:
    """What the walk has found so far."""

    places: Places
    lines: list[str]
    first_line: int
    cells: int = 0
    """Cells of the current row of a table up to the current one; 0 outside tables."""
    slots: list[Slot] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    code_blocks: list[CodeBlock] = field(default_factory=list)
    unpublished: list[Unpublished] = field(default_factory=list)
    loose_footnotes: list[LooseFootnote] = field(default_factory=list)

    def add_slot(self, token: Token, slot: Slot) -> None:
        """Give a slot its number and note it on its token."""
        token.meta["slot"] = len(self.slots)
        self.slots.append(slot)

    def refer(
        self, token: Token, reference: WikiLink | MarkdownLink | Hashtag | Citation | QueryBlock | TableBlock
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
        read = _READERS.get(token.type)
        if read is not None:
            read(token, first_line + (token.map or [0])[0], found)
    if tokens and tokens[-1].type in {"footnote_block_close", footnote.UNUSED}:
        found.references.sort(key=_place)
        found.unpublished.sort(key=_place)
        found.loose_footnotes.sort(key=_place)
    return found


def _place(item: Reference | Unpublished | LooseFootnote) -> tuple[int, int]:
    return item.line, 0 if isinstance(item, QueryBlock | TableBlock) else item.column


def _row(_token: Token, _line: int, found: Collected) -> None:
    found.cells = 0


def _cell(_token: Token, _line: int, found: Collected) -> None:
    found.cells += 1


def _fence(token: Token, line: int, found: Collected) -> None:
    if is_query(token):
        found.refer(token, query_block(token, found.lines, found.first_line))
        return
    language = token.info.split(maxsplit=1)[0].lower() if token.info.strip() else ""
    if language in _TABLES:
        columns = columns_of(token, found.lines)
        found.refer(token, TableBlock(token.content, language, line, columns))
        return
    found.add_slot(token, Code(len(found.code_blocks)))
    found.code_blocks.append(CodeBlock(language, token.content, line + 1))


def _code_block(token: Token, line: int, found: Collected) -> None:
    found.add_slot(token, Code(len(found.code_blocks)))
    found.code_blocks.append(CodeBlock("", token.content, line))


def _heading_start(token: Token, _line: int, found: Collected) -> None:
    found.add_slot(token, HeadingStart(token.meta["heading"]))


def _heading_end(token: Token, _line: int, found: Collected) -> None:
    found.add_slot(token, HeadingEnd(token.meta["heading"]))


def _list_item(token: Token, _line: int, found: Collected) -> None:
    if "mark" in token.meta:
        found.add_slot(token, Finished(_check_box(token.meta["mark"])))


def _html_block(token: Token, line: int, found: Collected) -> None:
    for offset, name in unpublished(token.content):
        number = token.content.count("\n", 0, offset)
        begin = token.content.rfind("\n", 0, offset) + 1
        text = token.content[begin:].partition("\n")[0]
        column = len(found.lines[line + number - found.first_line]) - len(text) + offset - begin + 1
        found.unpublished.append(Unpublished(name, line + number, column))


def _unused_footnote(token: Token, line: int, found: Collected) -> None:
    column = found.lines[line - found.first_line].rfind(token.content) + 1
    found.loose_footnotes.append(LooseFootnote(token.meta["label"], line, column, defined=True))


def _check_box(mark: str) -> str:
    checked = "" if mark == " " else " checked"
    return (
        f'<label class="task-list-control"><input type="checkbox" disabled{checked}>'
        '<span class="task-list-indicator"></span></label> '
    )


def _inline(block: Token, _line: int, found: Collected) -> None:
    if found.cells:
        block.meta["cell"] = found.cells - 1
    for child in block.children or ():
        match child.type:
            case "wikilink" | "hashtag" | "citation":
                found.refer(child, _reference(child, *found.places.find(block, child.meta["offset"])))
            case "link_open":
                _link(block, child, str(child.attrs["href"]), found)
            case "image":
                _link(block, child, str(child.attrs["src"]), found)
            case "html_inline":
                for _, name in unpublished(child.content):
                    place = found.places.find(block, child.meta["offset"])
                    found.unpublished.append(Unpublished(name, *place))
            case "comment":
                _inline_comment(block, child, found)
            case footnote.UNDEFINED:
                line, column = found.places.find(block, child.meta["offset"])
                found.loose_footnotes.append(LooseFootnote(child.meta["label"], line, column, defined=False))
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
    line, column = found.places.find(block, token.meta["offset"])
    link: MarkdownLink | ExternalLink
    if _SCHEME.match(href):
        link = ExternalLink(href, text, embed, line, column)
        if is_harmful(href):
            name = "img src" if embed else "a href"
            name = f"{name}={href.partition(':')[0].lower()}:"
            found.unpublished.append(Unpublished(name, line, column))
    else:
        target, _, fragment = href.partition("#")
        link = MarkdownLink(unquote(target), unquote(fragment), text, embed, line, column)
    found.references.append(link)
    found.add_slot(token, link if embed else LinkStart(link))


def _comment_block(token: Token, line: int, found: Collected) -> None:
    texts = token.content.replace("%%", "  ").split("\n")
    for number, (text, column) in enumerate(zip(texts, token.meta["columns"], strict=True)):
        for offset, written in _commented(text):
            found.references.append(_commented_reference(written, line + number, column + offset))


def _inline_comment(block: Token, token: Token, found: Collected) -> None:
    for offset, written in _commented(token.content):
        line, column = found.places.find(block, token.meta["offset"] + offset)
        found.references.append(_commented_reference(written, line, column))


def _commented(text: str) -> list[tuple[int, Parts | str]]:
    """Return links and names of tags in a comment, with their offsets, in the order of the text."""
    return sorted((*links_in(text), *tags_in(text)), key=itemgetter(0))


def _commented_reference(written: Parts | str, line: int, column: int) -> WikiLink | Hashtag:
    if isinstance(written, str):
        return Hashtag(written, line, column)
    target, fragment, text = written
    return WikiLink(target, fragment, text, embed=False, line=line, column=column)


_READERS: dict[str, Callable[[Token, int, Collected], None]] = {
    "inline": _inline,
    "fence": _fence,
    "code_block": _code_block,
    "heading_open": _heading_start,
    "heading_close": _heading_end,
    "list_item_open": _list_item,
    "tr_open": _row,
    "th_open": _cell,
    "td_open": _cell,
    "table_close": _row,
    "html_block": _html_block,
    "comment": _comment_block,
    footnote.UNUSED: _unused_footnote,
}
"""What is read of a token, by its type, given its line in the file."""
