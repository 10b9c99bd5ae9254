"""The day on which something was run, from the texts in which logs and people write times.

A time with an offset is moved to UTC, one without counts as UTC; what is left is the day. Read are ISO 8601 (also
with ``/``, with a space for the ``T``, and in its short form), days before months with full stops (``01.05.2026``), names
of months in English, RFC 2822, seconds or milliseconds since 1970, ``/Date(…)/`` as PowerShell writes it into JSON, and
days with slashes, where the reader has to know whether the day or the month comes first.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from email.utils import parsedate_to_datetime
from enum import Enum

EARLIEST = dt.date(2000, 1, 1)
"""The first day that is believed; tools write 1970 or the year 1 where they know of no time."""
LONGEST = 64
"""Characters that a date may have; longer texts are none."""
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_CLOCK = (
    r"(?:[ T,]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}")
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}){_CLOCK}")
_SLASHES = re.compile(rf"(?P<first>\d{{1,2}})[/-](?P<second>\d{{1,2}})[/-](?P<year>\d{{4}}){_CLOCK}")
_NAMED = (
    re.compile(rf"(?P<day>\d{{1,2}})[ -](?P<name>[A-Za-z]{{3,9}})\.?[ ,-]+(?P<year>\d{{4}}){_CLOCK}"),
    re.compile(rf"(?P<name>[A-Za-z]{{3,9}})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}){_CLOCK}"),
)
_RFC_2822 = re.compile(r"[A-Za-z]{3}, \d.*")
_DOTNET = re.compile(r"/Date\((-?\d{1,17})(?:[+-]\d{4})?\)/")
_SECONDS = re.compile(r"\d{10}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"\d{13}")


class DayOrder(Enum):
    """What comes first in a day with slashes, such as ``5/1/2026``."""

    DAY_FIRST = "day-first"
    """``31/1/2026``, as in most of the world."""
    MONTH_FIRST = "month-first"
    """``1/31/2026``, as in the United States and in PowerShell's invariant culture."""


def day_of(text: str, order: DayOrder | None = None) -> dt.date | None:
    """Return the day in UTC that a text names; None where it is no date, or none that can be believed.

    Args:
        text: the time or the day.
        order: what comes first in days with slashes; where it is not known, only those count that leave no choice.
    """
    moment = _moment(_stated(text), order)
    if moment is None:
        return None
    try:
        day = moment.astimezone(dt.UTC).date() if moment.tzinfo else moment.date()
    except OverflowError:
        return None
    return day if day >= EARLIEST else None


def order_of(texts: Iterable[str]) -> DayOrder | None:
    """Return what comes first in the days with slashes of a file; None where no day leaves only one choice, or both do."""
    found = set()
    for text in texts:
        match = _SLASHES.fullmatch(_stated(text))
        if match and int(match["first"]) > 12 >= int(match["second"]):
            found.add(DayOrder.DAY_FIRST)
        elif match and int(match["second"]) > 12 >= int(match["first"]):
            found.add(DayOrder.MONTH_FIRST)
    return found.pop() if len(found) == 1 else None


def is_ambiguous(text: str) -> bool:
    """Tell whether a text is a day with slashes of which day and month cannot be told apart."""
    match = _SLASHES.fullmatch(_stated(text))
    return match is not None and all(1 <= int(match[part]) <= 12 for part in ("first", "second"))


def _stated(text: str) -> str:
    stated = text.strip()
    return stated if len(stated) <= LONGEST else ""


def _moment(text: str, order: DayOrder | None) -> dt.datetime | None:
    return (
        _since_1970(text)
        or _in_order(text, order)
        or _written_out(text)
        or _tried(dt.datetime.fromisoformat, text)
        or (_tried(parsedate_to_datetime, text) if _RFC_2822.fullmatch(text) else None)
    )


def _since_1970(text: str) -> dt.datetime | None:
    dotnet = _DOTNET.fullmatch(text)
    if dotnet:
        return _epoch(int(dotnet[1]) / 1000)
    if _SECONDS.fullmatch(text):
        return _epoch(float(text))
    return _epoch(int(text) / 1000) if _MILLISECONDS.fullmatch(text) else None


def _epoch(seconds: float) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _in_order(text: str, order: DayOrder | None) -> dt.datetime | None:
    match = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if match:
        return _made(match, int(match["month"]), int(match["day"]))
    match = _SLASHES.fullmatch(text)
    if match is None:
        return None
    first, second = int(match["first"]), int(match["second"])
    wanted = order or order_of([text])
    if wanted is None:
        return _made(match, first, second) if first == second else None
    return _made(match, second, first) if wanted is DayOrder.DAY_FIRST else _made(match, first, second)


def _written_out(text: str) -> dt.datetime | None:
    for pattern in _NAMED:
        match = pattern.fullmatch(text)
        name = match["name"].casefold() if match else ""
        month = next((number for number, full in enumerate(_MONTHS, start=1) if full.startswith(name)), 0)
        if match and month:
            return _made(match, month, int(match["day"]))
    return None


def _made(match: re.Match[str], month: int, day: int) -> dt.datetime | None:
    clock = (match["clock"] or "0:00").split(":")
    hour, half = int(clock[0]), (match["half"] or "")[:1].casefold()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = (match["zone"] or "").removeprefix("UTC").removeprefix("GMT").replace("Z", "")
    text = f"{match['year']}-{month:02}-{day:02}T{hour:02}:{clock[1]}:{clock[2] if len(clock) > 2 else '00'}{zone}"
    return _tried(dt.datetime.fromisoformat, text)


def _tried(read: Callable[[str], dt.datetime], text: str) -> dt.datetime | None:
    try:
        return read(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
