"""Finds where in the file a construct inside a paragraph stands.

markdown-it knows the lines of a block and the offset within its text, but not the column: prefixes of lists and
quotes are gone by then. The line of the text is found again in the line of the file.
"""

from markdown_it.token import Token


class Places:
    """Places of constructs in one body."""

    __slots__ = ("_first_line", "_lines")

    def __init__(self, lines: list[str], first_line: int) -> None:
        self._lines = lines
        self._first_line = first_line

    def find(self, block: Token, offset: int, written: str) -> tuple[int, int]:
        """Return line and column, both counted from 1 in the file.

        Args:
            block: the inline token that holds the construct.
            offset: where the construct begins in the content of that token.
            written: the construct as it stands there.
        """
        if block.map is None:
            return self._first_line, 1
        before = block.content.count("\n", 0, offset)
        number = min(block.map[0] + before, len(self._lines) - 1)
        line_start = block.content.rfind("\n", 0, offset) + 1
        line_end = block.content.find("\n", offset)
        text = block.content[line_start : line_end if line_end >= 0 else None].strip()
        line = self._lines[number]
        base = line.find(text) if text else -1
        if base >= 0:
            lead = len(block.content[line_start:offset]) - len(block.content[line_start:offset].lstrip())
            column = base + offset - line_start - lead
        else:
            column = max(line.find(written.split("|", maxsplit=1)[0]), 0)
        return self._first_line + number, column + 1
