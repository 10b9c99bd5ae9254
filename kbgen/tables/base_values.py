"""How Bases compare, print and compute values, as far as that is certain.

Specification: https://help.obsidian.md/bases/syntax and what was observed of Obsidian. Where the documentation leaves two
readings, both are computed: where they agree, that is the result; where they differ, the base is unsupported.
"""

import math
import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from operator import eq, ge, gt, le, lt
from typing import Any, TypeAlias

from kbgen.tables.collation import collation_key
from kbgen.tables.faults import UncertainError
from kbgen.tables.javascript import divided, remainder
from kbgen.tables.limits import checked_count, checked_text
from kbgen.tables.property_values import read_date
from kbgen.tables.values import Date, File, Link, Object, Tag, Value, number_text


class Truth(Enum):
    """A value of which nothing else is certain than whether it counts as true."""

    TRUE = "true"
    FALSE = "false"
    ABSENT = "absent"
    """What a function of a missing value gives: null, false or an error. No filter lets it pass."""


Outcome: TypeAlias = Value | Truth
"""What an expression gives."""

_Order: TypeAlias = Callable[[Any, Any], bool]

_ORDERS: dict[str, _Order] = {"<": lt, ">": gt, "<=": le, ">=": ge}
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - of no zone
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_GUARD = "test for it first: !x.isEmpty() && …"


def known(outcome: Outcome) -> Value:
    """Return a value.

    Raises:
        UncertainError: nothing but its truth is certain.
    """
    if outcome is Truth.ABSENT:
        raise UncertainError("empty value", "what a function of an empty value gives is not certain", _GUARD)
    if isinstance(outcome, Truth):
        raise UncertainError("&&", "what && and || give is certain for Booleans only", "write if(…, …, …)")
    return outcome


def is_truthy(outcome: Outcome) -> bool:
    """Return whether a value counts as true.

    Raises:
        UncertainError: it is an empty list or object, or a function of a missing value.
    """
    match outcome:
        case Truth():
            return outcome is Truth.TRUE if outcome is not Truth.ABSENT else bool(known(outcome))
        case float():
            return outcome != 0 and not math.isnan(outcome)
        case tuple() | Object() if is_empty(outcome):
            raise UncertainError(
                "empty list", "whether an empty list is true is not certain", "write x.isEmpty()"
            )
        case None | bool() | str():
            return bool(outcome)
        case _:
            return True


def is_empty(value: Value) -> bool:
    """Return whether a value is missing or has nothing in it.

    Raises:
        UncertainError: it is a Boolean or a link.
    """
    match value:
        case None:
            return True
        case str() | tuple():
            return not value
        case float() | Date():
            return isinstance(value, float) and math.isnan(value)
        case Object(entries=entries):
            return not entries
        case _:
            raise UncertainError("isEmpty", "isEmpty() of a Boolean, a link or a file is not supported")


def equals(left: Value, right: Value) -> bool:
    """Return whether two values are equal.

    Raises:
        UncertainError: that is not certain.
    """
    match left, right:
        case (None, other) | (other, None):
            return _equals_null(other)
        case (bool(), bool()) | (float(), float()) | (str(), str()):
            return left == right
        case (Link() | File(), Link() | File()):
            return _same_file(left, right)
        case (Tag() | str() as one, Tag() | str() as other):
            return _agreed(
                _name(one) == _name(other), _name(one).casefold() == _name(other).casefold(), "a tag"
            )
        case tuple(), tuple():
            return len(left) == len(right) and all(map(equals, left, right))
        case (Date(), Date() | str()) | (str(), Date()):
            return _compared_dates(eq, left, right)
        case (float() | bool() as plain, str() as text) | (str() as text, float() | bool() as plain):
            return _agreed(first=False, second=_loosely(plain) == _numeric(text), what="a text and a number")
        case (bool() as flag, float() as number) | (float() as number, bool() as flag):
            return _agreed(first=False, second=float(flag) == number, what="a Boolean and a number")
        case _:
            raise UncertainError("==", "values of such different types cannot be compared for certain")


def compares(operator: str, left: Value, right: Value) -> bool:
    """Return the result of ``<``, ``>``, ``<=`` or ``>=``.

    Raises:
        UncertainError: that is not certain.
    """
    order = _ORDERS[operator]
    match left, right:
        case float(), float():
            return order(left, right)
        case str(), str():
            return _agreed(order(left, right), order(collation_key(left), collation_key(right)), "texts")
        case (Date(), Date() | str()) | (str(), Date()):
            return _compared_dates(order, left, right)
        case (float() | str() as one, float() | str() as other):
            return _agreed(
                first=False, second=order(_counted(one), _counted(other)), what="a text and a number"
            )
        case (None, float() | str() | Date() | None) | (float() | str() | Date(), None):
            return _agreed(first=False, second=order(*_filled(left, right)), what="an empty value")
        case _:
            raise UncertainError(operator, f"{operator} between such values is not supported")


def computed(operator: str, left: Value, right: Value) -> Value:
    """Return the result of an arithmetic operator.

    Raises:
        UncertainError: that is not certain.
    """
    match left, operator, right:
        case float(), "+", float():
            return left + right
        case float(), "-", float():
            return left - right
        case float(), "*", float():
            return left * right
        case float(), "/", float():
            return divided(left, right)
        case float(), "%", float():
            return remainder(left, right)
        case (str(), "+", str() | float() | bool()) | (float() | bool(), "+", str()):
            return checked_text(text_of(left) + text_of(right))
        case tuple(), "+", tuple():
            checked_count(len(left) + len(right))
            return (*left, *right)
        case (Date(), _, _) | (_, _, Date()):
            raise UncertainError(operator, "computing with dates is not supported")
        case _:
            raise UncertainError(operator, f"{operator} between such values is not supported", _GUARD)


def text_of(value: Value) -> str:
    """Return the text of a text, a number or a Boolean.

    Raises:
        UncertainError: it is something else.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return number_text(value)
        case str():
            return value
        case _:
            raise UncertainError("text", "the text of such a value is not supported")


def _agreed(first: bool, second: bool, what: str) -> bool:
    if first != second:
        raise UncertainError("comparison", f"how Obsidian compares {what} here is not certain", _GUARD)
    return first


def _equals_null(other: Value) -> bool:
    match other:
        case None:
            return True
        case bool() | float() | str() | tuple() | Object() if not other or other == Object({}):
            raise UncertainError(
                "==", "whether nothing equals an empty value is not certain", "write x.isEmpty()"
            )
        case _:
            return False


def _same_file(left: Link | File, right: Link | File) -> bool:
    return left.path == right.path and _exists(left) == _exists(right)


def _exists(value: Link | File) -> bool:
    return isinstance(value, File) or value.exists


def _name(value: Tag | str) -> str:
    return value.name if isinstance(value, Tag) else value.removeprefix("#")


def _numeric(text: str) -> float | None:
    try:
        return float(text.strip() or "0")
    except ValueError:
        return {"true": 1.0, "false": 0.0}.get(text)


def _loosely(value: float | bool) -> float:
    return float(value)


def _counted(value: float | str) -> float:
    """Return a number, or the one that a text is."""
    number = value if isinstance(value, float) else _numeric(value)
    if number is None:
        raise UncertainError("text", "a number and a text that is none cannot be compared for certain")
    return number


def read_day(text: str) -> Date | None:
    """Return the date that a text is as a property: a day, or a day and a time behind a ``T``; None for others."""
    date = read_date(text) if _DAY.fullmatch(text) else None
    return date if isinstance(date, Date) else None


def _dates(left: Value, right: Value) -> tuple[Date, Date]:
    """Return two dates, a text in the form of one being one."""
    dates = [read_day(value) if isinstance(value, str) else value for value in (left, right)]
    match dates:
        case Date() as first, Date() as second:
            return first, second
        case _:
            raise UncertainError("date", "a date and a text that is none cannot be compared for certain")


def _compared_dates(order: _Order, left: Value, right: Value) -> bool:
    """Compare dates as dates, without times where one has none, and as texts, which they may be for Obsidian."""
    first, second = _dates(left, right)
    if first.has_time and second.has_time:
        as_dates = order(first.moment, second.moment)
    else:
        as_dates = order(first.moment.date(), second.moment.date())
    return _agreed(as_dates, order(first.text, second.text), "dates of different forms")


def _filled(left: Value, right: Value) -> tuple[object, object]:
    """Return two values, the empty one as JavaScript would count it."""
    match left, right:
        case (float(), _) | (_, float()):
            empty: object = 0.0
        case (str(), _) | (_, str()):
            empty = ""
        case (Date(moment=moment), _):
            return moment, _EPOCH
        case (_, Date(moment=moment)):
            return _EPOCH, moment
        case _:
            return 0.0, 0.0
    return (empty if left is None else left), (empty if right is None else right)
