"""Sections and the sections under them.

Specification: section 4.3 of the search language, ``section:(A section:(B))``.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kbgen.markup.units import Lines, Section
from kbgen.query.entry import Entry, Unit
from kbgen.query.text_terms import Test


def section_units(entry: Entry) -> Iterator[Unit]:
    """Yield the sections of a file, in its order."""
    lines = entry.lines()
    for number, section in enumerate(entry.file.sections):
        yield joined(lines, section.lines, entry, number)


def subsections(unit: Unit) -> Iterator[Unit]:
    """Yield the sections under a section."""
    if unit.entry is not None and unit.section >= 0:
        sections, lines = unit.entry.file.sections, unit.entry.lines()
        for number in range(unit.section + 1, section_ends(sections)[unit.section]):
            yield joined(lines, sections[number].lines, unit.entry, number)


def section_ends(sections: Sequence[Section]) -> list[int]:
    """Return for each section the index after the last section under it.

    Under a section are deeper headings, up to the next one of its level or above. The text before the first heading
    has none under it.
    """
    ends = [len(sections)] * len(sections)
    waiting: list[int] = []
    for number, section in enumerate(sections):
        while waiting and sections[waiting[-1]].level >= section.level:
            ends[waiting.pop()] = number
        if section.level:
            waiting.append(number)
        else:
            ends[number] = number + 1
    return ends


def has_subsection(test: Test) -> Test:
    """Return a test whether some section under a section passes a test.

    What passes is worked out once for all sections of a file, because sections ask for the same ones again.
    """
    known: Entry | None = None
    passed: list[int] = []
    ends: list[int] = []

    def holds(unit: Unit) -> bool:
        nonlocal known, passed, ends
        if unit.entry is None or unit.section < 0:
            return False
        if known is not unit.entry:
            passed = [section.section for section in section_units(unit.entry) if test(section)]
            ends = section_ends(unit.entry.file.sections)
            known = unit.entry
        following = bisect_right(passed, unit.section)
        return following < len(passed) and passed[following] < ends[unit.section]

    return holds


def joined(lines: Sequence[str], part: Lines, entry: Entry, section: int = -1) -> Unit:
    """Return some lines of a file as one text."""
    return Unit("\n".join(lines[part.start : part.end]), entry, part.start, section)
