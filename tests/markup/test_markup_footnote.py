"""Footnotes without their counterpart, and those in unusual places."""

import pytest

from kbgen.markup.body import LooseFootnote
from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import QueryBlock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a [^x] b", LooseFootnote("x", 1, 3, defined=False)),
        ("a\n> b[^x]", LooseFootnote("x", 2, 4, defined=False)),
        ("a\n\n[^x]: b", LooseFootnote("x", 3, 1, defined=True)),
        ("> [!note] a\n> [^x]: b", LooseFootnote("x", 2, 3, defined=True)),
        ("- a\n\n  [^x]: b\n\n    c", LooseFootnote("x", 3, 3, defined=True)),
    ],
)
def test_a_footnote_without_its_counterpart(text: str, expected: LooseFootnote) -> None:
    body = parse_body(text, 1)
    assert body.loose_footnotes == (expected,)
    assert text.split("\n")[expected.line - 1].startswith("[^x]", expected.column - 1)
    assert ("[^x]" in "".join(body.parts)) is not expected.defined


@pytest.mark.parametrize(
    "text",
    [
        "a[^1]\n\n[^1]: b",
        "a^[b]",
        "`[^1]`",
        "[^1](x.md)",
        "a[^1] b",
        "[^ 1]",
        "a %%[^1]%%",
        "```\n[^1]: a\n```",
    ],
)
def test_what_is_no_loose_footnote(text: str) -> None:
    loose = {item.id for item in parse_body(text, 1).loose_footnotes}
    assert loose == ({"1"} if text == "a[^1] b" else set())


def test_nothing_of_an_unused_definition_is_on_the_page() -> None:
    body = parse_body("a\n\n[^x]: secret\n\n  ```query\n  b\n  ```", 1)
    assert "secret" not in "".join(body.parts)
    assert not any(isinstance(item, QueryBlock) for item in body.references)


def test_footnotes_in_footnotes() -> None:
    body = parse_body("a[^1]\n\n[^1]: b[^2] ^[c ^[d]]\n[^2]: e", 1)
    html = "".join(body.parts)
    assert [html.count(f'id="fn:{number}"') for number in (1, 2, 3, 4, 5)] == [1, 1, 1, 1, 0]
    assert html.index(">b<") < html.index(">e ") < html.index(">c ") < html.index(">d ")


def test_a_footnote_in_the_text_of_a_picture() -> None:
    assert '<a class="footnote-ref"' not in "".join(parse_body("![a^[b]](c.png)", 1).parts)


def test_a_query_in_a_footnote_that_is_used() -> None:
    body = parse_body("a[^x]\n\n[^x]: b\n\n  ```query\n  tag: c\n  ```", 1)
    (query,) = (item for item in body.references if isinstance(item, QueryBlock))
    assert (query.line, query.columns) == (5, (3,))


def test_anchors_of_footnotes_are_never_those_of_headings() -> None:
    body = parse_body("# fn:1\n# fnref:1\n# fn 1\n\na[^1]\n\n[^1]: b", 1)
    assert body.anchors == ("fnref:1", "fn:1")
    assert {heading.anchor for heading in body.headings}.isdisjoint(body.anchors)
