"""Finds where in the file a construct inside a block stands.

markdown-it knows the lines of a block and the offset within its text, but not the column: prefixes of lists and
quotes are gone by then. The line of the text is found again in the line of the file, of which it is the end but for
white space, a closing ``##`` and a block identifier. A cell of a table is found by counting the bars.
"""

import re
from itertools import islice

from markdown_it.token import Token

_PREFIX = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t]|\[\^[^\]\s]+\]:)*")
"""What containers may put before a row of a table."""
_BAR = re.compile(r"(?<!\\)\|")


class Places:
    """Places of constructs in one body."""

    __slots__ = ("_first_line", "_lines")

    def __init__(self, lines: list[str], first_line: int) -> None:
        self._lines = lines
        self._first_line = first_line

    def find(self, block: Token, offset: int) -> tuple[int, int]:
        """Return line and column, both counted from 1 in the file.

        Args:
            block: the inline token that holds the construct; ``meta`` may name the block in which it was written
                (``home``) and the number of its cell in a row (``cell``).
            offset: where the construct begins in the content of that token.
        """
        block = block.meta.get("home") or block
        if block.map is None:
            return self._first_line, 1
        line_start = block.content.rfind("\n", 0, offset) + 1
        number = min(block.map[0] + block.content.count("\n", 0, line_start), len(self._lines) - 1)
        line = self._lines[number]
        if "cell" in block.meta:
            column = _in_cell(line, block.content, block.meta["cell"], offset)
        else:
            column = _in_line(line, block.content[line_start:].partition("\n")[0], offset - line_start)
        return self._first_line + number, column + 1


def _in_line(line: str, text: str, offset: int) -> int:
    lead = len(text) - len(text.lstrip())
    return max(line.rfind(text.strip()), 0) + offset - lead


def _in_cell(row: str, text: str, number: int, offset: int) -> int:
    """Return the column of an offset in the text of a cell, in which each escaped bar has lost its backslash."""
    column = _cell_start(row, text, number)
    bar = row.find(r"\|", column)
    while 0 <= bar < column + offset:
        offset -= bar - column + 1
        column = bar + 2
        bar = row.find(r"\|", column)
    return column + offset


def _cell_start(row: str, text: str, number: int) -> int:
    """Return the column of a cell's text; what looks like the prefix of a container may be a part of it."""
    prefix = _PREFIX.match(row)
    for start in range(prefix.end() if prefix else 0, -1, -1):
        column = start + row.startswith("|", start)
        if number:
            bar = next(islice(_BAR.finditer(row, column), number - 1, None), None)
            column = bar.end() if bar else column
        column += len(row[column:]) - len(row[column:].lstrip())
        if row[column : column + 2 * len(text)].replace(r"\|", "|").startswith(text):
            return column
    return max(row.rfind(text.replace("|", r"\|")), 0)
