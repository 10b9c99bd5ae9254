"""Small releases of ATT&CK with analytics, and projects that mount them beside the notes of a vault."""

import json
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coverage_worlds import TODAY, files

from kbgen.project import Project
from kbgen.settings import read_settings

Analytic = tuple[str, Sequence[tuple[str, str, str]]]
"""Platform, and name, channel and data component of each log source."""
Release = Mapping[str, Sequence[Analytic]]
"""Technique identifier to the analytics of its strategy."""

_SPACE = uuid.UUID("00000000-0000-4000-8000-000000000000")


def windows_log(name: str, *events: int, component: str = "DC9001") -> tuple[str, str, str]:
    """Return a log source whose channel lists events."""
    return name, f"EventCode={', '.join(map(str, events))}", component


def bundle(release: Release, components: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a release: strategies are DET9001 and on, analytics AN9001 and on, both in the order of the techniques.

    Args:
        release: the analytics of each technique.
        components: names of data components; those that are not here are named after their identifier.
    """
    named = {part: part for items in release.values() for _, logs in items for _, _, part in logs}
    named |= components or {}
    objects = [_object("x-mitre-data-component", key, name=name) for key, name in named.items()]
    number = 9000
    for index, (technique, analytics) in enumerate(release.items(), start=9001):
        identifiers = []
        for platform, logs in analytics:
            number += 1
            identifiers.append(_id("x-mitre-analytic", f"AN{number}"))
            objects.append(_analytic(f"AN{number}", platform, logs))
        platforms = list(dict.fromkeys(platform for platform, _ in analytics))
        objects += [
            _object(
                "attack-pattern",
                technique,
                name=technique,
                x_mitre_platforms=platforms,
                x_mitre_is_subtechnique="." in technique,
            ),
            _object(
                "x-mitre-detection-strategy", f"DET{index}", name=technique, x_mitre_analytic_refs=identifiers
            ),
            {
                "type": "relationship",
                "id": _id("relationship", technique),
                "relationship_type": "detects",
                "source_ref": _id("x-mitre-detection-strategy", f"DET{index}"),
                "target_ref": _id("attack-pattern", technique),
            },
        ]
    return {"type": "bundle", "id": _id("bundle", "b"), "objects": objects}


def explore(
    folder: Path, release: Release, settings: Mapping[str, Any] | None = None, **notes: str
) -> Project:
    """Return a project that mounts a release beside notes in a new vault below a folder."""
    vault = folder / "vault"
    vault.mkdir()
    for path, text in files(**notes).items():
        (vault / path).write_text(text, encoding="utf-8")
    (folder / "attack.json").write_text(json.dumps(bundle(release)), encoding="utf-8")
    stated = {"sources": [{"attack": "attack.json", "version": "18.1"}], "coverage": dict(settings or {})}
    return Project(vault, read_settings(stated), base=folder, jobs=1, today=TODAY)


def _analytic(identifier: str, platform: str, logs: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    references = [
        {
            "x_mitre_data_component_ref": _id("x-mitre-data-component", component),
            "name": name,
            "channel": channel,
        }
        for name, channel, component in logs
    ]
    return _object(
        "x-mitre-analytic",
        identifier,
        name=identifier,
        x_mitre_platforms=[platform],
        x_mitre_log_source_references=references,
    )


def _object(kind: str, identifier: str, **properties: Any) -> dict[str, Any]:
    reference = {
        "source_name": "mitre-attack",
        "external_id": identifier,
        "url": f"https://x.test/{identifier}",
    }
    return {
        "type": kind,
        "id": _id(kind, identifier),
        "external_references": [reference],
        "x_mitre_domains": ["enterprise-attack"],
        **properties,
    }


def _id(kind: str, name: str) -> str:
    return f"{kind}--{uuid.uuid5(_SPACE, name)}"


def rule_on(source: str, *techniques: str, selection: str = "Image: x", status: str = "test") -> str:
    """Return the note of a rule on a log source such as ``windows/-/security``, with one line as its selection."""
    tags = ", ".join(("detection_rule", *(name.replace(".", "_") for name in techniques)))
    parts = zip(("product", "category", "service"), source.split("/"), strict=False)
    lines = "".join(f"  {key}: {value}\n" for key, value in parts if value != "-")
    return (
        f"---\ntags: [{tags}]\n---\n```yml\ntitle: Example\nstatus: {status}\nlogsource:\n{lines}"
        f"detection:\n  selection:\n    {selection}\n  condition: selection\n```\n"
    )
