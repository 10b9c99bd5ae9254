"""The words of Bases: what is answered, and what makes a base unsupported and why."""

from kbgen.source import Span
from kbgen.tables.faults import unsupported

_CLOCK = "it is another value whenever the page is read"
_DATES = "kbgen does not compute with dates"
_DRAWN = "kbgen does not draw it in tables"
_FILES = "kbgen does not look into other files"
_TYPES = "kbgen does not know the types of properties"

FUNCTIONS = ("if", "link", "list", "max", "min", "number")
"""Functions without a value before them."""

UNSUPPORTED_FUNCTIONS = {
    "now": _CLOCK,
    "today": _CLOCK,
    "random": _CLOCK,
    "date": _DATES,
    "duration": _DATES,
    "file": _FILES,
    "escapeHTML": _DRAWN,
    "html": _DRAWN,
    "icon": _DRAWN,
    "image": _DRAWN,
}
"""Functions of Bases that kbgen does not have, and why."""

METHODS = (
    *("isEmpty", "isTruthy", "toString"),
    *("contains", "containsAll", "containsAny", "endsWith", "startsWith"),
    *("lower", "trim", "replace", "repeat", "reverse", "slice", "split"),
    *("abs", "ceil", "floor", "round", "toFixed"),
    *("filter", "map", "flat", "join", "sort", "unique", "keys", "values", "matches"),
    *("asLink", "hasLink", "hasProperty", "hasTag", "inFolder"),
)
"""Functions of values."""

UNSUPPORTED_METHODS = {
    "isType": _TYPES,
    "title": "kbgen is not certain what counts as a word",
    "date": _DATES,
    "format": _DATES,
    "time": _DATES,
    "relative": _CLOCK,
    "asFile": _FILES,
    "linksTo": _FILES,
    "reduce": "kbgen does not reduce lists",
    "mean": "kbgen does not compute summaries",
    "sum": "kbgen does not compute summaries",
}
"""Functions of values that kbgen does not have, and why."""

FILE_PROPERTIES = (
    *(
        "name",
        "basename",
        "path",
        "folder",
        "ext",
        "tags",
        "links",
        "embeds",
        "backlinks",
        "properties",
        "file",
    ),
)
"""Properties of files."""

_TIMES = "file times are not reproducible from a checkout"

UNSUPPORTED_FILE_PROPERTIES = {
    "ctime": _TIMES,
    "mtime": _TIMES,
    "size": "the size depends on how a checkout ends lines",
    "fullname": "kbgen is not certain what it is",
}
"""Properties of files that kbgen does not know, and why."""

UNSUPPORTED_VIEWS = {
    "cards": "kbgen does not draw cards",
    "list": "kbgen does not draw list views",
    "map": "kbgen does not draw maps",
    "kanban": "kbgen does not draw boards",
}
"""View types without an answer, and why."""

TITLES = {
    "name": "file name",
    "basename": "file base name",
    "path": "file path",
    "folder": "folder",
    "ext": "file extension",
    "tags": "file tags",
    "links": "file links",
    "embeds": "file embeds",
    "backlinks": "file backlinks",
    "properties": "file properties",
    "file": "file",
}
"""Titles of columns of file properties without a display name."""


def check_file_property(name: str, span: Span) -> None:
    """Refuse a property of files that kbgen does not have.

    Raises:
        TableError: kbgen does not have it.
    """
    if name not in FILE_PROPERTIES:
        reason = UNSUPPORTED_FILE_PROPERTIES.get(name, "kbgen does not know it")
        raise unsupported(f"file.{name}", span, f"file.{name} is not supported: {reason}")
