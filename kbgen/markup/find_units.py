"""Finds the blocks, sections and tasks of a body.

Blocks are separated by blank lines; a heading, a fence and each list item is a block of its own; a list item
reaches to the next item or blank line. Lines are counted in the whole text of the note, from 0.
"""

import re
from itertools import pairwise

from markdown_it.token import Token

from kbgen.markup.units import Lines, Section, Task

_TASK_LINE = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+\[.\][ \t]*(.*)$")
_PREFIX = " \t>"
"""What containers put before a line, and all that a blank line may hold."""


def blocks(tokens: list[Token], lines: list[str], offset: int) -> tuple[Lines, ...]:
    """Return the blocks of a body whose first line is line ``offset`` of the note."""
    starts, whole = _boundaries(tokens)
    found: list[Lines] = []
    begin: int | None = None
    number = 0
    while number < len(lines):
        end = whole.get(number)
        ends_before = end is not None or number in starts or not lines[number].strip(_PREFIX)
        if ends_before and begin is not None:
            found.append(Lines(begin + offset, number + offset))
            begin = None
        if end is not None:
            found.append(Lines(number + offset, end + offset))
            number = end
            continue
        if begin is None and lines[number].strip(_PREFIX):
            begin = number
        number += 1
    if begin is not None:
        found.append(Lines(begin + offset, len(lines) + offset))
    return tuple(found)


def _boundaries(tokens: list[Token]) -> tuple[set[int], dict[int, int]]:
    """Return the lines on which list items begin, and the ranges that are one block whatever they hold."""
    starts: set[int] = set()
    whole: dict[int, int] = {}
    for token in tokens:
        if token.map is None:
            continue
        if token.type == "list_item_open":
            starts.add(token.map[0])
        elif token.type in {"fence", "heading_open"}:
            whole[token.map[0]] = max(token.map[1], token.map[0] + 1)
    return starts, whole


def sections(tokens: list[Token], lines: list[str], offset: int) -> tuple[Section, ...]:
    """Return the sections of a body, the text before the first heading included where there is any."""
    starts = sorted(
        (token.map[0], int(token.tag[1])) for token in tokens if token.type == "heading_open" and token.map
    )
    first = starts[0][0] if starts else len(lines)
    edges = [(0, 0), *starts] if any(line.strip() for line in lines[:first]) else starts
    return tuple(
        Section(level, Lines(start + offset, end + offset))
        for (start, level), (end, _) in pairwise([*edges, (len(lines), 0)])
    )


def tasks(tokens: list[Token], lines: list[str], offset: int) -> tuple[Task, ...]:
    """Return the tasks of a body; a task's text reaches to the next item or blank line."""
    items = {token.map[0] for token in tokens if token.type == "list_item_open" and token.map}
    found: list[Task] = []
    for token in tokens:
        if token.type != "list_item_open" or token.map is None or "mark" not in token.meta:
            continue
        start, end = token.map
        match = _TASK_LINE.search(lines[start])
        text = [match[1] if match else token.meta["text"]]
        before = lines[start][: match.start()] if match else ""
        for number in range(start + 1, end):
            line = lines[number]
            if number in items or not line.strip(_PREFIX):
                break
            text.append((line.lstrip(_PREFIX) if ">" in before else line).strip())
        found.append(Task(token.meta["mark"], "\n".join(text), start + offset))
    return tuple(found)
