"""Fences whose info string is ``query``: the blocks that stand for the answer of a search.

Recognition: section 6.1 of the search language. CommonMark's own fence rule finds the blocks, in quotes, callouts
and lists as well; this module tells which of them are queries and where each line of their body stands.
"""

from markdown_it.token import Token

from kbgen.markup.references import QueryBlock

NAME = "query"


def is_query(fence: Token) -> bool:
    """Tell whether a fence token is a query block: its first word is exactly ``query``."""
    return fence.info.split(maxsplit=1)[:1] == [NAME]


def query_block(fence: Token, lines: list[str], first_line: int) -> QueryBlock:
    """Return the located block of a fence token.

    Args:
        fence: the token, whose ``map`` counts lines of the body from 0.
        lines: the lines of the body.
        first_line: the line in the file, counted from 1, of the first of them.
    """
    start, end = fence.map or [0, 0]
    columns = columns_of(fence, lines)
    return QueryBlock(fence.content, fence.info.strip(), first_line + start, first_line + end - 1, columns)


def columns_of(fence: Token, lines: list[str]) -> tuple[int, ...]:
    """Return, for each line in a fence, the column at which it begins in the file, counted from 1."""
    start = (fence.map or [0])[0]
    body = fence.content.removesuffix("\n").split("\n") if fence.content else []
    return tuple(_column(lines[start + 1 + number], text) for number, text in enumerate(body))


def _column(line: str, text: str) -> int:
    """Return the column, counted from 1, at which a line of code begins: it is the end of the line of the file."""
    if not line.endswith(text):
        text = text.lstrip()
    return len(line) - len(text) + 1
