"""``<code>`` elements: what is in them is text."""

import pytest

from kbgen.markup.parse_body import parse_body


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("/proc/<pid>/maps", "/proc/&lt;pid&gt;/maps"),
        ("<script>a()</script>", "&lt;script&gt;a()&lt;/script&gt;"),
        ("*a* _b_ ~~c~~ ==d==", "*a* _b_ ~~c~~ ==d=="),
        ("[a](b) [[c]] #d (Citation: e)", "[a](b) [[c]] #d (Citation: e)"),
        ("%%a%%", "%%a%%"),
        ("&lt;a&gt;", "&lt;a&gt;"),
        ("&amp;lt;", "&amp;lt;"),
        ("`a`", "`a`"),
        ("a\\b", "a\\b"),
        ("", ""),
    ],
)
def test_the_content_is_literal(inner: str, shown: str) -> None:
    body = parse_body(f"x <code>{inner}</code> y", 1)
    assert body.parts == (f"<p>x <code>{shown}</code> y</p>\n",)
    assert body.references == ()
    assert body.unpublished == ()


def test_names_in_any_case_and_white_space_in_the_closing_tag() -> None:
    assert parse_body("<CODE>*a*</Code >", 1).parts == ("<p><code>*a*</code></p>\n",)


def test_one_that_is_not_closed_is_no_code() -> None:
    assert "<em>a</em>" in parse_body("x <code>*a*", 1).parts[0]


def test_two_in_a_line_are_two() -> None:
    assert parse_body("<code>a</code>*b*<code>c</code>", 1).parts == (
        "<p><code>a</code><em>b</em><code>c</code></p>\n",
    )
