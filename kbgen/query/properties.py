"""Properties: which names and values a ``[name:value]`` term means.

Specification: section 4.4 of the search language.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from kbgen.query.boolean import all_of, any_of
from kbgen.query.entry import Unit
from kbgen.query.operands import text_test
from kbgen.query.syntax import (
    And,
    Boolean,
    Comparison,
    Node,
    Not,
    Null,
    Or,
    Phrase,
    Regex,
    Sign,
    Word,
    to_text,
)
from kbgen.query.text_terms import Conditions, Test
from kbgen.vault.yaml_node import YamlNode, YamlScalar, scalars

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_INTEGER = 4000
"""Digits of an integer that Python turns into text and back."""


@dataclass(frozen=True, slots=True)
class Element:
    """A scalar that is a property's value or stands in its list, and its text."""

    scalar: YamlScalar
    text: Unit


ValueTest: TypeAlias = Callable[[Sequence[Element]], bool]
"""Says whether a property's elements satisfy something."""


def elements(value: YamlNode) -> tuple[Element, ...]:
    """Return what of a property's value can be compared: nothing for a mapping."""
    return tuple(Element(scalar, Unit(scalar_text(scalar))) for scalar in scalars(value))


def name_test(node: Node, conditions: Conditions) -> Test:
    """Return a test of property names. They never mind case."""
    return text_test(node, replace(conditions, sensitive=False), exact=conditions.rules.exact_properties)


def value_test(node: Node, conditions: Conditions) -> ValueTest:
    """Return a test of a property's elements: some element satisfies each leaf.

    Raises:
        ValueError: the term may not stand in a value; ``parse`` makes no such tree.
    """
    match node:
        case Word() | Phrase() | Regex():
            test = text_test(node, conditions, exact=conditions.rules.exact_properties)
            return lambda found: any(test(element.text) for element in found)
        case Boolean(value=value):
            return lambda found: any(element.scalar.value is value for element in found)
        case Null():
            return lambda found: any(element.scalar.value is None for element in found)
        case Comparison():
            return lambda found: any(compares(element.scalar, node) for element in found)
        case Not(term=term):
            inner = value_test(term, conditions)
            return lambda found: not inner(found)
        case And(terms=terms):
            return all_of([value_test(term, conditions) for term in terms])
        case Or(terms=terms):
            return any_of([value_test(term, conditions) for term in terms])
        case _:
            raise ValueError(f"{to_text(node)} cannot stand in a property")


def compares(scalar: YamlScalar, comparison: Comparison) -> bool:
    """Return whether a scalar is greater or less than the operand, as numbers or as dates."""
    value, operand = scalar.value, comparison.operand
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = _number(operand)
        if number is not None:
            return value > number if comparison.sign is Sign.GREATER else value < number
        return False
    if isinstance(value, str) and _DATE.match(value) and _DATE.match(operand):
        return value > operand if comparison.sign is Sign.GREATER else value < operand
    return False


def scalar_text(scalar: YamlScalar) -> str:
    """Return the text of a scalar as queries see it; a null has the empty text."""
    value = scalar.value
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value).bit_length() <= 3 * _LONGEST_INTEGER else scalar.text
    return _decimal(value)


def _decimal(value: float) -> str:
    """Return a float's shortest form, written as JavaScript writes it: ``1``, ``7.5``, ``1e+21``."""
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - the test for NaN
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"  # noqa: PLR0124
    if value == 0:
        return "0"
    shortest = Decimal(repr(value)).normalize()
    if 1e-6 <= abs(value) < 1e21:
        return f"{shortest:f}"
    return f"{shortest:e}"


def _number(text: str) -> int | float | None:
    if not _NUMBER.fullmatch(text):
        return None
    is_integer = text.lstrip("+-").isdigit()
    return int(text) if is_integer and len(text) < _LONGEST_INTEGER else float(text)
