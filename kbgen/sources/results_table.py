"""Tables of results: CSV as PowerShell, spreadsheets and purple-team tools write it.

The separator is the one of comma, semicolon, tab and bar that makes the most columns of the first row. Read past are
lines such as ``#TYPE System.Object`` and ``sep=;`` before that row, empty rows, and the first row where it comes again, as
in logs that were joined.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.source import Location
from kbgen.sources.evidence_text import EvidenceError, Text
from kbgen.sources.results_model import LeftOut

_SEPARATORS = (",", ";", "\t", "|")
_PREFACES = ("#type ", "sep=")


@dataclass(frozen=True, slots=True)
class Row:
    """One row."""

    place: Location
    """Where it begins."""
    cells: tuple[str, ...]
    """As many as the table has columns, without white space around them."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with names of columns."""

    columns: tuple[str, ...]
    """As written, without white space around them."""
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    """Rows with more cells than there are columns."""


def read_table(text: Text) -> Table:
    """Return the table that a text holds.

    Raises:
        EvidenceError: it has no row, or quotes in it are not closed; the message names the line.
    """
    lines = text.text.split("\n")
    start = 0
    while start < len(lines) and (
        not lines[start].strip() or lines[start].strip('" ').casefold().startswith(_PREFACES)
    ):
        start += 1
    rest = "\n".join(lines[start:])
    separator = max(_SEPARATORS, key=lambda each: _width(rest, each))
    found = list(_rows(rest, separator, text.name, start))
    if not found:
        raise EvidenceError(f"{text.name}:1: the file is empty")
    columns = found[0].cells
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for row in found[1:]:
        if row.cells == columns:
            continue
        if any(row.cells[len(columns) :]):
            message = f"the row has {len(row.cells)} cells and the table {len(columns)} columns"
            left_out.append(LeftOut(row.place, message))
            continue
        missing = ("",) * (len(columns) - len(row.cells))
        rows.append(Row(row.place, (*row.cells[: len(columns)], *missing)))
    return Table(columns, tuple(rows), tuple(left_out))


def _width(text: str, separator: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), ()))
    except csv.Error:
        return 0


def _rows(text: str, separator: str, name: str, skipped: int) -> Iterator[Row]:
    """Yield the rows that are not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        place = Location(name, skipped + reader.line_num + 1)
        try:
            cells = tuple(cell.strip() for cell in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            message = (
                "a quotation mark is opened and never closed" if "end of data" in str(error) else str(error)
            )
            raise EvidenceError(
                f"{place.path}:{place.line}: the row that begins here is damaged: {message}"
            ) from None
        if any(cells):
            yield Row(place, cells)
