"""How a technique is detected, in both models of ATT&CK.

Since v18: strategy -> analytics -> log sources -> data components. Until v17: a text, data components with a
relation to the technique, or, before there were any, names. Specification: sections 1.6 and 1.7 of the formats.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from kbgen.sources.attack_release import AttackRelease
from kbgen.sources.source_note import RelationKind
from kbgen.sources.stix_objects import (
    Analytic,
    AttackObject,
    DataComponent,
    DataSource,
    DetectionStrategy,
    Technique,
)
from kbgen.sources.stix_relations import StixRelation


class DetectionModel(Enum):
    """Which of its models a release uses for a technique; the first that applies counts."""

    STRATEGIES = "strategies"
    """A detection strategy detects the technique."""
    COMPONENTS = "components"
    """Data components detect the technique."""
    NAMES = "names"
    """The technique lists names of data sources."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Detection:
    """What a release knows about detecting one technique."""

    model: DetectionModel
    text: str
    """The technique's own text, as Markdown; until v17."""
    strategies: tuple[DetectionStrategy, ...]
    analytics: tuple[Analytic, ...]
    """Those of the strategies, in the order of their identifiers."""
    component_relations: tuple[StixRelation, ...]
    """Until v17: what data components show; the sources are the components."""
    components: tuple[DataComponent, ...]
    """What has to be logged, by name and each once."""
    names: tuple[str, ...]
    """The same as texts, with the data source where the release has one: ``Process: Process Creation``."""


def detection_of(release: AttackRelease, technique: Technique) -> Detection:
    """Return how a technique is detected."""
    relations = release.relations.to(technique, RelationKind.DETECTS)
    strategies = tuple(each.source for each in relations if isinstance(each.source, DetectionStrategy))
    by_component = tuple(each for each in relations if isinstance(each.source, DataComponent))
    analytics: tuple[Analytic, ...] = ()
    components: tuple[DataComponent, ...] = ()
    names: tuple[str, ...] = ()
    if strategies:
        model = DetectionModel.STRATEGIES
        analytics = _in_order(item for each in strategies for item in analytics_of(release, each))
        components = _by_name(release, (item for each in analytics for item in components_of(release, each)))
    elif by_component:
        model = DetectionModel.COMPONENTS
        components = _by_name(release, (each.source for each in by_component))
    elif technique.data_sources:
        model, names = DetectionModel.NAMES, technique.data_sources
    else:
        model = DetectionModel.NOTHING
    return Detection(
        model=model,
        text=technique.detection.strip(),
        strategies=strategies,
        analytics=analytics,
        component_relations=() if strategies else by_component,
        components=components,
        names=names or tuple(component_name(release, each) for each in components),
    )


def analytics_of(release: AttackRelease, strategy: DetectionStrategy) -> tuple[Analytic, ...]:
    """Return the live analytics of a strategy, in the order of their identifiers."""
    found = (release.objects.get(reference) for reference in strategy.analytic_refs)
    return _in_order(item for item in found if isinstance(item, Analytic) and item.live)


def components_of(release: AttackRelease, analytic: Analytic) -> tuple[DataComponent, ...]:
    """Return the live data components of an analytic's log sources, each once."""
    found = (release.objects.get(each.component_ref) for each in analytic.log_source_references)
    return tuple(
        {item.stix_id: item for item in found if isinstance(item, DataComponent) and item.live}.values()
    )


def component_name(release: AttackRelease, component: DataComponent) -> str:
    """Return a data component's name, behind that of its data source where that is live."""
    source = release.objects.get(component.data_source_ref)
    if isinstance(source, DataSource) and source.live:
        return f"{source.name}: {component.name}"
    return component.name


def strategies_by_component(release: AttackRelease) -> Mapping[str, tuple[DetectionStrategy, ...]]:
    """Return the strategies whose analytics read each data component, by its STIX identifier."""
    found: defaultdict[str, dict[str, DetectionStrategy]] = defaultdict(dict)
    for strategy in release.live_of(DetectionStrategy):
        for analytic in analytics_of(release, strategy):
            for component in components_of(release, analytic):
                found[component.stix_id][strategy.stix_id] = strategy
    return {identifier: tuple(strategies.values()) for identifier, strategies in found.items()}


def _in_order(analytics: Iterable[Analytic]) -> tuple[Analytic, ...]:
    unique = {each.stix_id: each for each in analytics}
    return tuple(sorted(unique.values(), key=lambda each: (each.attack_id, each.stix_id)))


def _by_name(release: AttackRelease, found: Iterable[AttackObject]) -> tuple[DataComponent, ...]:
    unique = {each.stix_id: each for each in found if isinstance(each, DataComponent)}
    return tuple(sorted(unique.values(), key=lambda each: (component_name(release, each), each.stix_id)))
