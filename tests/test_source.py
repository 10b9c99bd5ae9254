"""Places in texts: spans, locations, offsets as line and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.source import LineIndex, Location, Span

TEXTS = st.text(alphabet="ab\n\r é𝄞", max_size=60)


@given(text=TEXTS, data=st.data())
def test_an_offset_has_the_line_and_column_that_counting_gives(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    lines_before = text[:offset].split("\n")
    assert LineIndex(text).position(offset) == (len(lines_before), len(lines_before[-1]) + 1)


def test_columns_count_code_points() -> None:
    assert LineIndex("é𝄞x").position(2) == (1, 3)


def test_the_end_of_a_text_that_ends_with_a_line_break_is_on_a_new_line() -> None:
    assert LineIndex("a\n").position(2) == (2, 1)


def test_a_location_reads_as_editors_expect_it() -> None:
    assert str(Location("a b/c.md", 14, 6)) == "a b/c.md:14:6"
    assert str(Location("c.md")) == "c.md:1:1"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Location("a.md", 9, 9), Location("b.md", 1, 1)),
        (Location("a.md", 2, 9), Location("a.md", 10, 1)),
        (Location("a.md", 2, 2), Location("a.md", 2, 10)),
    ],
)
def test_locations_sort_by_path_then_line_then_column_as_numbers(first: Location, second: Location) -> None:
    assert sorted([second, first]) == [first, second]


def test_spans_sort_by_where_they_start() -> None:
    assert sorted([Span(5, 6), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(5, 6)]
