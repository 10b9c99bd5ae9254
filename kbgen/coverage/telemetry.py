"""What is collected: the log sources of Sigma that are declared, and the data components that DeTT&CT rates as available."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kbgen.coverage.crosswalk import Crosswalk
from kbgen.coverage.crosswalk_table import COMPONENTS
from kbgen.coverage.platforms import canonical
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.event_values import EventValues
from kbgen.notes.kind import Kind
from kbgen.notes.sigma_rule import LogSource
from kbgen.settings import CoverageSettings, LogSourcePattern
from kbgen.sources.dettect import AvailableComponent, Dettect


@dataclass(frozen=True, slots=True)
class Collected:
    """Whether what a rule reads is collected."""

    somewhere: bool | None
    """None where nothing is declared."""
    platforms: frozenset[str] = frozenset()
    """The only platforms on which it is, where that is known of a collected one; empty for wherever the rule runs."""


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What is declared to be collected."""

    patterns: tuple[LogSourcePattern, ...] | None
    """Log sources of Sigma; None where none are declared."""
    components: Mapping[str, frozenset[str]] | None = None
    """Identifiers of data components that are available, with the platforms on which they are, an empty set for all of
    them; None where no file says so."""
    unknown: tuple[AvailableComponent, ...] = ()
    """What DeTT&CT rates as available and ATT&CK does not have."""
    crosswalk: Crosswalk = field(default_factory=Crosswalk)

    @property
    def declared(self) -> bool:
        """Tell whether anything is declared; without, feasibility is not assessed."""
        return self.patterns is not None or self.components is not None

    def names(self, source: LogSource) -> bool:
        """Tell whether a log source is among those of Sigma that are declared."""
        return any(
            pattern.matches(source.product, source.category, source.service)
            for pattern in self.patterns or ()
        )

    def collects(
        self, source: LogSource, platforms: frozenset[str] = frozenset(), events: EventValues = ()
    ) -> Collected:
        """Tell whether what a rule reads is collected, and where.

        Args:
            source: the rule's log source.
            platforms: the platforms that the rule covers; empty for all.
            events: the events that it asks for.
        """
        if not self.declared:
            return Collected(None)
        if self.names(source):
            return Collected(somewhere=True)
        found = [
            self.components[component]
            for component in self.crosswalk.read(source, events).components
            if self.components and component in self.components
        ]
        if any(not available for available in found):
            return Collected(somewhere=True)
        where = frozenset().union(*found)
        where = where & platforms if platforms else where
        return Collected(bool(where), where)

    def provides(self, component: str, platforms: Iterable[str]) -> bool:
        """Tell whether a data component is available on one of some platforms, by any name that these have had."""
        available = (self.components or {}).get(component)
        if available is None:
            return False
        return not available or not available.isdisjoint(map(canonical, platforms))


def find_telemetry(settings: CoverageSettings, dettect: Dettect, knowledge: KnowledgeBase) -> Telemetry:
    """Return what is declared to be collected.

    Args:
        settings: the declared log sources, and further pairs of log sources.
        dettect: what DeTT&CT says.
        knowledge: the notes, for the names of data components.
    """
    named = component_names(knowledge)
    names = {identifier.casefold(): identifier for identifier in named.values()}
    names |= {name.casefold(): identifier for name, identifier in named.items()}
    components: dict[str, frozenset[str]] = {}
    unknown: list[AvailableComponent] = []
    for item in dettect.components:
        identifier = names.get(item.name.casefold())
        if identifier is None:
            unknown.append(item)
            continue
        platforms = frozenset(map(canonical, item.platforms))
        known = components.get(identifier, platforms)
        components[identifier] = known | platforms if known and platforms else frozenset()
    return Telemetry(
        patterns=settings.log_sources,
        components=MappingProxyType(components) if dettect.is_stated else None,
        unknown=tuple(unknown),
        crosswalk=Crosswalk(settings.crosswalk),
    )


def component_names(knowledge: KnowledgeBase) -> Mapping[str, str]:
    """Return the names of data components with their identifiers: known ones, and those of notes."""
    found = {name: identifier for identifier, name in COMPONENTS.items()}
    for note in knowledge.objects.values():
        if isinstance(note.subject, AttackObject) and note.kind is Kind.DATA_COMPONENT:
            found[note.subject.name] = note.subject.id
    return found
