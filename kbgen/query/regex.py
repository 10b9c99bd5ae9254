"""Regular expressions that cannot hang: compiled by the ``regex`` library, run against a budget of time.

The library has look-around, back-references and a ``timeout``; linear engines such as RE2 lack the first two, and
Python's ``re`` lacks the last. The budget is the one place of the stage where a clock is read: a query that takes
more than ``REGEX_SECONDS`` of processor time has no answer at all, never half of one.
"""

import time
from functools import lru_cache

import regex

from kbgen.query.assumptions import REGEX_SECONDS
from kbgen.query.faults import FaultName, QueryError, QueryFault
from kbgen.query.javascript import translate
from kbgen.query.syntax import Regex
from kbgen.source import Span


@lru_cache(maxsize=512)
def compiled(pattern: str, *, sensitive: bool = False) -> "regex.Pattern[str]":
    """Return the compiled form of a pattern in JavaScript's flavour.

    Raises:
        QueryError: the pattern is invalid, unsupported or too large; the span is an offset into the pattern.
    """
    flags = regex.VERSION0 | regex.MULTILINE | (0 if sensitive else regex.IGNORECASE)
    try:
        return regex.compile(translate(pattern), flags)
    except (regex.error, OverflowError) as error:
        message = f"the regular expression is not supported: {error}"
        raise QueryError(QueryFault(FaultName.REGEX, message, Span(0, len(pattern)))) from error


class Budget:
    """The processor time that the regular expressions of one query have left."""

    __slots__ = ("_left", "_seconds")

    def __init__(self, seconds: float = REGEX_SECONDS) -> None:
        self._seconds = self._left = seconds

    def search(self, node: Regex, text: str, start: int = 0, *, sensitive: bool) -> tuple[int, int] | None:
        """Return the place of the first match from an offset on, or None.

        Raises:
            QueryError: the time is used up.
        """
        began = time.process_time()
        try:
            if self._left <= 0:
                raise self._too_slow(node)
            pattern = compiled(node.pattern, sensitive=sensitive)
            found = pattern.search(text, start, timeout=self._left)
        except TimeoutError:
            self._left = 0
            raise self._too_slow(node) from None
        self._left -= time.process_time() - began
        return None if found is None else found.span()

    def _too_slow(self, node: Regex) -> QueryError:
        message = f"the regular expression takes more than {self._seconds:g} s"
        hint = "repeat less: nested repetitions such as (a+)+ take for ever"
        return QueryError(QueryFault(FaultName.REGEX, message, node.span, hint))
