r"""The table of a test's inputs, read as the values that people meant.

In go the lines below a heading ``Inputs:``; out come the arguments. Notes vary: rows of several lines, pipes in
descriptions and defaults, and paths of Windows with bare backslashes are all read as they are meant.

Grammar::

    table = head delimiter { row }
    row   = "|" name "|" description "|" type "|" default "|"       ; over several lines up to the last "|"
"""

import re
from collections.abc import Sequence
from html import unescape

from kbgen.sources.atomics_model import ARGUMENT_TYPES, InputArgument

_COLUMNS = ("name", "description", "type", "default")
"""The columns of the usual table: with which word the head of each begins."""
_TYPE = _COLUMNS.index("type")
_DELIMITER = re.compile(r"\s*:?-+:?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_ESCAPE = r"\\([\\`*_{}\[\]<>()#+\-.!|~=&%^:])"
_BACKSLASH = re.compile(rf"{_ESCAPE}|\\")
_HOST = re.compile(r"\\\\(?!\\)")
_ENCODED = re.compile(rf"{_ESCAPE}|<br[ \t]*/?>|&#?\w+;", re.IGNORECASE)
_CODE = re.compile(r"`([^`]+)`")


def read_inputs(lines: Sequence[str], first_line: int) -> tuple[InputArgument, ...]:
    """Return the inputs that a table states; none where there is no table.

    Args:
        lines: the lines in which the table stands, others before and behind it included.
        first_line: the line in the file, counted from 1, of the first of them.
    """
    rows = [(line, _cells(text)) for line, text in _rows(lines, first_line)]
    if len(rows) < 2 or not all(_DELIMITER.fullmatch(cell) for cell in rows[1][1]):
        return ()
    columns = _columns(rows[0][1])
    found = (_argument(cells, columns, line) for line, cells in rows[2:])
    return tuple(argument for argument in found if argument.name)


def _rows(lines: Sequence[str], first_line: int) -> list[tuple[int, str]]:
    """Return the rows of the first table, each with its line in the file."""
    rows: list[tuple[int, str]] = []
    place = 0
    while place < len(lines):
        end = place + 1
        if lines[place].lstrip().startswith("|"):
            end = _end_of_row(lines, place)
            rows.append((first_line + place, "\n".join(lines[place:end]).strip()))
        elif rows:
            break
        place = end
    return rows


def _end_of_row(lines: Sequence[str], start: int) -> int:
    """Return the place behind a row: behind the line that a pipe ends, where one comes before the next row."""
    for place in range(start, len(lines)):
        words = lines[place].strip()
        if place > start and words.startswith("|") and words != "|":
            break
        if words.endswith("|") and (place > start or words != "|"):
            return place + 1
    return start + 1


def _cells(row: str) -> list[str]:
    return _PIPE.split(row.removeprefix("|").removesuffix("|"))


def _columns(head: list[str]) -> tuple[str, ...]:
    """Return what each column holds; the usual table where no head is a name."""
    words = [cell.strip().casefold() for cell in head]
    known = tuple(next((name for name in _COLUMNS if word.startswith(name)), word) for word in words)
    return known if "name" in known else _COLUMNS


def _argument(cells: list[str], columns: tuple[str, ...], line: int) -> InputArgument:
    """Return an input.

    Where pipes make more cells than there are columns, what stands before the first known type is the description, and
    what stands behind it the default.
    """
    if len(cells) > len(columns) == len(_COLUMNS):
        places = range(_TYPE, len(cells) - 1)
        place = next((it for it in places if cells[it].strip().lower() in ARGUMENT_TYPES), _TYPE)
        cells = [cells[0], "|".join(cells[1:place]), cells[place], "|".join(cells[place + 1 :])]
    stated = dict(zip(columns, cells, strict=False))
    name, description, kind, default = (_plain(stated.get(column, "").strip()) for column in _COLUMNS)
    return InputArgument(name, description, kind, default, line)


def _plain(cell: str) -> str:
    r"""Return a cell's text as it is meant: without escapes, character references, and the backticks of code.

    Whoever writes a backslash that is no escape of Markdown, as in ``C:\Temp\_x``, means each of them as it stands; so
    does who begins with the two of ``\\host``.
    """
    code = _CODE.fullmatch(cell)
    if code is not None and _PIPE.search(cell) is None and "&#" not in cell:
        return code[1].strip().replace(r"\|", "|")
    is_bare = _HOST.match(cell) is not None or any(it[1] is None for it in _BACKSLASH.finditer(cell))
    return _ENCODED.sub(lambda match: _decoded(match, is_bare=is_bare), cell)


def _decoded(match: re.Match[str], *, is_bare: bool) -> str:
    if match[1] is not None:
        return match[0] if is_bare and match[1] != "|" else match[1]
    return unescape(match[0]) if match[0].startswith("&") else "\n"
