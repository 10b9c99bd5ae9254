"""Raw HTML in a body: what is reported, where, and that tags stay within their block."""

import pytest

from kbgen.markup.parse_body import parse_body


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <script>b</script>", [("script", 8, 3)]),
        ("a\nb\nc <iframe>d</iframe>", [("iframe", 10, 3)]),
        ("a\n\n> b\n>  <b onclick='x'>c</b>", [("b onclick", 11, 4)]),
        ("<div>\n <p><form>\n</form>\n</div>", [("form", 9, 5)]),
        ("- a\n  > <div>\n  >x <object>\n", [("object", 10, 6)]),
        ("<script>\na()\n</script>", [("script", 8, 1)]),
        ("| a | b |\n|-|-|\n| <svg></svg> | <svg></svg> |", [("svg", 10, 3), ("svg", 10, 17)]),
        ("a\nb [b](javascript:c)", [("a href=javascript:", 9, 3)]),
        ("a\n![b](data:image/png;base64,xxxx)", [("img src=data:", 9, 1)]),
        ("a\n<a href='javascript:b'>c</a>", [("a href=javascript:", 9, 1)]),
        ("a[^1]\n\n[^1]: <form>\n\n<input> <meta>", [("form", 10, 7), ("input", 12, 1), ("meta", 12, 9)]),
        ("`<script>` <code><script></code> &lt;script&gt; <pid> <b>x</b>", []),
        ("<!-- <script> -->\n\n%%<script>%%", []),
    ],
)
def test_what_is_not_published_is_reported_with_its_place(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    body = parse_body(text, 8)
    assert [(item.name, item.line, item.column) for item in body.unpublished] == expected
    assert body.removed_html == tuple((name, line) for name, line, _ in expected)
    for name, line, column in expected:
        assert text.split("\n")[line - 8].startswith(("[", "![", f"<{name.split()[0]}"), column - 1)


@pytest.mark.parametrize(
    "tag", ["b", "i", "u", "code", "span", "font", "details", "script", "svg", "textarea", "title", "a"]
)
def test_an_unclosed_tag_changes_nothing_of_the_next_paragraph(tag: str) -> None:
    (html,) = parse_body(f"a <{tag}> b\n\nc *d*", 1).parts
    assert html.endswith("\n<p>c <em>d</em></p>\n")
    (alone,) = parse_body(f"a </{tag}> b", 1).parts
    assert alone == "<p>a  b</p>\n"


def test_what_scripts_hold_is_no_reference() -> None:
    body = parse_body("a <script>[[b]] #c (Citation: d)</script> [[e]]", 1)
    assert [getattr(item, "target", None) for item in body.references] == ["e"]


def test_crossed_tags_are_paired_from_the_inside() -> None:
    assert parse_body("<b>a<i>b</b>c</i>d", 1).parts == ("<p><b>ab</b>cd</p>\n",)


def test_tags_that_a_parent_closes_are_kept() -> None:
    assert parse_body("a <ul><li>b<li>c</ul>", 1).parts == (
        "<p>a </p><ul><li>b</li><li>c</li></ul><p></p>\n",
    )


def test_a_stray_tag_in_a_footnote_stays_there() -> None:
    html = parse_body("a^[b <b>c] <i>d^[e]", 1).parts[0]
    assert "<b>" not in html
    assert "<i>" not in html
