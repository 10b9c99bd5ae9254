"""Functions of Dataview's query language on texts.

Specification: ``src/expression/functions.ts`` of Dataview.
"""

import re

from kbgen.tables.dql_function import Arguments, Function, no_rule
from kbgen.tables.dql_world import World
from kbgen.tables.faults import UncertainError
from kbgen.tables.javascript import index, part, units
from kbgen.tables.limits import VALUE_LIMIT, checked_text
from kbgen.tables.patterns import replace_all, search
from kbgen.tables.values import Value

_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")


def _lower(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (str(text),):
            return text.lower()
        case (None,):
            return None
        case _:
            raise no_rule("lower", arguments)


def _upper(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (str(text),):
            return text.upper()
        case (None,):
            return None
        case _:
            raise no_rule("upper", arguments)


def _starts_with(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (str(text), str(start)):
            return text.startswith(start)
        case (None, _) | (_, None):
            return None
        case _:
            raise no_rule("startswith", arguments)


def _ends_with(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (str(text), str(ending)):
            return text.endswith(ending)
        case (None, _) | (_, None):
            return None
        case _:
            raise no_rule("endswith", arguments)


def _replace(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (str(text), str(old), str(new)):
            # JavaScript's split("") has no empty pieces at the ends, so nothing is put there.
            return checked_text(text.replace(old, new) if old else new.join(text))
        case (None, _, _) | (_, None, _) | (_, _, None):
            return None
        case _:
            raise no_rule("replace", arguments)


def _split(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (str(text), str(delimiter), *limit) if not limit or isinstance(limit[0], float):
            pieces = _pieces(text, delimiter)
            if not limit or not isinstance(limit[0], float):
                return pieces
            return pieces[: index(limit[0], len(pieces), from_end=False)] if limit[0] >= 0 else pieces
        case (None, _) | (_, None) | (None, _, _) | (_, None, _) | (_, _, None):
            return None
        case _:
            raise no_rule("split", arguments)


def _pieces(text: str, delimiter: str) -> tuple[str, ...]:
    if _SPECIAL.search(delimiter):
        message = f'split() at "{delimiter}" is not supported: the delimiter is a regular expression'
        raise UncertainError("split", message)
    return tuple(text.split(delimiter)) if delimiter else tuple(text)


def _substring(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (str(text), float(start)):
            return _between(text, start, float("inf"))
        case (str(text), float(start), float(end)):
            return _between(text, start, end)
        case (None, _) | (_, None) | (None, _, _) | (_, None, _) | (_, _, None):
            return None
        case _:
            raise no_rule("substring", arguments)


def _between(text: str, start: float, end: float) -> str:
    length = units(text)
    first, last = sorted(index(offset, length, from_end=False) for offset in (start, end))
    return part(text, first, last)


def _truncate(arguments: Arguments, _world: World) -> Value:
    match arguments:
        case (str(text), float(length)):
            return _shortened(text, length, "...")
        case (str(text), float(length), str(suffix)):
            return _shortened(text, length, suffix)
        case (None, _) | (_, None) | (None, _, _) | (_, None, _) | (_, _, None):
            return None
        case _:
            raise no_rule("truncate", arguments)


def _shortened(text: str, length: float, suffix: str) -> str:
    kept = length - units(suffix)
    return _between(text, 0, max(0.0, kept)) + suffix if units(text) > kept else text


def _pad_left(arguments: Arguments, _world: World) -> Value:
    return _padded("padleft", arguments, left=True)


def _pad_right(arguments: Arguments, _world: World) -> Value:
    return _padded("padright", arguments, left=False)


def _padded(name: str, arguments: Arguments, *, left: bool) -> Value:
    match arguments:
        case (str(text), float(length)):
            padding = _padding(text, length, " ")
        case (str(text), float(length), str(filler)):
            padding = _padding(text, length, filler)
        case (None, _) | (_, None) | (None, _, _) | (_, None, _) | (_, _, None):
            return None
        case _:
            raise no_rule(name, arguments)
    return padding + text if left else text + padding


def _padding(text: str, length: float, filler: str) -> str:
    if length > VALUE_LIMIT:
        raise UncertainError("padding", f"a text gets longer than {VALUE_LIMIT} characters", "ask for less")
    missing = index(length, VALUE_LIMIT, from_end=False) - units(text)
    if missing <= 0 or not filler:
        return ""
    return part(filler * (missing // units(filler) + 1), 0, missing)


def _regex_test(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (str(pattern), str(text)):
            return search(pattern, text, world.meter)
        case (None, _) | (_, None):
            return False
        case _:
            raise no_rule("regextest", arguments)


def _regex_match(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (str(pattern), str(text)):
            anchored = pattern.startswith("^") or pattern.endswith("$")
            return search(pattern if anchored else f"^{pattern}$", text, world.meter)
        case (None, _) | (_, None):
            return False
        case _:
            raise no_rule("regexmatch", arguments)


def _regex_replace(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (str(text), str(pattern), str(new)):
            return replace_all(text, pattern, new, world.meter)
        case (None, _, _) | (_, None, _) | (_, _, None):
            return None
        case _:
            raise no_rule("regexreplace", arguments)


def _contains_word(arguments: Arguments, world: World) -> Value:
    match arguments:
        case (str(text), str(word)):
            escaped = _SPECIAL.sub(r"\\\g<0>", word)
            return search(rf"\b{escaped}\b", text, world.meter, sensitive=False)
        case (None, _) | (_, None):
            return None
        case _:
            raise no_rule("containsword", arguments)


_ONE, _BOTH, _THREE = {1: (0,)}, {2: (0, 1)}, {3: (0, 1, 2)}

TEXT_FUNCTIONS = (
    Function("lower", _lower, _ONE),
    Function("upper", _upper, _ONE),
    Function("startswith", _starts_with, _BOTH),
    Function("endswith", _ends_with, _BOTH),
    Function("replace", _replace, _THREE),
    Function("split", _split),
    Function("substring", _substring, {**_BOTH, **_THREE}),
    Function("truncate", _truncate, {**_BOTH, **_THREE}),
    Function("padleft", _pad_left, {**_BOTH, **_THREE}),
    Function("padright", _pad_right, {**_BOTH, **_THREE}),
    Function("regextest", _regex_test, _BOTH),
    Function("regexmatch", _regex_match, _BOTH),
    Function("regexreplace", _regex_replace, _THREE),
    Function("containsword", _contains_word, _BOTH),
)
"""The functions on texts."""
