"""How much one block may ask for: sizes, depths, steps. They keep any text from taking long or much memory."""

from kbgen.query.regex import Budget
from kbgen.source import Span
from kbgen.tables.faults import UncertainError, malformed

DEPTH_LIMIT = 40
"""Brackets, calls and negations of an expression that may stand inside each other, and accesses in a row."""

EVALUATION_DEPTH = 100
"""Expressions that may be computed inside each other, over all formulas."""

TEXT_LIMIT = 20_000
"""Characters that a block may have."""

STEP_LIMIT = 2_000_000
"""Evaluated expressions and touched values of one block; the seed vault has 3,731 notes."""

LIST_LIMIT = 50_000
"""Rows of a table, and elements of a list that an expression makes."""

VALUE_LIMIT = 100_000
"""Characters of a text that an expression makes."""


class Meter:
    """What one block has left."""

    __slots__ = ("_depth", "_left", "regexes")

    def __init__(self, steps: int = STEP_LIMIT) -> None:
        self._left = steps
        self._depth = 0
        self.regexes = Budget()
        """The time that its regular expressions have left."""

    def spend(self, steps: int = 1) -> None:
        """Take steps away.

        Raises:
            UncertainError: there are not enough left.
        """
        self._left -= steps
        if self._left < 0:
            raise UncertainError("size", f"answering takes more than {STEP_LIMIT} steps", "ask for less")

    def descend(self) -> None:
        """Begin to compute something inside something else.

        Raises:
            UncertainError: that is too deep.
        """
        self.spend()
        if self._depth >= EVALUATION_DEPTH:
            message = f"expressions are computed inside each other over more than {EVALUATION_DEPTH} levels"
            raise UncertainError("depth", message, "use fewer formulas inside each other")
        self._depth += 1

    def ascend(self) -> None:
        """End it."""
        self._depth -= 1


def checked_text(text: str) -> str:
    """Return a text that is not too long.

    Raises:
        UncertainError: it is.
    """
    if len(text) > VALUE_LIMIT:
        raise UncertainError("text", f"a text gets longer than {VALUE_LIMIT} characters", "ask for less")
    return text


def checked_count(count: int) -> int:
    """Return a number of elements that is not too large.

    Raises:
        UncertainError: it is.
    """
    if count > LIST_LIMIT:
        raise UncertainError("list", f"a list gets longer than {LIST_LIMIT} elements", "ask for less")
    return count


def check_length(text: str) -> None:
    """Refuse a block that is too long.

    Raises:
        TableError: it is.
    """
    if len(text) > TEXT_LIMIT:
        raise malformed(f"the block is longer than {TEXT_LIMIT} characters", Span(TEXT_LIMIT, len(text)))
