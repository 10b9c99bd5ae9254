"""The lines in which a text term matches, with what to highlight in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice

from kbgen.knowledge.searchable import Searchable
from kbgen.query.entry import Unit
from kbgen.query.text_terms import Find, Leaf
from kbgen.source import Span

LINES = 5
"""Lines that are shown of one term in one file."""

SPANS = 20
"""Matches that are highlighted in one line."""

WIDTH = 240
"""Characters of a line that are shown; of a longer line, a window around its first match."""

_LEAD = 60
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Match:
    """A line of a text in which a term matches."""

    line: int
    """Line of the text, counted from 0."""
    text: str
    """The line as written."""
    spans: tuple[Span, ...]
    """The matches in it, without overlaps; a match over several lines ends with its first one."""


def matches(leaf: Leaf, unit: Unit) -> list[Match]:
    """Return the first lines of a text in which a term matches.

    Raises:
        QueryError: the time for regular expressions is used up.
    """
    return [] if leaf.find is None else list(islice(_matches(leaf, unit), LINES))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that overlap made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        elif not joined or span != joined[-1]:
            joined.append(span)
    return tuple(joined)


def window(text: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """Return a line cut to what is shown of it, and what to highlight there."""
    if len(text) <= WIDTH:
        return text, spans
    start = max(0, min(spans[0].start - _LEAD, len(text) - WIDTH)) if spans else 0
    end = start + WIDTH
    head, tail = _CUT if start else "", _CUT if end < len(text) else ""
    moved = len(head) - start
    shown = (span for span in spans if span.start < end)
    return (
        f"{head}{text[start:end]}{tail}",
        tuple(Span(span.start + moved, min(span.end, end) + moved) for span in shown),
    )


def block_around(file: Searchable, line: int) -> str:
    """Return the block that holds a line of the file, counted from 1; the line where no block does.

    This is what the option ``context: true`` shows in place of a line.
    """
    lines = file.content.split("\n")
    for block in file.blocks:
        if block.start <= line - 1 < block.end:
            return "\n".join(lines[block.start : block.end])
    return lines[line - 1] if line <= len(lines) else ""


def _matches(leaf: Leaf, unit: Unit) -> Iterator[Match]:
    find = leaf.find
    searched = unit.folded if leaf.folded else unit.raw
    position = number = counted = 0
    while find is not None and position <= len(searched):
        found = find(searched, position)
        if found is None:
            return
        start = searched.rfind("\n", 0, found[0]) + 1
        end = searched.find("\n", found[0])
        end = len(searched) if end < 0 else end
        number += searched.count("\n", counted, start)
        counted = start
        spans = _on_line(find, searched, found, Span(start, end))
        yield _in_raw(unit, searched, number, Span(start, end), spans)
        position = end + 1


def _on_line(find: Find, searched: str, first: tuple[int, int], line: Span) -> list[Span]:
    """Return the first matches that start on a line, as offsets into it; empty ones are not shown."""
    found: tuple[int, int] | None = first
    spans: list[Span] = []
    for _ in range(SPANS):
        if found is None or found[0] > line.end:
            break
        start, end = found
        if min(end, line.end) > start:
            spans.append(Span(start - line.start, min(end, line.end) - line.start))
        found = find(searched, max(end, start + 1)) if end < line.end else None
    return spans


def _in_raw(unit: Unit, searched: str, number: int, line: Span, spans: list[Span]) -> Match:
    """Return a match with its offsets in the line as written, where folding has changed their count."""
    if len(searched) == len(unit.raw):
        return Match(number, unit.raw[line.start : line.end], tuple(spans))
    text = unit.raw.split("\n")[number]
    if len(text) == line.end - line.start:
        return Match(number, text, tuple(spans))
    ends = list(accumulate(len(character.casefold()) for character in text))
    origin = [0] * (ends[-1] + 1)
    start = 0
    for place, end in enumerate(ends):
        origin[start:end] = [place] * (end - start)
        start = end
    origin[-1] = len(text)
    # A match that ends inside an expanded letter ends behind the letter.
    return Match(
        number, text, tuple(Span(origin[s.start], max(origin[s.start], _up(origin, s.end))) for s in spans)
    )


def _up(origin: list[int], end: int) -> int:
    inside = end > 0 and end < len(origin) and origin[end] == origin[end - 1]
    return origin[end] + 1 if inside else origin[end]
