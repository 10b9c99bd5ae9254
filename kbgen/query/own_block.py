"""A query block as part of the note that holds it: its lines are no part of what it searches.

Specification: section 6.3 of the search language.
"""

from dataclasses import dataclass, replace

from kbgen.knowledge.searchable import Searchable
from kbgen.markup.units import Lines, Section, Task
from kbgen.query.entry import Entry


@dataclass(frozen=True, slots=True)
class OwnBlock:
    """Where the query block stands that is being answered."""

    path: str
    """Vault-relative path of the note."""
    lines: Lines
    """The lines of the block in the note's content, fences included, counted from 0."""


def without_block(file: Searchable, block: Lines) -> Entry:
    """Return a note as its own query block sees it: without the block's lines in content, units and tasks."""
    lines = file.content.split("\n")
    cut = Lines(min(block.start, len(lines)), min(block.end, len(lines)))
    seen = replace(
        file,
        content="\n".join(lines[: cut.start] + lines[cut.end :]),
        blocks=tuple(_kept(unit, cut) for unit in file.blocks if _survives(unit, cut)),
        sections=tuple(
            Section(section.level, _kept(section.lines, cut))
            for section in file.sections
            if _survives(section.lines, cut)
        ),
        tasks=tuple(_kept_task(task, cut) for task in file.tasks if not cut.start <= task.line < cut.end),
    )
    return Entry(seen, cut)


def _moved(line: int, cut: Lines) -> int:
    """Return where a line boundary lies once the cut lines are gone."""
    if line <= cut.start:
        return line
    return max(line, cut.end) - (cut.end - cut.start)


def _kept(unit: Lines, cut: Lines) -> Lines:
    return Lines(_moved(unit.start, cut), _moved(unit.end, cut))


def _survives(unit: Lines, cut: Lines) -> bool:
    """Return whether a unit has a line outside the cut."""
    return unit.start < cut.start or unit.end > cut.end


def _kept_task(task: Task, cut: Lines) -> Task:
    kept = (
        text
        for number, text in enumerate(task.text.split("\n"), task.line)
        if not cut.start <= number < cut.end
    )
    return Task(task.mark, "\n".join(kept), _moved(task.line, cut))
