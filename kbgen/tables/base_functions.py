"""The functions of Bases without a value before them, ``if`` excepted.

Specification: https://help.obsidian.md/bases/functions#Global.
"""

import re

from kbgen.tables.base_methods import Arguments, no_rule
from kbgen.tables.base_scene import Scene
from kbgen.tables.faults import UncertainError
from kbgen.tables.property_values import read_link
from kbgen.tables.values import File, Link, Value

_NUMBER = re.compile(r"\s*-?[0-9]+(?:\.[0-9]+)?\s*")


def call_function(name: str, arguments: Arguments, scene: Scene) -> Value:
    """Return the result of a call.

    Raises:
        UncertainError: it is not certain.
    """
    match name, arguments:
        case "list", (tuple(items),):
            return items
        case "list", (value,):
            return (value,)
        case (("max" | "min"), (float(), *_)):
            numbers = [value for value in arguments if isinstance(value, float)]
            if len(numbers) == len(arguments):
                return max(numbers) if name == "max" else min(numbers)
            raise no_rule(name)
        case "number", (value,):
            return _number(value)
        case "link", (str(path), *text) if ":" not in path and len(text) < 2:
            return _link(path, tuple(text), scene)
        case "link", (File(path=path),):
            return Link(path, exists=True)
        case _:
            raise no_rule(name)


def _number(value: Value) -> Value:
    match value:
        case bool() | float():
            return float(value)
        case str() if _NUMBER.fullmatch(value):
            return float(value)
        case _:
            raise UncertainError("number", "number() of anything but a number as a text is not supported")


def _link(path: str, text: Arguments, scene: Scene) -> Value:
    inner = path.removeprefix("[[").removesuffix("]]")
    match text:
        case ():
            return read_link(inner, scene.tables.names, scene.path)
        case (str(display),) if "|" not in inner:
            return read_link(f"{inner}|{display}", scene.tables.names, scene.path)
        case _:
            raise no_rule("link")
