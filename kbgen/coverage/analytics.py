"""Which analytics of ATT&CK have a rule on their log source, and which log source would show a technique at all.

Since v18, ATT&CK describes for each technique and platform what to look for and in which log source. That a rule reads
this log source says that it could see what the analytic describes, never that it does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.coverage.crosswalk import Crosswalk, Reach, UsedLogSources
from kbgen.coverage.model import Coverage, TechniqueCoverage
from kbgen.coverage.platforms import canonical, rule_platforms
from kbgen.coverage.subject import Rule
from kbgen.coverage.telemetry import Telemetry
from kbgen.graph.cross_references import CrossReferences
from kbgen.graph.edge import EdgeKind
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.event_values import EventValues
from kbgen.notes.kind import Kind
from kbgen.notes.sigma_rule import LogSource
from kbgen.sources.attack_analytics import MountedAnalytic, UsedLogSource
from kbgen.sources.mount import Mounted


@dataclass(frozen=True, slots=True)
class Reader:
    """A rule that reads a log source of an analytic."""

    path: str
    """Path of the rule's note."""
    reach: Reach
    """``STRONG`` or ``WEAK``."""


@dataclass(frozen=True, slots=True)
class AnalyticCoverage:
    """An analytic, and the rules that read one of its log sources."""

    id: str
    name: str
    strategy_id: str
    platforms: tuple[str, ...]
    log_sources: tuple[UsedLogSource, ...]
    readers: tuple[Reader, ...]
    """Active rules that are tied to the technique, or to one of its sub-techniques, and cover the platform; the surest
    first, then by path."""
    collected: bool | None
    """Tells whether one of its log sources is collected; None where nothing is declared."""

    @property
    def reached(self) -> Reach:
        """Return how surely a rule reads one of its log sources."""
        return self.readers[0].reach if self.readers else Reach.NO


@dataclass(frozen=True, slots=True)
class TechniqueAnalytics:
    """The analytics of a technique, on its platforms in scope."""

    technique_id: str
    strategies: tuple[str, ...]
    """Identifiers of the detection strategies, in order."""
    analytics: tuple[AnalyticCoverage, ...]
    """By identifier."""

    @property
    def reached(self) -> int:
        """Return how many have a rule on one of their log sources."""
        return sum(item.reached is not Reach.NO for item in self.analytics)

    @property
    def strong(self) -> int:
        """Return how many have a rule on one of their log sources, by the log's name and event."""
        return sum(item.reached is Reach.STRONG for item in self.analytics)

    def __str__(self) -> str:
        """Return the numbers as a sentence without a final full stop."""
        of = f"{self.reached} of {len(self.analytics)} analytics of {', '.join(self.strategies)}"
        have = "has a rule on its log source" if self.reached == 1 else "have a rule on their log source"
        weak = self.reached - self.strong
        return f"{of} {have}{f', {weak} of them less surely' if weak else ''}"


class Analytics:
    """The analytics of all techniques in scope.

    Args:
        by_technique: those that have any, by identifier, in order.
        telemetry: what is collected, with the crosswalk.
    """

    def __init__(self, by_technique: Mapping[str, TechniqueAnalytics], telemetry: Telemetry) -> None:
        self.by_technique = by_technique
        """Those of each technique that has any, by identifier, in order."""
        self.collected = frozenset(item.id for item in _each(by_technique.values()) if item.collected)
        """Identifiers of the analytics of which a log source is collected."""
        self._telemetry = telemetry
        self._used = UsedLogSources(
            used for item in _each(by_technique.values()) for used in item.log_sources
        )
        self._users: dict[UsedLogSource, dict[str, AnalyticCoverage]] = {}
        for item in _each(by_technique.values()):
            for used in item.log_sources:
                self._users.setdefault(used, {})[item.id] = item

    def __bool__(self) -> bool:
        """Tell whether a release with analytics is mounted."""
        return bool(self.by_technique)

    @property
    def collectable(self) -> frozenset[str] | None:
        """Return the techniques that a collected log source would show; None where that cannot be told."""
        if not self or not self._telemetry.declared:
            return None
        return frozenset(
            technique.technique_id
            for technique in self.by_technique.values()
            if any(item.id in self.collected for item in technique.analytics)
        )

    def read_by(self, sources: Iterable[LogSource]) -> Mapping[str, Reach]:
        """Return the analytics that rules on some log sources could read, by identifier, with how surely."""
        found: dict[str, Reach] = {}
        for source in sources:
            platforms = rule_platforms(source, ())
            reading = self._telemetry.crosswalk.read(source, None)
            for used, reach in self._used.reached(reading).items():
                for identifier, item in self._users[used].items():
                    if _covers(platforms, item.platforms) and found.get(identifier) is not Reach.STRONG:
                        found[identifier] = reach
        return found


def assess_analytics(
    coverage: Coverage, knowledge: KnowledgeBase, graph: CrossReferences, mounted: Mounted
) -> Analytics:
    """Return which analytics of the techniques in scope have a rule on their log source.

    Args:
        coverage: the techniques in scope, with their rules.
        knowledge: the notes.
        graph: which strategy detects which technique.
        mounted: releases of ATT&CK with their analytics.
    """
    strategies: dict[str, list[MountedAnalytic]] = {}
    for analytic in mounted.analytics:
        strategies.setdefault(analytic.strategy_id, []).append(analytic)
    if not strategies:
        return Analytics({}, coverage.telemetry)
    judge = _Judge(coverage, mounted.analytics)
    found: dict[str, TechniqueAnalytics] = {}
    paths = {
        note.path: key for key, note in knowledge.objects.items() if note.kind is Kind.DETECTION_STRATEGY
    }
    for technique in coverage.techniques:
        detecting = (paths.get(path) for path in graph.sources_of(technique.path, EdgeKind.DETECTS))
        identifiers = tuple(sorted(key for key in detecting if key in strategies))
        if identifiers:
            analytics = (analytic for key in identifiers for analytic in strategies[key])
            found[technique.id] = judge.technique(technique, identifiers, analytics)
    return Analytics(MappingProxyType(found), coverage.telemetry)


class _Judge:
    """Finds the rules that read what analytics use; each distinct reading is compared once."""

    def __init__(self, coverage: Coverage, analytics: Iterable[MountedAnalytic]) -> None:
        self._coverage = coverage
        self._in_scope = frozenset(map(canonical, coverage.platforms))
        self._crosswalk: Crosswalk = coverage.telemetry.crosswalk
        self._used = UsedLogSources(used for analytic in analytics for used in analytic.log_sources)
        self._read: dict[tuple[LogSource, EventValues | None], Mapping[UsedLogSource, Reach]] = {}
        sources = dict.fromkeys((*self._crosswalk.log_sources, *_log_sources(coverage)))
        self._collected = tuple(
            (rule_platforms(source, ()), self._reached(source, None))
            for source in sources
            if coverage.telemetry.names(source)
        )

    def technique(
        self, technique: TechniqueCoverage, strategies: tuple[str, ...], analytics: Iterable[MountedAnalytic]
    ) -> TechniqueAnalytics:
        """Return the analytics of a technique."""
        tied = (self._coverage.rules[tie.path] for tie in technique.rules)
        rules = [rule for rule in tied if rule.inactive is None]
        chosen = sorted((item for item in analytics if self._is_in_scope(item)), key=lambda item: item.id)
        return TechniqueAnalytics(
            technique.id, strategies, tuple(self._analytic(item, rules) for item in chosen)
        )

    def _is_in_scope(self, analytic: MountedAnalytic) -> bool:
        names = set(map(canonical, analytic.platforms))
        return not names or not self._in_scope or bool(names & self._in_scope)

    def _analytic(self, analytic: MountedAnalytic, rules: Iterable[Rule]) -> AnalyticCoverage:
        found = []
        for rule in rules:
            if _covers(rule.platforms, analytic.platforms):
                reach = _surest(self._reached(rule.log_source, rule.events), analytic.log_sources)
                if reach is not Reach.NO:
                    found.append(Reader(rule.path, reach))
        found.sort(key=lambda reader: (reader.reach is not Reach.STRONG, reader.path))
        return AnalyticCoverage(
            id=analytic.id,
            name=analytic.name,
            strategy_id=analytic.strategy_id,
            platforms=analytic.platforms,
            log_sources=analytic.log_sources,
            readers=tuple(found),
            collected=self._is_collected(analytic) if self._coverage.telemetry.declared else None,
        )

    def _is_collected(self, analytic: MountedAnalytic) -> bool:
        telemetry = self._coverage.telemetry
        return any(
            telemetry.provides(used.component_id, analytic.platforms) for used in analytic.log_sources
        ) or any(
            _covers(platforms, analytic.platforms) and _surest(reached, analytic.log_sources) is not Reach.NO
            for platforms, reached in self._collected
        )

    def _reached(self, source: LogSource, events: EventValues | None) -> Mapping[UsedLogSource, Reach]:
        key = (source, events)
        if key not in self._read:
            self._read[key] = self._used.reached(self._crosswalk.read(source, events))
        return self._read[key]


def _surest(reached: Mapping[UsedLogSource, Reach], log_sources: Iterable[UsedLogSource]) -> Reach:
    found = {reached.get(used, Reach.NO) for used in log_sources}
    return next(reach for reach in Reach if reach in found or reach is Reach.NO)


def _covers(covered: frozenset[str], platforms: Iterable[str]) -> bool:
    names = set(map(canonical, platforms))
    return not covered or not names or not covered.isdisjoint(names)


def _log_sources(coverage: Coverage) -> Iterator[LogSource]:
    return (rule.log_source for rule in coverage.rules.values() if rule.inactive is None)


def _each(techniques: Iterable[TechniqueAnalytics]) -> Iterator[AnalyticCoverage]:
    return (item for technique in techniques for item in technique.analytics)
