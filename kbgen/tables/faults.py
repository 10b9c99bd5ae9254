"""What can be wrong with a Dataview query or a base: names, codes and values.

Specification: section 16 of the Markdown dialect. The table ``CHECKS`` is the only place that ties a name to its code.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from kbgen.diagnostics import Severity
from kbgen.source import Span


class FaultName(Enum):
    """The names of the findings about Dataview queries and bases."""

    MALFORMED = "table-malformed"
    """The text is none that Obsidian would answer."""
    UNSUPPORTED = "table-unsupported"
    """Obsidian may answer it, kbgen does not."""


@dataclass(frozen=True, slots=True)
class TableCheck:
    """One row of the table of findings about Dataview queries and bases."""

    name: FaultName
    code: str
    """The check code, ``KB4xx``."""
    severity: Severity
    meaning: str
    """What the finding says, as one sentence without a final full stop."""


CHECKS: tuple[TableCheck, ...] = (
    TableCheck(
        FaultName.MALFORMED,
        "KB416",
        Severity.ERROR,
        "A dataview or base block is malformed and has no answer",
    ),
    TableCheck(
        FaultName.UNSUPPORTED,
        "KB417",
        Severity.WARNING,
        "A dataview or base block uses what kbgen cannot answer, so it is shown as code",
    ),
)
"""Every finding about Dataview queries and bases, in the order of the codes."""

_BY_NAME = {check.name: check for check in CHECKS}


@dataclass(frozen=True, slots=True)
class Malformed:
    """The answer to a text that Obsidian could not answer either."""

    message: str
    """One sentence without a final full stop that names the thing."""
    span: Span
    """The offending token, in the text of the block."""
    hint: str = ""
    """The way out; empty where there is none."""

    @property
    def code(self) -> str:
        """Return the check code."""
        return _BY_NAME[FaultName.MALFORMED].code

    @property
    def severity(self) -> Severity:
        """Return how much the finding matters."""
        return _BY_NAME[FaultName.MALFORMED].severity


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The answer to a text that is shown as code, because kbgen is not certain what Obsidian would show."""

    word: str
    """What is not supported, as the text spells it: a clause, a function, a field, a value."""
    span: Span
    """Where the word stands, in the text of the block."""
    message: str
    """One sentence without a final full stop that says why."""
    hint: str = ""
    """The way out; empty where there is none."""

    @property
    def code(self) -> str:
        """Return the check code."""
        return _BY_NAME[FaultName.UNSUPPORTED].code

    @property
    def severity(self) -> Severity:
        """Return how much the finding matters."""
        return _BY_NAME[FaultName.UNSUPPORTED].severity


TableFault: TypeAlias = Malformed | Unsupported
"""Why there is no table."""


class TableError(Exception):
    """A text has no answer; raised inside the stage, never by its front doors."""

    def __init__(self, fault: TableFault) -> None:
        super().__init__(fault.message)
        self.fault = fault
        """What is wrong, and where."""


class RowError(Exception):
    """An expression has no value for one row, which Dataview then leaves out."""


class UncertainError(Exception):
    """An operation on values whose result kbgen is not certain of; the caller knows the place."""

    def __init__(self, word: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.word = word
        """What is not supported."""
        self.message = message
        """Why, as one sentence without a final full stop."""
        self.hint = hint
        """The way out; empty where there is none."""

    def at(self, span: Span) -> TableError:
        """Return the error for a place in the text."""
        return TableError(Unsupported(self.word, span, self.message, self.hint))


def malformed(message: str, span: Span, hint: str = "") -> TableError:
    """Return the error for a text that Obsidian could not answer."""
    return TableError(Malformed(message, span, hint))


def unsupported(word: str, span: Span, message: str, hint: str = "") -> TableError:
    """Return the error for something that kbgen does not answer."""
    return TableError(Unsupported(word, span, message, hint))
