"""Tells how much a YAML text stands for, before something else reads it that does not care."""

from kbgen.vault.yaml_build import MAX_ALIASED_VALUES
from kbgen.vault.yaml_events import Event, ParserRefusalError, Shape, read_events
from kbgen.vault.yaml_fault import MAX_DEPTH, TOO_DEEP, YamlFault

_OPENING = frozenset({Shape.LIST, Shape.MAP})
_VALUES = frozenset({Shape.SCALAR, Shape.ALIAS, Shape.END})


def oversize(text: str) -> YamlFault | None:
    """Return where a text stands for too much: the limits are those of `load_yaml`. None where it does not.

    What else may be wrong with the text is not looked at.
    """
    weight = _Weight()
    try:
        for event in read_events(text):
            problem = weight.add(event)
            if problem:
                return YamlFault(problem, event.start.line + 1, event.start.column + 1)
    except ParserRefusalError as refusal:
        if refusal.is_too_deep:
            return YamlFault(TOO_DEEP, refusal.at.line + 1, refusal.at.column + 1)
        # Whoever reads the text says what else is wrong.
        return None
    return None


class _Weight:
    """The number of values in all that is open, aliases counted in full."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = [("", 0)]
        self._anchored: dict[str, int] = {}
        self._aliased = 0

    def add(self, event: Event) -> str:
        """Count an event; return what is wrong with it, or an empty text."""
        if event.shape in _OPENING:
            if len(self._open) > MAX_DEPTH:
                return TOO_DEEP
            self._open.append((event.anchor, 1))
        elif event.shape in _VALUES:
            anchor, size = self._finished(event)
            if anchor:
                self._anchored[anchor] = size
            outer, before = self._open[-1]
            self._open[-1] = (outer, before + size)
            if self._aliased > MAX_ALIASED_VALUES:
                return f"the aliases of this text stand for more than {MAX_ALIASED_VALUES:,} values"
        return ""

    def _finished(self, event: Event) -> tuple[str, int]:
        """Return the anchor and size of a value that is complete."""
        match event.shape:
            case Shape.END:
                return self._open.pop()
            case Shape.ALIAS:
                size = self._anchored.get(event.anchor, 1)
                self._aliased += size
                return "", size
            case _:
                return event.anchor, 1
