"""Wikilinks and embeds beyond what the dialect's fixtures show: the fields of a reference, and comments."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import WikiLink
from kbgen.markup.wikilink import links_in


def only_link(text: str) -> WikiLink:
    (reference,) = parse_body(text, 1).references
    assert isinstance(reference, WikiLink)
    return reference


@pytest.mark.parametrize(
    ("text", "target", "fragment", "shown"),
    [
        ("[[a]]", "a", "", None),
        ("[[a|b]]", "a", "", "b"),
        ("[[a|]]", "a", "", ""),
        ("[[a\\|b]]", "a", "", "b"),
        ("[[ a # b | c ]]", "a", "b", "c"),
        ("[[a#b#c]]", "a", "b#c", None),
        ("[[#b]]", "", "b", None),
        ("[[a#^b]]", "a", "^b", None),
        ("[[a|b#c]]", "a", "", "b#c"),
        ("[[a|b\\|c|d]]", "a", "", "b\\|c|d"),
        ("![[a.png|100x50]]", "a.png", "", "100x50"),
    ],
)
def test_the_parts_of_a_link(text: str, target: str, fragment: str, shown: str | None) -> None:
    link = only_link(text)
    assert (link.target, link.fragment, link.text) == (target, fragment, shown)
    assert link.embed is text.startswith("!")


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("![[a]]", True),
        ("  ![[a]]", True),
        ("![[a]] ^id", True),
        ("![[a]] b", False),
        ("b\n![[a]]", False),
        ("# ![[a]]", False),
        ("[[a]]", False),
        ("%%![[a]]%%", False),
    ],
)
def test_an_embed_is_a_block_when_it_has_a_paragraph_for_itself(text: str, block: bool) -> None:
    assert only_link(text).block is block


def test_two_embeds_with_text_between_them_are_no_blocks() -> None:
    links = parse_body("![[a]] and ![[b]]", 1).references
    assert [link.block for link in links if isinstance(link, WikiLink)] == [False, False]


def test_the_links_in_a_text_that_is_not_parsed() -> None:
    assert list(links_in("x [[a|b]] `[[c]]` [[ ]] ![[d#e]]")) == [
        (2, ("a", "", "b")),
        (11, ("c", "", None)),
        (24, ("d", "e", None)),
    ]
