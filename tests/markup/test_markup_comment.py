"""Comments: what they hide, what of them counts, and where they end."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import Hashtag, QueryBlock, WikiLink


def visible(text: str) -> str:
    return "".join(parse_body(text, 1).parts)


@pytest.mark.parametrize(
    "text", ["%%x%%", "%%\nx\n%%", "%%x", "a %%x%% b", "%%\n# x\n\n- x\n%%\n", "%% x\nx %%"]
)
def test_nothing_of_a_comment_is_shown(text: str) -> None:
    body = parse_body(text, 1)
    assert "x" not in "".join(body.parts)
    assert not body.headings
    assert not body.tasks


def test_a_comment_refers_without_a_place_on_the_page() -> None:
    body = parse_body("%%\n[[a]] ![[b]] #c\n%%\nd", 1)
    assert [type(item) for item in body.references] == [WikiLink, WikiLink, Hashtag]
    assert not any(item.embed for item in body.references if isinstance(item, WikiLink))
    assert body.slots == ()


def test_an_opening_mark_within_a_line_that_nothing_closes_is_text() -> None:
    assert "100%% sure" in visible("100%% sure\n\nmore")
    assert "more" in visible("100%% sure\n\nmore")


def test_a_block_in_a_comment_ends_with_the_comment() -> None:
    body = parse_body("%%\n```\nx\n%%\n\n```query\ntag: y\n```", 1)
    assert [item.text for item in body.references if isinstance(item, QueryBlock)] == ["tag: y\n"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("%% x\ny %% [[a]]", 2, 6), ("> %% x\n>  y %%   [[a]]", 2, 11), ("- b\n  %% x\n  %% [[a]]\n- c", 3, 6)],
)
def test_what_follows_a_block_keeps_its_place(text: str, line: int, column: int) -> None:
    (link,) = parse_body(text, 1).references
    assert isinstance(link, WikiLink)
    assert (link.line, link.column) == (line, column)
    assert text.split("\n")[line - 1].startswith("[[a]]", column - 1)


def test_a_task_after_a_block_on_its_line() -> None:
    assert "<p>- [ ] c" not in visible("%% a\n%% - [ ] c")
    assert [task.text for task in parse_body("%% a\n%% - [ ] c", 1).tasks] == ["c"]
