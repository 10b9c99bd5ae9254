"""The analytics of a release and the log sources of its data components, for a site that mounts it.

Analytics have no notes but places in those of their strategies.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kbgen.source import Location
from kbgen.sources.attack_detection import analytics_of
from kbgen.sources.attack_release import AttackRelease
from kbgen.sources.stix_objects import DataComponent, DetectionStrategy, LogSourceReference


@dataclass(frozen=True, slots=True)
class UsedLogSource:
    """A log source that an analytic reads, or that a data component names."""

    name: str
    """Such as ``WinEventLog:Sysmon``; may be empty."""
    channel: str
    """What to look for in it, such as ``EventCode=1``; may be empty."""
    component_id: str
    """ATT&CK identifier of its data component; empty where the release has none."""


@dataclass(frozen=True, slots=True)
class MountedAnalytic:
    """An analytic; it has no note of its own but a place in that of its strategy."""

    id: str
    name: str
    strategy_id: str
    platforms: tuple[str, ...] = ()
    log_sources: tuple[UsedLogSource, ...] = ()
    """Each once, in the order of the release."""
    origin: Location = field(default=Location(""))
    """Where it begins; the path is the name of the release's file."""


def mounted_analytics(release: AttackRelease) -> Iterator[MountedAnalytic]:
    """Yield the live analytics of live strategies, in the order of the strategies' identifiers and of their own."""
    for strategy in release.live_of(DetectionStrategy):
        for analytic in analytics_of(release, strategy):
            if analytic.attack_id:
                yield MountedAnalytic(
                    id=analytic.attack_id,
                    name=analytic.name,
                    strategy_id=strategy.attack_id,
                    platforms=analytic.platforms,
                    log_sources=tuple(
                        dict.fromkeys(_used(release, each) for each in analytic.log_source_references)
                    ),
                    origin=release.places[analytic.stix_id],
                )


def component_log_sources(release: AttackRelease) -> Mapping[str, tuple[UsedLogSource, ...]]:
    """Return the log sources that each live data component names, each once, by the component's identifier."""
    return MappingProxyType(
        {
            component.attack_id: tuple(
                dict.fromkeys(
                    UsedLogSource(" ".join(each.name.split()), each.shown_channel, component.attack_id)
                    for each in component.log_sources
                )
            )
            for component in release.live_of(DataComponent)
            if component.attack_id and component.log_sources
        }
    )


def _used(release: AttackRelease, reference: LogSourceReference) -> UsedLogSource:
    component = release.objects.get(reference.component_ref)
    identifier = component.attack_id if component is not None and component.live else ""
    return UsedLogSource(
        " ".join(reference.log_source.name.split()), reference.log_source.shown_channel, identifier
    )
