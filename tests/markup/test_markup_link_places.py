"""Markdown links: their kinds, and addresses of any scheme."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import ExternalLink, MarkdownLink


@pytest.mark.parametrize(
    "url",
    ["https://host.example/a%20b", "http://x", "mailto:a@host.example", "obsidian://open?vault=v", "chrome:x",
     "ftp://x", "file:///etc/passwd", "javascript:a", "//host.example/x"],
)  # fmt: skip
def test_an_address_with_a_scheme_is_external(url: str) -> None:
    (link,) = parse_body(f"[a]({url})", 1).references
    assert isinstance(link, ExternalLink)
    assert (link.url, link.embed) == (url, False)


@pytest.mark.parametrize(
    ("address", "target", "fragment"),
    [
        ("a.md", "a.md", ""),
        ("a%20b.md#c%20d", "a b.md", "c d"),
        ("<a b.md>", "a b.md", ""),
        ("#c", "", "c"),
        ("#%5Eb1", "", "^b1"),
        ("a%23b.md", "a#b.md", ""),
        ("100%.md", "100%.md", ""),
        ("gr%C3%B6%C3%9Fe.md", "größe.md", ""),
        ("größe.md", "größe.md", ""),
        ("../a.md", "../a.md", ""),
        ("", "", ""),
    ],
)
def test_an_address_without_one_is_percent_decoded(address: str, target: str, fragment: str) -> None:
    (link,) = parse_body(f"[x]({address})", 1).references
    assert isinstance(link, MarkdownLink)
    assert (link.target, link.fragment, link.embed) == (target, fragment, False)


def test_pictures_carry_their_alternative_text() -> None:
    inner, outer = parse_body("![a *b*|100](c.png) ![d](https://host.example/e.png)", 1).references
    assert isinstance(inner, MarkdownLink)
    assert isinstance(outer, ExternalLink)
    assert (inner.target, inner.text, inner.embed) == ("c.png", "a *b*|100", True)
    assert (outer.url, outer.text, outer.embed) == ("https://host.example/e.png", "d", True)


def test_no_address_reaches_the_html_of_the_markup_stage() -> None:
    body = parse_body("[a](javascript:b) [c](https://host.example) <javascript:d>", 1)
    assert "href" not in "".join(body.parts)
