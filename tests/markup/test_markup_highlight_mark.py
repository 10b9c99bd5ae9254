"""Highlights: where they begin and end."""

import pytest

from kbgen.markup.parse_body import parse_body


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("==a==", ["a"]),
        ("==a b==", ["a b"]),
        ("==a== b ==c==", ["a", "c"]),
        ("==a=b==", ["a=b"]),
        ("== a==", []),
        ("==a ==", []),
        ("==a", []),
        ("====", []),
        ("==a===", []),
        ("a==b==c", ["b"]),
        ("if x == 1 and y == 2", []),
    ],
)
def test_what_is_marked(text: str, marked: list[str]) -> None:
    html = parse_body(text, 1).parts[0]
    assert html.count("<mark>") == len(marked)
    assert all(f"<mark>{part}</mark>" in html for part in marked)
