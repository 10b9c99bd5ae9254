"""One line of a source and the mark below it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.exporters.frame import frame

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=400)


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "marks"),
    [
        ("See [[x]].", 5, 10, "See [[x]].", "    ^^^^^"),
        ("abc", 1, 2, "abc", "^"),
        ("abc", 2, 2, "abc", " ^"),
        ("abc", 9, 12, "abc", "   ^"),
        ("\ttab\tx", 2, 5, " tab x", " ^^^"),
        ("a\x1bb", 3, 4, r"a\x1bb", "     ^"),
        ("a\x1bb", 2, 3, r"a\x1bb", " ^^^^"),
        ("漢字 x", 4, 5, "漢字 x", "     ^"),
        ("漢字 x", 1, 3, "漢字 x", "^^^^"),
        ("e\u0301 x", 4, 5, "e\u0301 x", "  ^"),
        ("ends in spaces   ", 1, 5, "ends in spaces", "^^^^"),
        ("", 1, 1, "", "^"),
    ],
)
def test_the_mark_stands_below_the_place(line: str, start: int, end: int, shown: str, marks: str) -> None:
    assert frame(line, start, end) == (shown, marks)


@pytest.mark.parametrize("place", [1, 2, 50, 100, 101, 5_000, 9_950, 9_999, 10_000])
def test_a_long_line_is_cut_around_the_place(place: int) -> None:
    line = "x" * (place - 1) + "!" + "x" * (10_000 - place)
    shown, marks = frame(line, place, place + 1)
    assert len(shown) <= 102
    assert shown[marks.index("^")] == "!"
    assert marks.count("^") == 1
    assert shown.startswith("…") is (place > 34)
    assert shown.endswith("…") is (place < 9_934)


def test_a_mark_ends_where_the_line_is_cut() -> None:
    shown, marks = frame("y" * 10_000, 5_000, 9_000)
    assert len(marks) <= len(shown)


@given(ANY_TEXT, st.integers(1, 500), st.integers(0, 500))
def test_any_line_is_shown_in_one_line_with_one_mark(line: str, start: int, length: int) -> None:
    shown, marks = frame(line, start, start + length)
    assert "\n" not in shown
    assert "\t" not in shown
    assert "\x1b" not in shown
    assert set(marks.lstrip(" ")) == {"^"}
