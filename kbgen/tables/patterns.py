"""Regular expressions of JavaScript in tables, on the query stage's engine and within its time."""

import re
from dataclasses import dataclass

from kbgen.query.faults import QueryError
from kbgen.query.regex import compiled
from kbgen.query.syntax import Regex
from kbgen.tables.faults import UncertainError
from kbgen.tables.limits import Meter, checked_text

_LINE_BREAK = re.compile(r"[\n\r\u2028\u2029]")
_ANCHOR = re.compile(r"[\^$]")
_REPLACEMENT = re.compile(r"\$(?:(\$)|([1-9][0-9]?)|[&`'<0])")


def search(pattern: str, text: str, meter: Meter, *, sensitive: bool = True) -> bool:
    """Return whether a regular expression matches somewhere in a text.

    Raises:
        UncertainError: it is none, kbgen's engine may find something else, or it takes too long.
    """
    _check(pattern, text)
    try:
        return meter.regexes.search(Regex(pattern), text, sensitive=sensitive) is not None
    except QueryError as error:
        raise _refused(error) from None


def replace_all(text: str, pattern: str, replacement: str, meter: Meter) -> str:
    """Return a text with all matches replaced, ``$1`` standing for the first group and ``$$`` for a dollar.

    Raises:
        UncertainError: the pattern is no regular expression, kbgen's engine may find something else, or it takes
            too long.
    """
    _check(pattern, text)
    pieces, start, at = list[str](), 0, 0
    while at <= len(text):
        found = _next(pattern, text, at, meter)
        if found is None:
            break
        pieces += [text[start : found.start], _expanded(replacement, found.groups)]
        start = found.end
        at = found.end if found.end > found.start else found.end + 1
        meter.spend()
    return checked_text("".join((*pieces, text[start:])))


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    groups: tuple[str | None, ...]


def _next(pattern: str, text: str, at: int, meter: Meter) -> _Match | None:
    try:
        place = meter.regexes.search(Regex(pattern), text, at, sensitive=True)
        if place is None:
            return None
        found = compiled(pattern, sensitive=True).match(text, place[0], timeout=1.0)
    except QueryError as error:
        raise _refused(error) from None
    except TimeoutError:
        raise UncertainError("regexreplace", "the regular expression takes too long") from None
    if found is None:
        return None
    return _Match(found.start(), found.end(), found.groups())


def _expanded(replacement: str, groups: tuple[str | None, ...]) -> str:
    def piece(found: re.Match[str]) -> str:
        if found[1]:
            return "$"
        if found[2] and int(found[2]) <= len(groups):
            return groups[int(found[2]) - 1] or ""
        raise UncertainError("regexreplace", f"{found[0]} in a replacement is not supported")

    return _REPLACEMENT.sub(piece, replacement)


def _check(pattern: str, text: str) -> None:
    if _ANCHOR.search(pattern) and _LINE_BREAK.search(text):
        raise UncertainError("regular expression", "^ and $ on several lines are not supported")


def _refused(error: QueryError) -> UncertainError:
    return UncertainError("regular expression", error.fault.message, error.fault.hint)
