"""The objects of a STIX bundle as they are written: only the fields that kbgen reads.

One set of classes reads STIX 2.0 and 2.1, and all versions of ATT&CK. Nothing but ``id`` and ``type`` is required, and
``null`` counts as absent. Specification: STIX 2.1, sections 3 and 4; ATT&CK data model, section 1 of the formats.
"""

from typing import TypeAlias

from msgspec import Struct


class ExternalReference(Struct, frozen=True, gc=False):
    """A source of an object's text, or its identity in another catalogue."""

    source_name: str | None = None
    description: str | None = None
    url: str | None = None
    external_id: str | None = None


class KillChainPhase(Struct, frozen=True, gc=False):
    """The tactic of a technique, by its domain's kill chain and its short name."""

    kill_chain_name: str | None = None
    phase_name: str | None = None


class StixLogSource(Struct, frozen=True, gc=False):
    """A log source of a data component, or an analytic's reference to one."""

    name: str | None = None
    channel: str | None = None
    x_mitre_data_component_ref: str | None = None


class StixMutableElement(Struct, frozen=True, gc=False):
    """A value of an analytic that a site has to tune."""

    field: str | None = None
    description: str | None = None


class StixRelatedAsset(Struct, frozen=True, gc=False):
    """Another name under which an asset is known in some sectors."""

    name: str | None = None
    description: str | None = None


class Statement(Struct, frozen=True, gc=False):
    """The text of a marking."""

    statement: str | None = None


class StixObject(Struct, frozen=True, kw_only=True, gc=False, tag_field="type"):
    """What all objects have in common."""

    id: str = ""
    created: str | None = None
    modified: str | None = None
    name: str | None = None
    description: str | None = None
    revoked: bool | None = None
    external_references: list[ExternalReference] | None = None
    x_mitre_deprecated: bool | None = None
    x_mitre_version: str | None = None
    x_mitre_domains: list[str] | None = None


class StixTechnique(StixObject, frozen=True, kw_only=True, gc=False, tag="attack-pattern"):
    """A technique or sub-technique."""

    kill_chain_phases: list[KillChainPhase] | None = None
    x_mitre_platforms: list[str] | None = None
    x_mitre_is_subtechnique: bool | None = None
    x_mitre_detection: str | None = None
    x_mitre_data_sources: list[str] | None = None
    x_mitre_defense_bypassed: list[str] | None = None


class StixTactic(StixObject, frozen=True, kw_only=True, gc=False, tag="x-mitre-tactic"):
    """A tactic."""

    x_mitre_shortname: str | None = None


class StixGroup(StixObject, frozen=True, kw_only=True, gc=False, tag="intrusion-set"):
    """A group."""

    aliases: list[str] | None = None


class StixMalware(StixObject, frozen=True, kw_only=True, gc=False, tag="malware"):
    """Software that is malicious."""

    x_mitre_aliases: list[str] | None = None
    x_mitre_platforms: list[str] | None = None


class StixTool(StixObject, frozen=True, kw_only=True, gc=False, tag="tool"):
    """Software that has honest uses as well."""

    x_mitre_aliases: list[str] | None = None
    x_mitre_platforms: list[str] | None = None


class StixCampaign(StixObject, frozen=True, kw_only=True, gc=False, tag="campaign"):
    """A campaign."""

    aliases: list[str] | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    x_mitre_first_seen_citation: str | None = None
    x_mitre_last_seen_citation: str | None = None


class StixMitigation(StixObject, frozen=True, kw_only=True, gc=False, tag="course-of-action"):
    """A mitigation."""


class StixDataSource(StixObject, frozen=True, kw_only=True, gc=False, tag="x-mitre-data-source"):
    """A data source, until ATT&CK v17."""

    x_mitre_platforms: list[str] | None = None
    x_mitre_collection_layers: list[str] | None = None


class StixDataComponent(StixObject, frozen=True, kw_only=True, gc=False, tag="x-mitre-data-component"):
    """A data component."""

    x_mitre_data_source_ref: str | None = None
    x_mitre_log_sources: list[StixLogSource] | None = None


class StixDetectionStrategy(
    StixObject, frozen=True, kw_only=True, gc=False, tag="x-mitre-detection-strategy"
):
    """A detection strategy, since ATT&CK v18."""

    x_mitre_analytic_refs: list[str] | None = None


class StixAnalytic(StixObject, frozen=True, kw_only=True, gc=False, tag="x-mitre-analytic"):
    """An analytic, since ATT&CK v18."""

    x_mitre_platforms: list[str] | None = None
    x_mitre_log_source_references: list[StixLogSource] | None = None
    x_mitre_mutable_elements: list[StixMutableElement] | None = None


class StixAsset(StixObject, frozen=True, kw_only=True, gc=False, tag="x-mitre-asset"):
    """An asset of an industrial plant."""

    x_mitre_platforms: list[str] | None = None
    x_mitre_sectors: list[str] | None = None
    x_mitre_related_assets: list[StixRelatedAsset] | None = None


class StixMatrix(StixObject, frozen=True, kw_only=True, gc=False, tag="x-mitre-matrix"):
    """A matrix, whose tactics are its columns."""

    tactic_refs: list[str] | None = None


class StixCollection(StixObject, frozen=True, kw_only=True, gc=False, tag="x-mitre-collection"):
    """The contents of a release; only STIX 2.1 bundles have one."""


class StixMarking(StixObject, frozen=True, kw_only=True, gc=False, tag="marking-definition"):
    """The copyright of a release."""

    definition: Statement | None = None


class StixRelationship(StixObject, frozen=True, kw_only=True, gc=False, tag="relationship"):
    """A relation of two objects."""

    relationship_type: str | None = None
    source_ref: str | None = None
    target_ref: str | None = None


AnyStixObject: TypeAlias = (
    StixTechnique
    | StixTactic
    | StixGroup
    | StixMalware
    | StixTool
    | StixCampaign
    | StixMitigation
    | StixDataSource
    | StixDataComponent
    | StixDetectionStrategy
    | StixAnalytic
    | StixAsset
    | StixMatrix
    | StixCollection
    | StixMarking
    | StixRelationship
)
"""Every object that kbgen reads; bundles hold other ones as well."""
