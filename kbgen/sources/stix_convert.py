"""Makes the frozen values of ATT&CK from the objects of a bundle. Absent texts become empty, absent lists ``()``."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from kbgen.sources import stix_objects as attack
from kbgen.sources import stix_structs as stix
from kbgen.sources.attack_domain import ID_SOURCES, domain_of_kill_chain, domain_of_name

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|T)")
_ATTACK_ID = re.compile(r"[A-Z][A-Z0-9-]*[0-9](?:\.[0-9]+)?")
_WEB = ("https://", "http://")


class Converter:
    """Converts objects; equal references become one value, which saves a third of a release's memory."""

    __slots__ = ("_references",)

    def __init__(self) -> None:
        self._references: dict[attack.Reference, attack.Reference] = {}

    def convert(self, item: stix.AnyStixObject) -> attack.AttackObject | None:
        """Return the value of an object; None for relationships, collections and markings."""
        reader = _READERS.get(type(item))
        return None if reader is None else reader(item, self._common(item))

    def references(self, item: stix.StixObject) -> tuple[attack.Reference, ...]:
        """Return an object's references, without those to catalogues such as ATT&CK itself."""
        made = (
            attack.Reference(
                _text(reference.source_name), _text(reference.description), web_address(reference.url)
            )
            for reference in item.external_references or ()
            if reference.external_id is None and reference.source_name
        )
        return tuple(self._references.setdefault(reference, reference) for reference in made)

    def _common(self, item: stix.StixObject) -> dict[str, Any]:
        attack_id, url = _identity(item)
        return {
            "stix_id": item.id,
            "attack_id": attack_id,
            "name": " ".join(_text(item.name).split()),
            "description": _text(item.description),
            "created": day(item.created),
            "modified": day(item.modified),
            "version": _text(item.x_mitre_version).strip(),
            "url": url,
            "domains": tuple(item.x_mitre_domains or ()),
            "revoked": bool(item.revoked),
            "deprecated": bool(item.x_mitre_deprecated),
            "references": self.references(item),
        }


def day(text: str | None) -> str:
    """Return the day of a time stamp as ``YYYY-MM-DD``, or an empty text."""
    match = _DAY.match(text or "")
    return match[0] if match else ""


def web_address(text: str | None) -> str:
    """Return an address of the web as one word, or an empty text for anything else."""
    address = (text or "").strip()
    return "%20".join(address.split()) if address.startswith(_WEB) else ""


def _identity(item: stix.StixObject) -> tuple[str, str]:
    """Return an object's ATT&CK identifier and its address."""
    for reference in item.external_references or ():
        identifier = (reference.external_id or "").strip()
        if reference.source_name in ID_SOURCES and (
            _ATTACK_ID.fullmatch(identifier) or domain_of_name(identifier)
        ):
            return identifier, web_address(reference.url)
    return "", ""


def _text(value: str | None) -> str:
    return value or ""


def _names(values: list[str] | None) -> tuple[str, ...]:
    """Return names without repetitions, white space around them and the literal text ``None``."""
    trimmed = (value.strip() for value in values or ())
    return tuple(dict.fromkeys(value for value in trimmed if value not in {"", attack.NO_VALUE}))


def _phases(phases: Iterable[stix.KillChainPhase] | None) -> tuple[attack.Phase, ...]:
    """Return the tactics among the phases; kill chains of others are left out."""
    found: dict[attack.Phase, None] = {}
    for phase in phases or ():
        domain = domain_of_kill_chain(phase.kill_chain_name or "")
        if domain is not None and phase.phase_name:
            found[attack.Phase(domain, phase.phase_name)] = None
    return tuple(found)


def _log_source(item: stix.StixLogSource) -> attack.LogSource:
    return attack.LogSource(_text(item.name), _text(item.channel))


def _technique(item: stix.StixTechnique, common: dict[str, Any]) -> attack.Technique:
    return attack.Technique(
        **common,
        phases=_phases(item.kill_chain_phases),
        platforms=_names(item.x_mitre_platforms),
        is_subtechnique=bool(item.x_mitre_is_subtechnique) or "." in common["attack_id"],
        detection=_text(item.x_mitre_detection),
        data_sources=_names(item.x_mitre_data_sources),
        defenses_bypassed=_names(item.x_mitre_defense_bypassed),
    )


def _tactic(item: stix.StixTactic, common: dict[str, Any]) -> attack.Tactic:
    return attack.Tactic(**common, shortname=_text(item.x_mitre_shortname))


def _group(item: stix.StixGroup, common: dict[str, Any]) -> attack.Group:
    return attack.Group(**common, aliases=_names(item.aliases))


def _software(item: stix.StixMalware | stix.StixTool, common: dict[str, Any]) -> attack.Software:
    return attack.Software(
        **common,
        type="tool" if isinstance(item, stix.StixTool) else "malware",
        aliases=_names(item.x_mitre_aliases),
        platforms=_names(item.x_mitre_platforms),
    )


def _campaign(item: stix.StixCampaign, common: dict[str, Any]) -> attack.Campaign:
    return attack.Campaign(
        **common,
        aliases=_names(item.aliases),
        first_seen=day(item.first_seen),
        first_seen_citation=_text(item.x_mitre_first_seen_citation).strip(),
        last_seen=day(item.last_seen),
        last_seen_citation=_text(item.x_mitre_last_seen_citation).strip(),
    )


def _data_source(item: stix.StixDataSource, common: dict[str, Any]) -> attack.DataSource:
    return attack.DataSource(
        **common,
        platforms=_names(item.x_mitre_platforms),
        collection_layers=_names(item.x_mitre_collection_layers),
    )


def _data_component(item: stix.StixDataComponent, common: dict[str, Any]) -> attack.DataComponent:
    return attack.DataComponent(
        **common,
        data_source_ref=_text(item.x_mitre_data_source_ref),
        log_sources=tuple(_log_source(entry) for entry in item.x_mitre_log_sources or ()),
    )


def _strategy(item: stix.StixDetectionStrategy, common: dict[str, Any]) -> attack.DetectionStrategy:
    return attack.DetectionStrategy(**common, analytic_refs=tuple(item.x_mitre_analytic_refs or ()))


def _analytic(item: stix.StixAnalytic, common: dict[str, Any]) -> attack.Analytic:
    return attack.Analytic(
        **common,
        platforms=_names(item.x_mitre_platforms),
        log_source_references=tuple(
            attack.LogSourceReference(_log_source(entry), _text(entry.x_mitre_data_component_ref))
            for entry in item.x_mitre_log_source_references or ()
        ),
        mutable_elements=tuple(
            attack.MutableElement(_text(entry.field), _text(entry.description))
            for entry in item.x_mitre_mutable_elements or ()
        ),
    )


def _asset(item: stix.StixAsset, common: dict[str, Any]) -> attack.Asset:
    return attack.Asset(
        **common,
        platforms=_names(item.x_mitre_platforms),
        sectors=_names(item.x_mitre_sectors),
        related_assets=tuple(
            attack.RelatedAsset(_text(entry.name), _text(entry.description))
            for entry in item.x_mitre_related_assets or ()
        ),
    )


_READERS: dict[type[stix.StixObject], Callable[[Any, dict[str, Any]], attack.AttackObject]] = {
    stix.StixTechnique: _technique,
    stix.StixTactic: _tactic,
    stix.StixGroup: _group,
    stix.StixMalware: _software,
    stix.StixTool: _software,
    stix.StixCampaign: _campaign,
    stix.StixMitigation: lambda _, common: attack.Mitigation(**common),
    stix.StixDataSource: _data_source,
    stix.StixDataComponent: _data_component,
    stix.StixDetectionStrategy: _strategy,
    stix.StixAnalytic: _analytic,
    stix.StixAsset: _asset,
    stix.StixMatrix: lambda item, common: attack.Matrix(**common, tactic_refs=tuple(item.tactic_refs or ())),
}
"""How each type is read; types without a row are no objects of the model."""
