"""The texts of a file that each operator looks at.

Specification: section 4.3 of the search language.
"""

from collections.abc import Iterator
from typing import assert_never

from kbgen.query.entry import Entry, Unit
from kbgen.query.sections import joined, section_units
from kbgen.query.syntax import ScopeKind


def units(kind: ScopeKind, entry: Entry) -> Iterator[Unit]:
    """Yield the texts of a file that an operator looks at, in the order of the file."""
    file = entry.file
    match kind:
        case ScopeKind.FILE:
            yield Unit(file.file_name)
        case ScopeKind.PATH:
            yield Unit(file.path)
        case ScopeKind.CONTENT:
            yield entry.content
        case ScopeKind.LINE:
            yield from (Unit(line, entry, number) for number, line in enumerate(entry.lines()))
        case ScopeKind.BLOCK:
            lines = entry.lines() if file.blocks else []
            yield from (joined(lines, block, entry) for block in file.blocks)
        case ScopeKind.SECTION:
            yield from section_units(entry)
        case ScopeKind.TASK | ScopeKind.TASK_TODO | ScopeKind.TASK_DONE:
            yield from _tasks(kind, entry)
        case _:
            assert_never(kind)


def _tasks(kind: ScopeKind, entry: Entry) -> Iterator[Unit]:
    for task in entry.file.tasks:
        if kind is ScopeKind.TASK or (kind is ScopeKind.TASK_TODO) == (task.mark == " "):
            yield Unit(task.text, entry, task.line)
