"""Shows one line of a source with a mark below the place that is meant."""

import unicodedata

from kbgen.exporters.visible import visible

_WIDTH = 100
_CUT = "…"


def frame(line: str, start: int, end: int) -> tuple[str, str]:
    """Return a line as it can be shown, and the spaces and carets to print below it.

    A long line is cut around the place; tabs become one space each, control characters escapes.

    Args:
        line: the line, without its end.
        start: column of the place, counted from 1 in code points.
        end: the column behind it.
    """
    first, last = _window(len(line), start - 1)
    shown = [_shown(character) for character in line[first:last]]
    begin = min(max(start - 1 - first, 0), len(shown))
    stop = min(max(end - 1 - first, begin), len(shown))
    before, after = _CUT if first > 0 else "", _CUT if last < len(line) else ""
    indent = len(before) + sum(map(_cells, shown[:begin]))
    width = max(1, sum(map(_cells, shown[begin:stop])))
    return f"{before}{''.join(shown)}{after}".rstrip(), " " * indent + "^" * width


def _window(length: int, place: int) -> tuple[int, int]:
    """Return which characters of a line to show; a third of them stand before the place."""
    first = min(max(place - _WIDTH // 3, 0), max(length - _WIDTH, 0))
    return first, min(first + _WIDTH, length)


def _shown(character: str) -> str:
    return " " if character == "\t" else visible(character)


def _cells(shown: str) -> int:
    """Return how many cells of a terminal a character or its escape takes."""
    if len(shown) > 1:
        return len(shown)
    if unicodedata.category(shown) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(shown) in {"W", "F"} else 1
