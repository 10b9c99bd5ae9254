"""Small releases of ATT&CK as STIX bundles, made from what a test is about."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

_MADE = {"created": "2024-03-01T08:00:00.000Z", "modified": "2025-02-03T09:30:00.000Z", "spec_version": "2.1"}
_DOMAIN = "enterprise-attack"


def release(
    version: str,
    techniques: Mapping[str, Sequence[str]],
    *,
    revoked: Mapping[str, str] | None = None,
    deprecated: Sequence[str] = (),
) -> str:
    """Return a bundle.

    Args:
        version: the release.
        techniques: identifiers of live techniques, each with its platforms.
        revoked: identifiers of revoked ones, each with that of its successor.
        deprecated: identifiers of deprecated ones.
    """
    objects: list[dict[str, Any]] = [
        {"type": "x-mitre-collection", "id": "x-mitre-collection--1", **_MADE, "x_mitre_version": version},
        {
            "type": "x-mitre-matrix",
            "id": "x-mitre-matrix--1",
            **_MADE,
            "name": "Matrix",
            "external_references": [{"source_name": "mitre-attack", "external_id": _DOMAIN}],
            "tactic_refs": ["x-mitre-tactic--1"],
        },
        {
            "type": "x-mitre-tactic",
            "id": "x-mitre-tactic--1",
            **_MADE,
            "name": "Execution",
            "x_mitre_shortname": "execution",
            "external_references": [{"source_name": "mitre-attack", "external_id": "TA0002"}],
        },
    ]
    objects += (_technique(identifier, platforms) for identifier, platforms in techniques.items())
    objects += (_technique(identifier, (), x_mitre_deprecated=True) for identifier in deprecated)
    for old, new in (revoked or {}).items():
        objects.append(_technique(old, (), revoked=True))
        objects.append(_relation(_stix_id(old), "revoked-by", _stix_id(new)))
    for identifier in techniques:
        parent, dot, _ = identifier.partition(".")
        if dot and parent in techniques:
            objects.append(_relation(_stix_id(identifier), "subtechnique-of", _stix_id(parent)))
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}, indent=1)


def _technique(identifier: str, platforms: Sequence[str], **more: Any) -> dict[str, Any]:
    return {
        "type": "attack-pattern",
        "id": _stix_id(identifier),
        **_MADE,
        "name": f"Example {identifier}",
        "description": "What an example does.",
        "external_references": [{"source_name": "mitre-attack", "external_id": identifier}],
        "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "execution"}],
        "x_mitre_is_subtechnique": "." in identifier,
        "x_mitre_platforms": list(platforms),
        **more,
    }


def _relation(source: str, kind: str, target: str) -> dict[str, Any]:
    return {
        "type": "relationship",
        "id": f"relationship--{source.partition('--')[2]}-{kind}",
        **_MADE,
        "relationship_type": kind,
        "source_ref": source,
        "target_ref": target,
    }


def _stix_id(identifier: str) -> str:
    return f"attack-pattern--{identifier.lower().replace('.', '-')}"
