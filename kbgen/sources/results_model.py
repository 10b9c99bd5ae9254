"""What a source of results yields, and what readers of results need to know."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.source import Location
from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.evidence_day import DayOrder


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a rule matches a recorded event."""

    matched: bool | None
    """None where it could not be told."""
    reason: str = ""
    """Why it could not be told; empty otherwise."""


Evaluate: TypeAlias = Callable[[str, Mapping[str, object]], Match]
"""Tells whether a Sigma rule, as text, matches an event, as the log that was recorded has it."""


def not_evaluated(rule: str, event: Mapping[str, object]) -> Match:
    """Return that nothing could be told, whatever the rule and the event."""
    del rule, event
    return Match(None, "nothing evaluates rules here")


@dataclass(frozen=True, slots=True)
class Known:
    """What the knowledge base knows by name."""

    tests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Identifier of a technique (empty for any) and case-folded name of a test, to its GUID, where there is only one."""
    rules: frozenset[str] = frozenset()
    """Case-folded names of rules: ids, titles, file names."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """UUID of a Sigma rule to its YAML."""


NOTHING_KNOWN = Known()
"""What an empty knowledge base knows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How results are read."""

    known: Callable[[], Known] = lambda: NOTHING_KNOWN
    """Returns what the knowledge base knows; asked only where it matters."""
    evaluate: Evaluate = not_evaluated
    columns: Mapping[str, str] = field(default_factory=dict)
    """Name of a column to the name of the field that it holds."""
    words: Mapping[str, Outcome | None] = field(default_factory=dict)
    """Further words for outcomes; None where a word means that nothing was run."""
    order: DayOrder | None = None
    """What comes first in days with slashes; the file tells where this is not given."""
    today: dt.date | None = None
    """The last day that is believed; any is where this is not given."""
    limits: InputLimits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a source that is not imported, and why."""

    place: Location
    message: str

    def __str__(self) -> str:
        return f"{self.place.path}:{self.place.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Results:
    """What a source of results yields."""

    form: str
    """What it was read as, for people."""
    records: tuple[Evidence, ...]
    left_out: tuple[LeftOut, ...] = ()
    not_run: int = 0
    """Number of entries that say that nothing was run, or that nobody knows yet."""
    unknown_rules: int = 0
    """Number of recorded tests whose rule the knowledge base does not have."""
