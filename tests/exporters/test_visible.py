"""Control characters are shown and do nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.exporters.visible import shortened, visible

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ü 漢 🚀", "plain ü 漢 🚀"),
        ("a\nb\r\nc\td", r"a\nb\r\nc\td"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("\u202eabc\u2066", r"\u202eabc\u2066"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\udc80", r"\udc80"),
        ("\ufffe\uffff", r"\ufffe\uffff"),
        ("👩\u200d👧 e\u0301", "👩\u200d👧 e\u0301"),
    ],
)
def test_control_characters_stand_as_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANY_TEXT)
def test_nothing_that_is_shown_controls_anything(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert not any(
        unicodedata.bidirectional(character)
        in {"LRO", "RLO", "LRE", "RLE", "LRI", "RLI", "FSI", "PDF", "PDI"}
        for character in shown
    )
    assert len(shown.splitlines()) <= 1
    shown.encode()


@pytest.mark.parametrize(("text", "short"), [("abc", "abc"), ("abcd", "abcd"), ("abcde", "abc…"), ("", "")])
def test_a_long_text_is_cut(text: str, short: str) -> None:
    assert shortened(text, 4) == short
