"""An expression and a row become a value.

Specification: ``src/expression/context.ts`` of Dataview.
"""

from collections.abc import Mapping
from datetime import datetime

from kbgen.tables.dql_function_table import FUNCTIONS
from kbgen.tables.dql_syntax import (
    Access,
    Call,
    Chain,
    LinkLiteral,
    ListNode,
    Literal,
    Node,
    Not,
    ObjectNode,
    Variable,
)
from kbgen.tables.dql_values import compute, entry, is_truthy, type_name
from kbgen.tables.dql_world import World
from kbgen.tables.faults import RowError, UncertainError
from kbgen.tables.javascript import part, units
from kbgen.tables.limits import checked_count
from kbgen.tables.values import EMPTY, Date, Link, Object, Unknown, Value, weight

Data = Mapping[str, Value | Unknown]
"""The fields of one row."""

_DATE_PARTS = ("year", "month", "day", "hour", "minute", "second")


def evaluate(node: Node, data: Data, world: World) -> Value:
    """Return the value of an expression for a row.

    Raises:
        RowError: it has none, so Dataview leaves the row out.
        TableError: kbgen is not certain of it; the fault names the word and its place.
    """
    try:
        return _value(node, data, world)
    except UncertainError as error:
        raise error.at(node.span) from None


def _value(node: Node, data: Data, world: World) -> Value:
    world.meter.spend()
    match node:
        case Literal(value=value):
            return value
        case Variable(name=name):
            return _variable(name, data, world)
        case Access():
            return _accessed(node, data, world)
        case Call(name=name, arguments=arguments):
            values = tuple([evaluate(argument, data, world) for argument in arguments])
            return FUNCTIONS[name].call(values, world)
        case Chain(first=first, rest=rest):
            value = evaluate(first, data, world)
            for operator, term in rest:
                operand = evaluate(term, data, world)
                world.meter.spend(weight(value) + weight(operand))
                value = compute(operator, value, operand)
            return value
        case Not(term=term):
            return not is_truthy(evaluate(term, data, world))
        case LinkLiteral(inner=inner, embed=embed):
            return world.link(inner, embed=embed)
        case _:
            return _built(node, data, world)


def _built(node: ListNode | ObjectNode, data: Data, world: World) -> Value:
    match node:
        case ListNode(items=items):
            return tuple([evaluate(item, data, world) for item in items])
        case ObjectNode(entries=entries):
            return Object({name: evaluate(value, data, world) for name, value in entries})


def _variable(name: str, data: Data, world: World) -> Value:
    if name in data:
        return entry(Object(data), name)
    return world.this if name == "this" else None


def _accessed(node: Access, data: Data, world: World) -> Value:
    # A variable in brackets is its own name, as in Dataview.
    key = node.key.name if isinstance(node.key, Variable) else evaluate(node.key, data, world)
    if not isinstance(key, str | float) or isinstance(key, bool):
        raise RowError("only texts and numbers can stand in brackets")
    if isinstance(node.base, Variable) and node.base.name == "row":
        return (
            entry(Object({"this": world.this, **data}), str(key))
            if isinstance(key, str)
            else _no_key("object")
        )
    return _entry(evaluate(node.base, data, world), key, world)


def _entry(base: Value, key: str | float, world: World) -> Value:
    """Return what a value has under a name or a number."""
    world.meter.spend()
    match base, key:
        case Object(), str():
            return entry(base, key)
        case Link(), str():
            return entry(world.page(base) or Object(EMPTY), key)
        case tuple(), float():
            return base[int(key)] if 0 <= key < len(base) and key == int(key) else None
        case tuple(), str():
            return _entries(base, key, world)
        case str(), float():
            return part(base, int(key), int(key) + 1) if 0 <= key < units(base) and key == int(key) else None
        case Date(moment=moment), str():
            return _date_part(moment, key)
        case ((Object() | Link() | str() | Date()), _):
            return _no_key(type_name(base))
        case _:
            return None


def _entries(items: tuple[Value, ...], key: str, world: World) -> Value:
    """Return what the elements of a list have under a name; those that cannot have one are left out."""
    found: list[Value] = []
    for item in items:
        try:
            found.append(_entry(item, key, world))
        except RowError:
            continue
    checked_count(len(found))
    return tuple(found)


def _date_part(moment: datetime, key: str) -> Value:
    if key in _DATE_PARTS:
        return float(getattr(moment, key))
    match key:
        case "weekday":
            return float(moment.isoweekday())
        case "weekyear":
            return float(moment.isocalendar().week)
        case "week":
            return float(moment.day // 7 + 1)
        case "millisecond":
            return float(moment.microsecond // 1000)
        case _:
            return None


def _no_key(kind: str) -> Value:
    raise RowError(f"a value of the type {kind} has nothing under this key")
