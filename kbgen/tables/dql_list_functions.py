"""Functions of Dataview's query language on lists and objects.

Specification: ``src/expression/functions.ts`` and ``src/api/data-array.ts`` of Dataview.
"""

from kbgen.tables.dql_function import Arguments, Function, no_rule
from kbgen.tables.dql_values import compute, is_truthy, order_key, text_of, whole
from kbgen.tables.dql_world import World
from kbgen.tables.faults import RowError, UncertainError
from kbgen.tables.javascript import index, units
from kbgen.tables.limits import checked_count, checked_text
from kbgen.tables.values import Object, Value

_REDUCTIONS = ("+", "-", "*", "/", "&", "|")


def _length(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (tuple(items),):
            return float(len(items))
        case (Object() as value,):
            return float(len(whole(value)))
        case (str(text),):
            return float(units(text))
        case (None,):
            return 0.0
        case _:
            raise no_rule("length", arguments)


def _contains(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (container, wanted):
            return _found_in(container, wanted, world, folded=False)
        case _:
            raise no_rule("contains", arguments)


def _contains_in_any_case(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (container, wanted):
            return _found_in(container, wanted, world, folded=True)
        case _:
            raise no_rule("icontains", arguments)


def _found_in(container: Value, wanted: Value, world: World, *, folded: bool) -> bool:
    """Return whether a value is in a container, in a list of containers, or in a text as a part of it."""
    world.meter.spend()
    match container, wanted:
        case tuple() as items, _:
            return any(_found_in(item, wanted, world, folded=folded) for item in items)
        case str() as text, str() as part:
            return part.lower() in text.lower() if folded else part in text
        case _:
            return _is_equal_or_key(container, wanted)


def _contains_exactly(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (tuple(items), wanted):
            world.meter.spend(len(items))
            key = order_key(wanted)
            return any(order_key(item) == key for item in items)
        case (str(text), str(part)):
            return part in text
        case (container, wanted):
            return _is_equal_or_key(container, wanted)
        case _:
            raise no_rule("econtains", arguments)


def _is_equal_or_key(container: Value, wanted: Value) -> bool:
    if isinstance(container, Object) and isinstance(wanted, str):
        if container.partial == "file" and wanted == "day":
            raise UncertainError("file.day", "kbgen does not look for dates in file names")
        return wanted in container.entries
    return order_key(container) == order_key(wanted)


def _sort(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (tuple(items),):
            world.meter.spend(len(items))
            return tuple(sorted(items, key=order_key))
        case (value,):
            return value
        case _:
            raise no_rule("sort", arguments)


def _unique(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (tuple(items),):
            world.meter.spend(len(items))
            first = {order_key(item): item for item in reversed(items)}
            return tuple([first[key] for key in sorted(first)])
        case (None,):
            return None
        case _:
            raise no_rule("unique", arguments)


def _reverse(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (tuple() | str() as value,):
            return value[::-1]
        case (value,):
            return value
        case _:
            raise no_rule("reverse", arguments)


def _non_null(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (tuple(items),):
            return tuple(item for item in items if item is not None)
        case _:
            return tuple(item for item in arguments if item is not None)


def _first_value(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (tuple(items),):
            return next((item for item in items if item is not None), None)
        case (None,):
            return None
        case _:
            raise no_rule("firstvalue", arguments)


def _all(arguments: Arguments, _world: World) -> Value:
    return all(map(is_truthy, _tested(arguments)))


def _any(arguments: Arguments, _world: World) -> Value:
    return any(map(is_truthy, _tested(arguments)))


def _none(arguments: Arguments, _world: World) -> Value:
    return not any(map(is_truthy, _tested(arguments)))


def _tested(arguments: Arguments) -> Arguments:
    match arguments:
        case (tuple(items),):
            return items
        case _:
            return arguments


def _join(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (tuple(items), str(separator)):
            return checked_text(separator.join([text_of(item) for item in items]))
        case (tuple(items),) | (tuple(items), None):
            return checked_text(", ".join([text_of(item) for item in items]))
        case (value,) | (value, str()):
            return text_of(value)
        case _:
            raise no_rule("join", arguments)


def _flat(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (tuple(items),):
            return _flattened(items, 1)
        case (tuple(items), float(depth)):
            return _flattened(items, index(depth, 1000, from_end=False))
        case (None,):
            return None
        case _:
            raise no_rule("flat", arguments)


def _flattened(items: tuple[Value, ...], depth: int) -> tuple[Value, ...]:
    while depth > 0 and any(isinstance(item, tuple) for item in items):
        found: list[Value] = []
        for item in items:
            found += item if isinstance(item, tuple) else (item,)
        checked_count(len(found))
        items, depth = tuple(found), depth - 1
    return items


def _slice(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (tuple(items),):
            return items
        case (tuple(items), float(start)):
            return items[index(start, len(items), from_end=True) :]
        case (tuple(items), float(start), float(end)):
            length = len(items)
            return items[index(start, length, from_end=True) : index(end, length, from_end=True)]
        case (None,):
            return None
        case _:
            raise no_rule("slice", arguments)


def _reduce(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (tuple(items), str(operator)):
            return _reduced(items, operator, world)
        case (None, _) | (_, None):
            return None
        case _:
            raise no_rule("reduce", arguments)


def _sum(arguments: Arguments, world: World) -> Value:
    return _total("sum", arguments, "+", world)


def _product(arguments: Arguments, world: World) -> Value:
    return _total("product", arguments, "*", world)


def _total(name: str, arguments: Arguments, operator: str, world: World) -> Value:
    match arguments:
        case (tuple(items),):
            return _reduced(items, operator, world)
        case (value,):
            return value
        case _:
            raise no_rule(name, arguments)


def _average(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (tuple(items),):
            total = _reduced(items, "+", world)
            return None if total is None else compute("/", total, float(len(items)))
        case (value,):
            return value
        case _:
            raise no_rule("average", arguments)


def _reduced(items: tuple[Value, ...], operator: str, world: World) -> Value:
    if operator not in _REDUCTIONS:
        raise RowError(f'reduce() does not take "{operator}"')
    world.meter.spend(len(items))
    if not items:
        return None
    value = items[0]
    for item in items[1:]:
        value = compute(operator, value, item)
    return value


LIST_FUNCTIONS = (
    Function("length", _length),
    Function("contains", _contains, {2: (1,)}),
    Function("icontains", _contains_in_any_case, {2: (1,)}),
    Function("econtains", _contains_exactly, {2: (1,)}),
    Function("sort", _sort),
    Function("unique", _unique),
    Function("reverse", _reverse),
    Function("nonnull", _non_null),
    Function("firstvalue", _first_value),
    Function("all", _all),
    Function("any", _any),
    Function("none", _none),
    Function("join", _join, {2: (1,)}),
    Function("flat", _flat),
    Function("slice", _slice),
    Function("reduce", _reduce, {2: (1,)}),
    Function("sum", _sum),
    Function("product", _product),
    Function("average", _average),
)
"""The functions on lists and objects."""
