"""The day of a run, from times as tools and people write them."""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.evidence_day import DayOrder, day_of, is_ambiguous, order_of

MAY: Final = dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01",
        " 2026-05-01 ",
        "2026/5/1",
        "2026.05.01",
        "2026-05-01T00:00:00Z",
        "2026-05-01T23:59:59",
        "2026-05-01 12:00",
        "2026-05-01T12:00:00.000Z",
        "2026-05-01T12:00:00.1234567Z",
        "2026-05-01 12:00:00 UTC",
        "20260501T120000Z",
        "01.05.2026 14:00:01",
        "1.5.2026",
        "1 May 2026",
        "01-May-2026 10:00",
        "May 1, 2026 10:00:00 AM",
        "Fri, 01 May 2026 08:00:00 GMT",
        "1777593600",
        "1777593600000",
        "/Date(1777593600000)/",
        "/Date(1777593600000+0200)/",
    ],
)
def test_the_usual_forms_are_read(text: str) -> None:
    assert day_of(text) == MAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-01T23:30:00-05:00", "2026-05-02"),
        ("2026-05-01T23:30:00-0500", "2026-05-02"),
        ("2026-05-01T00:30:00+02:00", "2026-04-30"),
        ("Fri, 01 May 2026 22:00:00 -0500", "2026-05-02"),
        ("2026-05-01T00:30:00", "2026-05-01"),
    ],
)
def test_the_day_is_that_of_utc_and_a_time_without_offset_counts_as_utc(text: str, day: str) -> None:
    assert day_of(text) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "yesterday",
            "12:00",
            "2026-05",
            "2026-13-01",
            "2026-02-30",
            "31.02.2026",
            "1 Mai 2026",
            "5/1/26",
        ),
        *("0001-01-01T00:00:00", "1/1/0001 12:00:00 AM", "1970-01-01T00:00:00Z", "1999-12-31", "0000000000"),
        *(
            "2026-05-01T25:00:00",
            "12345",
            "/Date(99999999999999999)/",
            "9999-12-31T23:59:00-12:00",
            "٢٠٢٦-05-01x",
        ),
    ],
)
def test_what_is_no_day_or_none_that_can_be_believed_is_none(text: str) -> None:
    assert day_of(text) is None


def test_a_long_text_takes_no_time() -> None:
    for start in ("2026-05-01 10:00", "5/1/2026 10:00"):
        text = start + " " * 1_000_000 + "x"
        assert (day_of(text), order_of([text]), is_ambiguous(text)) == (None, None, False)


def test_days_with_slashes_need_to_know_what_comes_first() -> None:
    assert day_of("5/1/2026 1:02:03 PM") is None
    assert is_ambiguous("5/1/2026 1:02:03 PM")
    assert day_of("5/1/2026 1:02:03 PM", DayOrder.MONTH_FIRST) == MAY
    assert day_of("1/5/2026 13:02", DayOrder.DAY_FIRST) == MAY
    assert day_of("5/5/2026") == dt.date(2026, 5, 5)
    assert day_of("31/1/2026") == day_of("1/31/2026") == dt.date(2026, 1, 31)
    assert not is_ambiguous("31/1/2026")


def test_midnight_and_noon_of_a_clock_of_twelve_hours() -> None:
    at_night, at_noon = "05/01/2026 12:30:00 AM -0500", "05/01/2026 12:30:00 PM -0500"
    late = "05/01/2026 11:30:00 PM -0500"
    assert day_of(at_night, DayOrder.MONTH_FIRST) == day_of(at_noon, DayOrder.MONTH_FIRST) == MAY
    assert day_of(late, DayOrder.MONTH_FIRST) == dt.date(2026, 5, 2)


def test_a_file_tells_the_order_by_days_that_leave_no_choice() -> None:
    assert order_of(["5/1/2026", "13/1/2026"]) is DayOrder.DAY_FIRST
    assert order_of(["5/1/2026", "1/13/2026 10:00"]) is DayOrder.MONTH_FIRST
    assert order_of(["5/1/2026", "2026-05-01"]) is None
    assert order_of(["13/1/2026", "1/13/2026"]) is None


@given(st.dates(dt.date(2001, 1, 1), dt.date(2101, 1, 1)), st.times(), st.integers(-12, 12))
def test_any_time_with_an_offset_is_moved_to_utc(day: dt.date, time: dt.time, hours: int) -> None:
    zoned = dt.datetime.combine(day, time, dt.timezone(dt.timedelta(hours=hours)))
    assert day_of(zoned.isoformat()) == zoned.astimezone(dt.UTC).date()


@given(st.text())
def test_no_text_raises(text: str) -> None:
    day_of(text)
    order_of([text])
