"""The one row of a table on which a rule is carried out, and what a rule must not ask of it.

In go the comparisons of a rule and the fields of an event; out come the columns that the rule needs, with their values,
or an `UnclearError` where SQLite and Sigma's specification could disagree.
"""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kbgen.conversion.event_fields import Value


class UnclearError(Exception):
    """It cannot be told whether a rule matches; the text says why."""


class Comparison(Enum):
    """What a rule may ask of a field, by the name of pySigma's type of the value."""

    TEXT = "SigmaString"
    """Whether it is a text, in any case, or matches a pattern of wildcards."""
    EXACT = "SigmaCasedString"
    """The same, in this case."""
    REGEX = "SigmaRegularExpression"
    """Whether a regular expression matches."""
    NUMBER = "SigmaNumber"
    """Whether it is a number."""
    ORDER = "SigmaCompareExpression"
    """Whether it is larger or smaller than a number."""
    NETWORK = "SigmaCIDRExpression"
    """Whether it is an address in a network."""
    TRUTH = "SigmaBool"
    """Whether it is true or false."""
    NULL = "SigmaNull"
    """Whether it is absent."""
    PRESENCE = "SigmaExists"
    """Whether it is there at all."""
    FIELD = "SigmaFieldReference"
    """Whether it is the same as another field."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a rule asks of a field."""

    field: str
    comparison: Comparison
    other: str = ""
    """The field with which it is compared; empty for all other comparisons."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the event as a column."""

    name: str
    """Quoted for SQL."""
    type: str
    """How SQLite compares it."""
    value: str | int | float | None


_AS_TEXT = "TEXT COLLATE NOCASE"
_AS_NUMBER = "NUMERIC COLLATE NOCASE"


def uses_of(condition: Any) -> Iterator[Use]:  # noqa: ANN401 (of a package that may be absent)
    """Yield what the comparisons in a condition ask.

    Raises:
        UnclearError: SQLite would not answer one of them as Sigma does.
    """
    parts = getattr(condition, "args", None)
    if parts is None:
        field = getattr(condition, "field", None)
        if not field:
            raise UnclearError("the rule searches for words in any field")
        yield from (_use(field, value) for value in _values(condition.value))
        return
    for part in parts:
        yield from uses_of(part)


def _values(value: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield a value, or those that a modifier made of it."""
    if type(value).__name__ != "SigmaExpansion":
        yield value
        return
    for each in value.values:
        yield from _values(each)


def _use(field: str, value: Any) -> Use:  # noqa: ANN401
    name = type(value).__name__
    try:
        comparison = Comparison(name)
    except ValueError:
        raise UnclearError(f"the rule asks of {field} what is not supported ({name})") from None
    match comparison:
        case Comparison.TEXT if _has_other_case(str(value)):
            raise UnclearError(f"the rule compares {field} with letters whose case SQLite does not know")
        case Comparison.NUMBER if not isinstance(value.number, int):
            raise UnclearError(f"the rule compares {field} with a fraction")
        case Comparison.NETWORK if value.network.version == 6:
            raise UnclearError(f"the rule compares {field} with a network of IPv6")
        case Comparison.FIELD if value.starts_with or value.ends_with:
            raise UnclearError(f"the rule compares {field} with a part of another field")
        case Comparison.FIELD:
            return Use(field, comparison, value.field)
    if "\0" in str(value):
        raise UnclearError(f"the rule compares {field} with a text that holds a NUL")
    return Use(field, comparison)


def columns_of(uses: Sequence[Use], event: Mapping[str, tuple[Value, ...]]) -> tuple[Column, ...]:
    """Return the columns of all fields that a rule uses, with the values that an event has.

    Raises:
        UnclearError: SQLite would compare a value in another way than Sigma does.
    """
    by_field: dict[str, set[Comparison]] = {}
    for use in uses:
        by_field.setdefault(use.field, set()).add(use.comparison)
        if use.other:
            by_field.setdefault(use.other, set()).add(use.comparison)
    if len({field.casefold() for field in by_field}) < len(by_field):
        raise UnclearError("the rule uses fields whose names differ in case only")
    if by_field and not any(event.get(field) for field in by_field):
        raise UnclearError("the event has none of the fields of the rule")
    columns = {field: _column(field, asked, event) for field, asked in by_field.items()}
    for use in uses:
        if use.other and _differ_in_case(columns[use.field].value, columns[use.other].value):
            raise UnclearError(f"{use.field} and {use.other} differ in case only")
    return tuple(columns.values())


def _differ_in_case(one: object, other: object) -> bool:
    return one != other and str(one).casefold() == str(other).casefold()


def _column(field: str, uses: set[Comparison], event: Mapping[str, tuple[Value, ...]]) -> Column:
    name = "`" + field.replace("`", "``") + "`"
    values = event.get(field, ())
    if not values:
        _refuse_other_spelling(field, event)
        return Column(name, _AS_TEXT, None)
    if len(values) > 1:
        raise UnclearError(f"the event has several values of {field}")
    value = values[0]
    if value is None:
        if Comparison.PRESENCE in uses:
            raise UnclearError(f"the event has {field}, with nothing in it")
        return Column(name, _AS_TEXT, None)
    text = ("false", "true")[value] if isinstance(value, bool) else str(value)
    _refuse_unclear(field, text, uses)
    if Comparison.ORDER in uses:
        return Column(name, _AS_NUMBER, _number(field, text))
    return Column(name, _AS_TEXT, text)


def _refuse_other_spelling(field: str, event: Mapping[str, tuple[Value, ...]]) -> None:
    other = next((name for name in event if name.casefold() == field.casefold()), None)
    if other is not None:
        raise UnclearError(f"the rule uses {field}, the event has {other}")


def _refuse_unclear(field: str, text: str, uses: set[Comparison]) -> None:
    if "\0" in text:
        raise UnclearError(f"the value of {field} holds a NUL")
    if Comparison.TRUTH in uses and text.casefold() not in {"true", "false"}:
        raise UnclearError(f"the value of {field} is neither true nor false")
    if Comparison.NETWORK in uses:
        try:
            ipaddress.ip_address(text)
        except ValueError:
            raise UnclearError(f"the value of {field} is no address") from None


def _number(field: str, text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = None
    if number is None or str(number) != text or abs(number) >= 2**63:
        raise UnclearError(f"the value of {field} is no whole number")
    return number


def _has_other_case(text: str) -> bool:
    return any(not char.isascii() and char.lower() != char.upper() for char in text)
