"""How Dataview compares, prints and computes values.

Specification: ``src/data-model/value.ts`` and ``src/expression/binaryop.ts`` of Dataview. Every value has a place in one
order: null first, then by the name of the type, then within the type. Operators without a meaning for two types make
an error of the row, which Dataview leaves out.
"""

import math
from typing import Any, TypeAlias

from kbgen.tables.collation import collation_key
from kbgen.tables.faults import RowError, UncertainError
from kbgen.tables.javascript import divided, remainder
from kbgen.tables.limits import VALUE_LIMIT, checked_count, checked_text
from kbgen.tables.values import Date, File, Link, LinkKind, Object, Tag, Unknown, Value, number_text, title_of

OrderKey: TypeAlias = tuple[Any, ...]
"""What to compare values by; equal keys mean equal values."""

NULL_TEXT = "\\-"
"""Null as a part of a text: Dataview's default, a hyphen as Markdown."""

_NULL_KEY: OrderKey = (0,)


def type_name(value: Value) -> str:
    """Return Dataview's name of a value's type."""
    match value:
        case bool():
            return "boolean"
        case float():
            return "number"
        case str() | Tag():
            return "string"
        case Date():
            return "date"
        case Link() | File():
            return "link"
        case tuple():
            return "array"
        case Object():
            return "object"
        case None:
            return "null"


def is_truthy(value: Value) -> bool:
    """Return whether a value counts as true."""
    match value:
        case float():
            return value != 0
        case Link(path=path):
            return bool(path)
        case Object(entries=entries):
            return bool(entries)
        case Date() | Tag() | File():
            return True
        case _:
            return bool(value)


def order_key(value: Value) -> OrderKey:
    """Return the key of a value in the order of all values.

    Raises:
        UncertainError: kbgen does not know all of an object.
    """
    match value:
        case None:
            return _NULL_KEY
        case bool():
            return 1, "boolean", value
        case float():
            return 1, "number", math.isnan(value), 0.0 if math.isnan(value) else value
        case str():
            return 1, "string", collation_key(value)
        case Date(moment=moment):
            return 1, "date", moment
        case Link():
            fragment = collation_key(value.fragment) if value.fragment else ()
            return 1, "link", collation_key(value.path), value.kind.value, fragment
        case tuple():
            return 1, "array", tuple([order_key(item) for item in value])
        case Object():
            entries = whole(value)
            names = sorted(entries)
            keys = tuple([collation_key(name) for name in names])
            return 1, "object", keys, tuple([order_key(entries[name]) for name in names])
        case Tag() | File():
            return 1, "string", collation_key(str(value))


def whole(value: Object) -> dict[str, Value]:
    """Return the entries of an object of which kbgen knows everything.

    Raises:
        UncertainError: it does not.
    """
    if value.partial:
        message = f"Obsidian knows more of a {value.partial} than kbgen, so it is no value as a whole"
        raise UncertainError(value.partial, message, "name the fields that are meant")
    return {name: entry(value, name) for name in value.entries}


def entry(value: Object, name: str) -> Value:
    """Return an entry of an object, null where there is none.

    Raises:
        UncertainError: kbgen does not know it.
    """
    found = value.entries.get(name)
    if isinstance(found, Unknown):
        raise UncertainError(found.word, f"{found.word} is not supported: {found.reason}")
    return found


def text_of(value: Value, *, inside: bool = False) -> str:
    """Return a value as a part of a text; ``inside`` a list or an object lists have brackets.

    Raises:
        UncertainError: the text depends on settings, or kbgen does not know all of an object.
    """
    match value:
        case None:
            return NULL_TEXT
        case bool():
            return "true" if value else "false"
        case float():
            return number_text(value)
        case str():
            return value
        case Date(text=text):
            message = f"{text} as a part of a text depends on Dataview's settings"
            raise UncertainError("date", message, 'write dateformat(…, "yyyy-MM-dd")')
        case Link():
            return link_text(value)
        case tuple():
            joined = checked_text(", ".join([text_of(item, inside=True) for item in value]))
            return f"[{joined}]" if inside else joined
        case Object():
            parts = [f"{name}: {text_of(item, inside=True)}" for name, item in whole(value).items()]
            return checked_text(f"{{ {', '.join(parts)} }}")
        case Tag() | File():
            return str(value)


def link_text(link: Link) -> str:
    """Return a link as Markdown."""
    place = link.path.replace("|", "\\|")
    title = title_of(link.path)
    if link.kind is not LinkKind.FILE:
        mark = "#" if link.kind is LinkKind.HEADING else "#^"
        place += mark + link.fragment.replace("|", "\\|")
        title += f" > {link.fragment}"
    return f"{'!' if link.embed else ''}[[{place}|{link.text or title}]]"


def compute(operator: str, left: Value, right: Value) -> Value:
    """Return the result of a binary operator.

    Raises:
        RowError: the operator has no meaning for these types.
        UncertainError: kbgen is not certain of the result.
    """
    match operator:
        case "&":
            return is_truthy(left) and is_truthy(right)
        case "|":
            return is_truthy(left) or is_truthy(right)
        case "=":
            return order_key(left) == order_key(right)
        case "!=":
            return order_key(left) != order_key(right)
        case "<":
            return order_key(left) < order_key(right)
        case ">":
            return order_key(left) > order_key(right)
        case "<=":
            return order_key(left) <= order_key(right)
        case ">=":
            return order_key(left) >= order_key(right)
        case _:
            return _arithmetic(operator, left, right)


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    match left, operator, right:
        case float(), _, float():
            return _number(operator, left, right)
        case str(), "+", _:
            return checked_text(left + text_of(right))
        case _, "+", str():
            return checked_text(text_of(left) + right)
        case (str() as text, "*", float() as times) | (float() as times, "*", str() as text):
            return _repeated(text, times)
        case tuple(), "+", tuple():
            checked_count(len(left) + len(right))
            return (*left, *right)
        case Object(), "+", Object():
            return Object({**whole(left), **whole(right)})
        case Date(), "-", Date():
            message = "the difference of two dates is a duration, and kbgen does not compute with durations"
            raise UncertainError("-", message)
        case (None, _, None) | (Date(), "+" | "-", None) | (None, "+" | "-", Date()):
            return None
        case _:
            raise RowError(f"{type_name(left)} {operator} {type_name(right)} has no meaning")


def _number(operator: str, left: float, right: float) -> float:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return divided(left, right)
        case _:
            return remainder(left, right)


def _repeated(text: str, times: float) -> str:
    if times < 0 or not text or math.isnan(times):
        return ""
    if times * len(text) > VALUE_LIMIT:
        raise UncertainError("*", f"a text gets longer than {VALUE_LIMIT} characters", "ask for less")
    return text * int(times)
