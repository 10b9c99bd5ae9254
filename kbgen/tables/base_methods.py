"""The functions of values in Bases, by the type of the value.

Specification: https://help.obsidian.md/bases/functions. A rule raises ``UncertainError`` where kbgen is not certain.
"""

import math
from typing import TypeAlias

from kbgen.tables.base_files import has_link, has_property, has_tag, in_folder
from kbgen.tables.base_scene import Scene
from kbgen.tables.base_values import equals, text_of
from kbgen.tables.faults import UncertainError
from kbgen.tables.javascript import fixed, index, part, rounded, units
from kbgen.tables.limits import VALUE_LIMIT, checked_count, checked_text
from kbgen.tables.values import Date, File, Link, Object, Tag, Unknown, Value, weight

Arguments: TypeAlias = tuple[Value, ...]
"""The evaluated arguments of a call."""


def no_rule(name: str) -> UncertainError:
    """Return the error for a function with such values."""
    return UncertainError(name, f"{name}() with such values is not supported")


def text_method(text: str, name: str, arguments: Arguments) -> Value:
    """Return the result of a function of a text."""
    match name, arguments:
        case "contains", (str(wanted),):
            return wanted in text
        case (("containsAll" | "containsAny"), (str(), *_)):
            return _contains_several(text, name, arguments)
        case "startsWith", (str(wanted),):
            return text.startswith(wanted)
        case "endsWith", (str(wanted),):
            return text.endswith(wanted)
        case "lower", ():
            return text.lower()
        case "trim", ():
            return text.strip()
        case _:
            return _changed(text, name, arguments)


def _changed(text: str, name: str, arguments: Arguments) -> Value:
    match name, arguments:
        case "reverse", () if text.isascii():
            return text[::-1]
        case "replace", (str(old), str(new)) if old:
            return checked_text(text.replace(old, new))
        case "repeat", (float(times),) if (
            0 <= times * max(1, len(text)) <= VALUE_LIMIT and times.is_integer()
        ):
            return text * int(times)
        case "slice", _:
            return part(text, *_bounds(name, arguments, units(text)))
        case "split", (str(separator), *count) if separator:
            return _limited(tuple(text.split(separator)), name, tuple(count))
        case _:
            raise no_rule(name)


def _contains_several(text: str, name: str, arguments: Arguments) -> bool:
    found = [text_of(wanted) in text for wanted in arguments if isinstance(wanted, str)]
    if len(found) < len(arguments):
        raise no_rule(name)
    return all(found) if name == "containsAll" else any(found)


def _limited(items: tuple[Value, ...], name: str, count: Arguments) -> tuple[Value, ...]:
    match count:
        case ():
            return items
        case (float(number),) if number >= 0 and number.is_integer():
            return items[: int(number)]
        case _:
            raise no_rule(name)


def _bounds(name: str, arguments: Arguments, length: int) -> tuple[int, int]:
    match arguments:
        case (float(start),):
            return index(start, length, from_end=True), length
        case (float(start), float(end)):
            return index(start, length, from_end=True), index(end, length, from_end=True)
        case _:
            raise no_rule(name)


def number_method(number: float, name: str, arguments: Arguments) -> Value:
    """Return the result of a function of a number."""
    match name, arguments:
        case "abs", ():
            return abs(number)
        case "ceil", () if math.isfinite(number):
            return float(math.ceil(number))
        case "floor", () if math.isfinite(number):
            return float(math.floor(number))
        case "round", ():
            return rounded(number)
        case "round", (float(digits),) if 0 <= digits <= 15 and digits.is_integer() and abs(number) < 1e15:
            return _rounded(number, digits)
        case "toFixed", (float(digits),):
            shown = fixed(number, digits)
            if shown is None:
                raise no_rule(name)
            return shown
        case _:
            raise no_rule(name)


def _rounded(number: float, digits: float) -> float:
    """Return a number with so many decimals, where two ways to get there agree."""
    factor = float(10 ** int(digits))
    scaled, shown = rounded(number * factor) / factor, fixed(number, digits)
    if shown is None or float(shown) != scaled:
        raise UncertainError("round", f"how Obsidian rounds {number} is not certain")
    return scaled


def list_method(items: tuple[Value, ...], name: str, arguments: Arguments, scene: Scene) -> Value:
    """Return the result of a function of a list, ``filter`` and ``map`` excepted."""
    scene.meter.spend(len(items))
    match name, arguments:
        case "contains", (wanted,):
            return _has(items, wanted)
        case "containsAll", (_, *_):
            return all(_has(items, wanted) for wanted in arguments)
        case "containsAny", (_, *_):
            return any(_has(items, wanted) for wanted in arguments)
        case "join", (str(separator),):
            return checked_text(separator.join(map(text_of, items)))
        case "reverse", ():
            return items[::-1]
        case "slice", _:
            start, end = _bounds(name, arguments, len(items))
            return items[start:end]
        case "flat", ():
            return _flat(items)
        case "unique", ():
            return _unique(items)
        case "sort", ():
            return _sorted(items)
        case _:
            raise no_rule(name)


def _has(items: tuple[Value, ...], wanted: Value) -> bool:
    return any(_is_tagged(item, wanted) if isinstance(item, Tag) else equals(item, wanted) for item in items)


def _is_tagged(tag: Tag, wanted: Value) -> bool:
    """Return whether a tag is a wanted one or one below it; a difference in case is not certain."""
    if not isinstance(wanted, str) or wanted.startswith("#"):
        raise UncertainError(
            "contains", "contains() of such a tag is not supported", 'write file.hasTag("…")'
        )
    exact = tag.name == wanted or tag.name.startswith(f"{wanted}/")
    folded, key = tag.name.casefold(), wanted.casefold()
    if exact != (folded == key or folded.startswith(f"{key}/")):
        message = f'whether contains("{wanted}") finds the tag {tag.name} is not certain'
        raise UncertainError("contains", message, 'write file.hasTag("…")')
    return exact


def _flat(items: tuple[Value, ...]) -> Value:
    found: list[Value] = []
    for item in items:
        if isinstance(item, tuple):
            if any(isinstance(inner, tuple) for inner in item):
                raise UncertainError("flat", "flat() of lists in lists in lists is not supported")
            found += item
        else:
            found.append(item)
    checked_count(len(found))
    return tuple(found)


def _unique(items: tuple[Value, ...]) -> Value:
    if not all(isinstance(item, str) for item in items) and not _numbers(items):
        raise UncertainError("unique", "unique() of anything but texts or numbers is not supported")
    return tuple(dict.fromkeys(items))


def _sorted(items: tuple[Value, ...]) -> Value:
    if _numbers(items):
        return tuple(sorted(item for item in items if isinstance(item, float)))
    texts = [item for item in items if isinstance(item, str)]
    if len(texts) == len(items) and all(
        text.isascii() and text.islower() and text.isalpha() for text in texts
    ):
        return tuple(sorted(texts))
    raise UncertainError("sort", "sort() of anything but numbers or words in lower case is not supported")


def _numbers(items: tuple[Value, ...]) -> bool:
    return all(isinstance(item, float) and not math.isnan(item) for item in items)


def object_method(value: Object, name: str, arguments: Arguments) -> Value:
    """Return the result of a function of an object."""
    match name, arguments:
        case "keys", ():
            return tuple(value.entries)
        case "values", ():
            return tuple([entry_of(value, key) for key in value.entries])
        case _:
            raise no_rule(name)


def entry_of(value: Object, key: str) -> Value:
    """Return an entry of an object, None where there is none."""
    found = value.entries.get(key)
    return None if isinstance(found, Unknown) else found


def file_method(file: File, name: str, arguments: Arguments, scene: Scene) -> Value:
    """Return the result of a function of a file."""
    scene.meter.spend(5)
    match name, arguments:
        case "hasTag", (str(), *_):
            return any(has_tag(scene.tables, file.path, _tag(wanted)) for wanted in arguments)
        case "inFolder", (str(folder),):
            return in_folder(file.path, folder)
        case "hasLink", (str() | File() | Link() as target,):
            return has_link(scene.tables, file.path, target)
        case "hasProperty", (str(wanted),):
            return has_property(scene.tables, file.path, wanted)
        case "asLink", ():
            return Link(file.path, exists=True)
        case "asLink", (str(text),):
            return Link(file.path, exists=True, text=text)
        case _:
            raise no_rule(name)


def _tag(wanted: Value) -> str:
    if not isinstance(wanted, str) or not wanted.strip("#/ "):
        raise no_rule("hasTag")
    return wanted


def value_method(base: Value, name: str, arguments: Arguments, scene: Scene) -> Value:
    """Return the result of a function of a value."""
    scene.meter.spend(weight(base) + weight(arguments))
    match base:
        case str():
            return text_method(base, name, arguments)
        case float():
            return number_method(base, name, arguments)
        case tuple():
            return list_method(base, name, arguments, scene)
        case Object():
            return object_method(base, name, arguments)
        case File():
            return file_method(base, name, arguments, scene)
        case Date():
            raise UncertainError(name, "functions of dates are not supported")
        case _:
            raise no_rule(name)
