"""References: what they say of themselves."""

from kbgen.markup.references import MarkdownLink, WikiLink
from kbgen.markup.tag import Tag


def test_target_and_fragment_as_written() -> None:
    assert WikiLink("a", "b#c", None, embed=False, line=1, column=1).written == "a#b#c"
    assert WikiLink("a", "", "x", embed=True, line=1, column=1).written == "a"
    assert WikiLink("", "b", None, embed=False, line=1, column=1).written == "#b"
    assert MarkdownLink("a b.md", "c", "", embed=False, line=1, column=1).written == "a b.md#c"
    assert MarkdownLink("a b.md", "", "", embed=False, line=1, column=1).written == "a b.md"


def test_a_tag_is_one_of_the_front_matter_unless_told_otherwise() -> None:
    assert not Tag("a", 1, 1).inline
    assert Tag("a", 1, 1) != Tag("a", 1, 1, inline=True)
