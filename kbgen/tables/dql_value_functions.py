"""Functions of Dataview's query language on numbers, dates, links and values of any type.

Specification: ``src/expression/functions.ts`` of Dataview.
"""

import math
import re
from dataclasses import replace
from datetime import datetime

from kbgen.tables.dql_function import Arguments, Function, no_rule
from kbgen.tables.dql_values import is_truthy, order_key, text_of, type_name
from kbgen.tables.dql_vocabulary import SHORTHANDS
from kbgen.tables.dql_world import World
from kbgen.tables.faults import RowError, UncertainError
from kbgen.tables.javascript import fixed, rounded
from kbgen.tables.property_values import read_date
from kbgen.tables.values import Date, Link, Object, Unknown, Value

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FORMAT = re.compile(r"yyyy|MM|dd|HH|mm|ss|'([^']*)'|[A-Za-z]+")
_FORMATS = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}


def _list(arguments: Arguments, _world: World) -> Value:
    return arguments


def _object(arguments: Arguments, _world: World) -> Value:
    names = arguments[::2]
    if len(arguments) % 2 or not all(isinstance(name, str) for name in names):
        raise no_rule("object", arguments)
    return Object(dict(zip(map(str, names), arguments[1::2], strict=True)))


def _link(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (Link() as link,) | (Link() as link, None):
            return link
        case (str(path),) | (str(path), None):
            return _link_to(path, world)
        case (str(path), str(text)):
            return replace(_link_to(path, world), text=text)
        case (Link() as link, str(text)):
            return replace(link, text=text)
        case (None,) | (None, _):
            return None
        case _:
            raise no_rule("link", arguments)


def _link_to(path: str, world: World) -> Link:
    if "#" in path or "|" in path:
        raise UncertainError("link", "link() of a text with # or | is not supported", "write [[…]]")
    return world.link(path)


def _number(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (float(number),):
            return number
        case (str(text),):
            found = _NUMBER.search(text)
            return None if found is None else float(found[0])
        case (None,):
            return None
        case _:
            raise no_rule("number", arguments)


def _string(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (value,):
            return text_of(value)
        case _:
            raise no_rule("string", arguments)


def _type_of(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (value,):
            return type_name(value)
        case _:
            raise no_rule("typeof", arguments)


def _date(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (Date() as date,):
            return date
        case (str(text),):
            return _read(text)
        case (None,) | (None, str()):
            return None
        case (Link(),):
            raise UncertainError("date", "date() of a link is not supported")
        case (str(), str()):
            raise UncertainError("date", "date() with a format is not supported")
        case _:
            raise no_rule("date", arguments)


def _read(text: str) -> Date | None:
    if text in SHORTHANDS:
        raise UncertainError(f"date({text})", f"date({text}) is another day whenever the page is read")
    date = read_date(text)
    if isinstance(date, Unknown):
        raise UncertainError("date", date.reason)
    return date


def _strip_time(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (Date(moment=moment),):
            day = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - of no zone
            return Date(day, f"{day:%Y-%m-%d}".rjust(10, "0"))
        case (None,):
            return None
        case _:
            raise no_rule("striptime", arguments)


def _date_format(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (Date(moment=moment), str(pattern)):
            return _FORMAT.sub(lambda found: _formatted(moment, found), pattern)
        case (None, str()):
            return None
        case _:
            raise no_rule("dateformat", arguments)


def _formatted(moment: datetime, found: re.Match[str]) -> str:
    if found[1] is not None:
        return found[1]
    if found[0] not in _FORMATS:
        message = f'dateformat() with "{found[0]}" is not supported'
        raise UncertainError("dateformat", message, f"use {', '.join(_FORMATS)}")
    return moment.strftime(_FORMATS[found[0]]).rjust(len(found[0]), "0")


def _round(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (float(number),) | (float(number), None):
            return rounded(number)
        case (float(number), float(digits)):
            if digits <= 0:
                return rounded(number)
            shown = fixed(number, digits)
            if shown is None:
                raise RowError(f"round() to {digits} digits")
            return float(shown)
        case (None,) | (None, _):
            return None
        case _:
            raise no_rule("round", arguments)


def _whole(name: str, arguments: Arguments) -> float | None:
    match arguments:
        case (float(number),):
            return number
        case (None,):
            return None
        case _:
            raise no_rule(name, arguments)


def _trunc(arguments: Arguments, _world: World) -> Value:
    number = _whole("trunc", arguments)
    return float(math.trunc(number)) if number is not None and math.isfinite(number) else number


def _floor(arguments: Arguments, _world: World) -> Value:
    number = _whole("floor", arguments)
    return float(math.floor(number)) if number is not None and math.isfinite(number) else number


def _ceil(arguments: Arguments, _world: World) -> Value:
    number = _whole("ceil", arguments)
    return float(math.ceil(number)) if number is not None and math.isfinite(number) else number


def _min(arguments: Arguments, world: World) -> Value:
    return _extreme(arguments, world, least=True)


def _max(arguments: Arguments, world: World) -> Value:
    return _extreme(arguments, world, least=False)


def _extreme(arguments: Arguments, world: World, *, least: bool) -> Value:
    """Return the least or the greatest of the arguments, or of the one list; nulls do not count."""
    items = arguments
    while len(items) == 1 and isinstance(items[0], tuple):
        items = items[0]
    world.meter.spend(len(items))
    best: Value = None
    for item in items:
        if best is None or item is None:
            best = item if best is None else best
        elif (order_key(best) <= order_key(item)) != least:
            best = item
    return best


def _default(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (value, other):
            return other if value is None else value
        case _:
            raise no_rule("default", arguments)


def _choice(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (condition, yes, no):
            return yes if is_truthy(condition) else no
        case _:
            raise no_rule("choice", arguments)


_ONE, _FIRST = {1: (0,)}, {2: (0,)}

VALUE_FUNCTIONS = (
    Function("list", _list),
    Function("array", _list),
    Function("object", _object),
    Function("link", _link, {1: (0,), 2: (0, 1)}),
    Function("number", _number, _ONE),
    Function("string", _string),
    Function("typeof", _type_of),
    Function("date", _date, _ONE),
    Function("striptime", _strip_time, _ONE),
    Function("dateformat", _date_format, _FIRST),
    Function("round", _round, {**_ONE, **_FIRST}),
    Function("trunc", _trunc, _ONE),
    Function("floor", _floor, _ONE),
    Function("ceil", _ceil, _ONE),
    Function("min", _min),
    Function("max", _max),
    Function("default", _default, {2: (0, 1)}),
    Function("ldefault", _default),
    Function("choice", _choice, {3: (0,)}),
)
"""The functions on single values."""
