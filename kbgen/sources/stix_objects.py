"""The objects of ATT&CK as frozen values: what a release says of each technique, group, analytic and so on."""

from dataclasses import dataclass
from typing import Literal

from kbgen.sources.attack_domain import Domain, plain_shortname

NO_VALUE = "None"
"""The literal text that some releases write for an absent platform or channel."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A source that an object's text cites, or in which one of its other names stands."""

    source_name: str
    """The name that citations use."""
    description: str
    """Author, date, title and so on, as Markdown; may be empty."""
    url: str
    """May be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackObject:
    """What all objects have in common."""

    stix_id: str
    attack_id: str
    """Such as ``T1059.001``; of a matrix the name of its domain; empty where the release has none."""
    name: str
    description: str
    """Markdown with citations and some HTML; may be empty."""
    created: str
    """The day as ``YYYY-MM-DD``, or empty."""
    modified: str
    """The day as ``YYYY-MM-DD``, or empty."""
    version: str
    """Version of this object, not of ATT&CK; may be empty."""
    url: str
    """Address on attack.mitre.org; may be empty."""
    domains: tuple[str, ...]
    """Names of the domains that have it, such as ``ics-attack``; older releases state none."""
    revoked: bool
    """Replaced by another object."""
    deprecated: bool
    """Dropped, usually without a replacement."""
    references: tuple[Reference, ...]

    @property
    def live(self) -> bool:
        """Tell whether the object is neither revoked nor deprecated; only such objects are shown and counted."""
        return not (self.revoked or self.deprecated)


@dataclass(frozen=True, slots=True)
class Phase:
    """A tactic as a technique names it."""

    domain: Domain
    shortname: str
    """As written, such as ``defense-evasion`` or ``execution-ics``."""

    @property
    def key(self) -> tuple[Domain, str]:
        """Return what a tactic is known by: short names repeat across domains and change across versions."""
        return self.domain, plain_shortname(self.domain, self.shortname)


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique(AttackObject):
    """A technique or sub-technique."""

    phases: tuple[Phase, ...]
    """Its tactics, in the order of the release."""
    platforms: tuple[str, ...]
    """Names as written; the literal text ``None`` is left out."""
    is_subtechnique: bool
    detection: str
    """Until v17: how to detect it, as Markdown."""
    data_sources: tuple[str, ...]
    """Until v17: data sources and components, ``Process: Process Creation``."""
    defenses_bypassed: tuple[str, ...]
    """Until v17."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tactic(AttackObject):
    """A tactic, a column of a matrix."""

    shortname: str
    """As written, such as ``defense-evasion`` or ``execution-ics``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(AttackObject):
    """A group of attackers."""

    aliases: tuple[str, ...]
    """Usually begins with the name itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Software(AttackObject):
    """Malware or a tool."""

    type: Literal["malware", "tool"]
    aliases: tuple[str, ...]
    """Usually begins with the name itself."""
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(AttackObject):
    """A campaign."""

    aliases: tuple[str, ...]
    first_seen: str
    """The day as ``YYYY-MM-DD``, or empty."""
    first_seen_citation: str
    """A citation mark, or empty."""
    last_seen: str
    """The day as ``YYYY-MM-DD``, or empty."""
    last_seen_citation: str
    """A citation mark, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mitigation(AttackObject):
    """A mitigation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource(AttackObject):
    """A data source; live until v17."""

    platforms: tuple[str, ...]
    collection_layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogSource:
    """A log, and what to look for in it."""

    name: str
    """As written, such as ``WinEventLog:Sysmon``; names have typing errors and trailing spaces."""
    channel: str
    """Free text as written, such as ``EventCode=1``; may be the literal text ``None``."""

    @property
    def key(self) -> str:
        """Return the name for comparisons: trimmed and without case."""
        return self.name.strip().casefold()

    @property
    def shown_channel(self) -> str:
        """Return the channel for people; empty where there is none."""
        channel = self.channel.strip()
        return "" if channel == NO_VALUE else channel


@dataclass(frozen=True, slots=True, kw_only=True)
class DataComponent(AttackObject):
    """A data component."""

    data_source_ref: str
    """Until v17: STIX identifier of its data source; may be empty."""
    log_sources: tuple[LogSource, ...]
    """Since v18; shared by all domains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionStrategy(AttackObject):
    """A detection strategy, since v18."""

    analytic_refs: tuple[str, ...]
    """STIX identifiers of its analytics."""


@dataclass(frozen=True, slots=True)
class LogSourceReference:
    """A log source that an analytic reads."""

    log_source: LogSource
    component_ref: str
    """STIX identifier of the data component; may be empty."""


@dataclass(frozen=True, slots=True)
class MutableElement:
    """A value of an analytic that a site has to tune."""

    field: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Analytic(AttackObject):
    """An analytic, since v18: one way to detect a technique on a platform."""

    platforms: tuple[str, ...]
    """One name; none in ICS."""
    log_source_references: tuple[LogSourceReference, ...]
    mutable_elements: tuple[MutableElement, ...]


@dataclass(frozen=True, slots=True)
class RelatedAsset:
    """Another name under which an asset is known in some sectors."""

    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset(AttackObject):
    """An asset of an industrial plant."""

    platforms: tuple[str, ...]
    sectors: tuple[str, ...]
    related_assets: tuple[RelatedAsset, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix(AttackObject):
    """A matrix."""

    tactic_refs: tuple[str, ...]
    """STIX identifiers of its columns, in their order."""
