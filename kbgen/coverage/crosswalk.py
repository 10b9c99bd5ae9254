"""Which log sources of ATT&CK a rule reads, and how surely.

A match says that a rule reads a log that an analytic uses, never that it does what the analytic describes. It is strong by
the log's name and event, weak by the data component alone, since ATT&CK often names another log for the same thing, or
by the log's name where its channel is free text in which the events of the rule do not stand.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from kbgen.coverage.crosswalk_table import ROWS, Log, Row
from kbgen.notes.event_values import EventValues
from kbgen.notes.sigma_rule import LogSource
from kbgen.settings import CrosswalkEntry
from kbgen.sources.attack_analytics import UsedLogSource

_EVENT_LIST = re.compile(r"EventCode\s*=\s*\d+(?:\s*,\s*(?:EventCode\s*=\s*)?\d+)*", re.IGNORECASE)
_MISSPELT = {"linus:syslog": "linux:syslog", "linuxsyslog": "linux:syslog"}
"""Names in ATT&CK with an error in writing, and what they mean."""


class Reach(Enum):
    """How surely a rule reads a log source, the surest first."""

    STRONG = "strong"
    """It reads this log and this event."""
    WEAK = "weak"
    """It reads the same data component, or the same log while nobody can tell whether it is the same event."""
    NO = "no"
    """It reads something else, or nobody knows what it reads."""


@dataclass(frozen=True, slots=True)
class ReadLog:
    """A log as a rule reads it."""

    log: Log
    """With the events that the rule reads, as far as they are known."""
    is_whole: bool
    """True where it reads whatever is in the log."""
    is_free: bool
    """True where a channel in other words may still mean the events."""

    def reach(self, used: UsedLogSource) -> Reach:
        """Tell how surely this is a log source of ATT&CK with the same name."""
        if self.log.component not in {"", used.component_id}:
            return Reach.NO
        if self.is_whole:
            return Reach.STRONG
        if not self.log.events:
            return Reach.WEAK
        numbers = event_numbers(used.channel)
        if numbers is not None:
            return Reach.STRONG if not numbers.isdisjoint(self.log.events) else Reach.NO
        if any(_holds(event, f"{used.name} {used.channel}") for event in self.log.events):
            return Reach.STRONG
        return Reach.WEAK if self.is_free else Reach.NO


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule reads, in the words of ATT&CK."""

    logs: tuple[ReadLog, ...]
    components: frozenset[str]
    """Identifiers of data components."""


class UsedLogSources:
    """The log sources that analytics use, to be asked which of them a rule reads."""

    def __init__(self, used: Iterable[UsedLogSource]) -> None:
        self._by_name: dict[str, list[UsedLogSource]] = {}
        self._by_component: dict[str, list[UsedLogSource]] = {}
        for item in dict.fromkeys(used):
            self._by_name.setdefault(_folded(item.name), []).append(item)
            self._by_component.setdefault(item.component_id, []).append(item)

    def reached(self, reading: Reading) -> Mapping[UsedLogSource, Reach]:
        """Return those that are read, with how surely."""
        found: dict[UsedLogSource, Reach] = {}
        for log in reading.logs:
            for item in self._called(log.log.name):
                reach = log.reach(item)
                if reach is Reach.STRONG or (reach is Reach.WEAK and item not in found):
                    found[item] = reach
        for component in sorted(reading.components):
            for item in self._by_component.get(component, ()):
                found.setdefault(item, Reach.WEAK)
        return found

    def _called(self, name: str) -> Iterator[UsedLogSource]:
        folded = _folded(name)
        if not folded.endswith("*"):
            yield from self._by_name.get(folded, ())
            return
        for key, items in self._by_name.items():
            if key.startswith(folded[:-1]):
                yield from items


class Crosswalk:
    """The pairs of log sources of Sigma and of ATT&CK.

    Args:
        entries: those of the settings, beside those of the table.
    """

    def __init__(self, entries: Iterable[CrosswalkEntry] = ()) -> None:
        self._rows = (*ROWS, *map(_own_row, entries))
        self._fitting: dict[LogSource, tuple[Row, ...]] = {}

    @property
    def log_sources(self) -> tuple[LogSource, ...]:
        """Return the log sources that it knows, each once; parts that do not matter are empty."""
        patterns = (pattern for row in self._rows for pattern in row.sources)
        return tuple(
            dict.fromkeys(
                LogSource(pattern.product or "", pattern.category or "", pattern.service or "")
                for pattern in patterns
                if pattern.either is None
            )
        )

    def knows(self, source: LogSource) -> bool:
        """Tell whether it says what a log source is in ATT&CK."""
        return bool(self._rows_of(source))

    def read(self, source: LogSource, events: EventValues | None) -> Reading:
        """Return what a rule reads.

        Args:
            source: the rule's log source.
            events: the events that it asks for; None for whatever stands in the log.
        """
        logs: list[ReadLog] = []
        components: set[str] = set()
        for row in self._rows_of(source):
            stated = _stated(row, events)
            logs += _logs(row, stated)
            components.update(row.components)
            for event in stated or ():
                components.update(row.components_of.get(event, ()))
        return Reading(tuple(logs), frozenset(components))

    def _rows_of(self, source: LogSource) -> tuple[Row, ...]:
        if source not in self._fitting:
            self._fitting[source] = tuple(row for row in self._rows if _fits(row, source))
        return self._fitting[source]


def event_numbers(channel: str) -> frozenset[str] | None:
    """Return the numbers of events that a channel lists; None where it is text."""
    found = _EVENT_LIST.match(channel.strip())
    return frozenset(re.findall(r"\d+", found[0])) if found else None


def _fits(row: Row, source: LogSource) -> bool:
    return any(pattern.matches(source.product, source.category, source.service) for pattern in row.sources)


def _stated(row: Row, events: EventValues | None) -> tuple[str, ...] | None:
    """Return the events that a rule states; None where it reads whatever the log source holds."""
    if not row.by or events is None:
        return None
    return tuple(text.casefold() for name, texts in events if name in row.by for text in texts)


def _logs(row: Row, stated: tuple[str, ...] | None) -> Iterator[ReadLog]:
    for log in row.logs:
        if log.events or stated is None:
            yield ReadLog(log, is_whole=not log.events, is_free=False)
        else:
            yield ReadLog(Log(log.name, stated, log.component), is_whole=False, is_free=row.is_free)


def _own_row(entry: CrosswalkEntry) -> Row:
    numbers = event_numbers(entry.channel)
    events = tuple(sorted(numbers)) if numbers else (entry.channel.casefold(),) if entry.channel else ()
    components = (entry.component.upper(),) if entry.component else ()
    return Row((entry.log_source,), (Log(entry.name, events, entry.component.upper()),), components)


def _folded(name: str) -> str:
    folded = " ".join(name.casefold().split())
    return _MISSPELT.get(folded, folded)


def _holds(event: str, text: str) -> bool:
    """Tell whether a text holds the name of an event as a word or words; numbers mean something only in lists."""
    return not event.isdigit() and _word(event).search(text) is not None


@lru_cache(maxsize=4096)
def _word(event: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(event)}(?!\w)", re.IGNORECASE)
