"""The Markdown dialect of vaults, as an ordered table of syntaxes over CommonMark.

In: the text of a body. Out: markdown-it tokens, whose ``map`` counts the lines of that text from 0.
"""

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kbgen.markup import (
    block_id,
    callout,
    citation,
    comment,
    footnote,
    hashtag,
    highlight_mark,
    link_places,
    literal_code,
    raw_html,
    task,
    wikilink,
)

SYNTAXES: tuple[tuple[str, Callable[[MarkdownIt], None]], ...] = (
    ("footnotes", footnote.install),
    ("links that know their place", link_places.install),
    ("raw HTML", raw_html.install),
    ("<code>", literal_code.install),
    ("%%comments%%", comment.install),
    ("[[wikilinks]] and embeds", wikilink.install),
    ("(Citation: …)", citation.install),
    ("#tags", hashtag.install),
    ("==highlights==", highlight_mark.install),
    ("^block-ids", block_id.install),
    ("callouts", callout.install),
    ("tasks", task.install),
)
"""What is installed, in this order; each construct has one module."""


_OF_PHRASES = ("links that know their place", "raw HTML", "<code>", "(Citation: …)")
"""What texts of ATT&CK use within a paragraph: nothing that is Obsidian's own."""


@cache
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
    md.enable(["table", "strikethrough"])
    for _, install in SYNTAXES:
        install(md)
    return md


@cache
def _phrase_parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
    for name, install in SYNTAXES:
        if name in _OF_PHRASES:
            install(md)
    return md


def parse_phrase(text: str) -> list[Token]:
    """Return the tokens of a paragraph of ATT&CK; whatever would begin a block is text."""
    return _phrase_parser().parseInline(text)


def parse(text: str) -> list[Token]:
    """Return the tokens of a body; any text is valid Markdown."""
    return _parser().parse(text)
