"""A rule and a test as coverage sees them."""

from collections.abc import Iterable
from dataclasses import dataclass

from kbgen.coverage.platforms import canonical
from kbgen.coverage.verdict import Inactivity
from kbgen.notes.event_values import EventValues
from kbgen.notes.sigma_rule import LogSource


@dataclass(frozen=True, slots=True)
class Rule:
    """What coverage needs to know of a detection rule."""

    path: str
    """Vault path of its note."""
    id: str
    """UUID of the Sigma rule; may be empty."""
    title: str
    status: str
    """As shown, ``unknown`` where none is stated."""
    level: str
    log_source: LogSource
    platforms: frozenset[str]
    """Platforms of ATT&CK that its log source covers; empty where it says nothing of a platform: it fits all."""
    inactive: Inactivity | None
    """Why it does not count; None where it does."""
    collected: bool | None
    """Tells whether its log source is collected; None where nothing is declared."""
    declared: tuple[str, ...] = ()
    """GUIDs of the tests that it names as its own."""
    collected_on: frozenset[str] = frozenset()
    """The only platforms on which its log source is collected, where that is known; empty for wherever it runs."""
    events: EventValues = ()
    """The events that it asks for."""
    tags: tuple[str, ...] = ()
    """The tags of its note, as written."""

    def covers(self, platform: str) -> bool:
        """Tell whether it covers a platform, by any name that ATT&CK has given it."""
        return not self.platforms or canonical(platform) in self.platforms

    @property
    def is_collected_everywhere(self) -> bool:
        """Tell whether its log source is collected wherever it runs."""
        return self.collected is True and not self.collected_on

    def is_collected_on(self, platform: str) -> bool:
        """Tell whether its log source is collected on a platform; False where nothing is declared.

        An empty name asks for any platform.
        """
        here = not self.collected_on or not platform or canonical(platform) in self.collected_on
        return self.collected is True and here


@dataclass(frozen=True, slots=True)
class TestCase:
    """What coverage needs to know of a single test."""

    guid: str
    """May be empty."""
    name: str
    platforms: frozenset[str]
    """Platforms of ATT&CK on which it runs; empty where none is stated: it fits all."""

    def runs_on(self, platform: str) -> bool:
        """Tell whether it runs on a platform, by any name that ATT&CK has given it."""
        return not self.platforms or canonical(platform) in self.platforms


@dataclass(frozen=True, slots=True)
class Test:
    """What coverage needs to know of a note with tests."""

    path: str
    title: str
    cases: tuple[TestCase, ...]
    tags: tuple[str, ...] = ()
    """The tags of the note, as written."""

    def runs_on(self, platform: str) -> bool:
        """Tell whether one of its tests runs on a platform."""
        return any(case.runs_on(platform) for case in self.cases)


def platforms_named(rules: Iterable[Rule], tests: Iterable[Test]) -> list[str]:
    """Return the platforms that some rules and tests name, each once, in order."""
    names = {name for rule in rules for name in rule.platforms}
    names.update(name for test in tests for case in test.cases for name in case.platforms)
    return sorted(names)
