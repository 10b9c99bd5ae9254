"""The site as data: all notes, coverage, layers for the ATT&CK Navigator, and what the site says of each technique.

In: everything known. Out: the files, by site-relative path. They hold the same as what `kbgen coverage` and `kbgen export
navigator` write.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from kbgen.coverage.model import Coverage
from kbgen.exporters.coverage_json import coverage_json, technique_values
from kbgen.exporters.coverage_report import report_on
from kbgen.exporters.navigator import Layer, LayerKind, layer_json
from kbgen.notes.note import Note
from kbgen.pages.coverage_summary import has_coverage
from kbgen.pages.names import identifier_of
from kbgen.pages.publication import Publication
from kbgen.render.addresses import API, LAYERS, TWIN
from kbgen.render.world import World

Values: TypeAlias = dict[str, Any]

_OTHER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A published layer."""

    path: str
    """Site-relative path."""
    title: str
    kind: LayerKind
    platform: str = ""
    """The only platform that it shows; all when empty."""


def layer_files(coverage: Coverage) -> tuple[LayerFile, ...]:
    """Return the layers that are published: all verdicts, gaps, evidence, then the verdicts on each platform."""
    whole = (
        LayerFile(f"{LAYERS}coverage.json", "Verdicts", LayerKind.COVERAGE),
        LayerFile(f"{LAYERS}gaps.json", "Gaps", LayerKind.GAPS),
        LayerFile(f"{LAYERS}evidence.json", "Evidence", LayerKind.EVIDENCE),
    )
    found: dict[str, LayerFile] = {}
    for platform in coverage.platforms:
        stem = f"{LAYERS}coverage-{_OTHER.sub('-', platform.lower()).strip('-') or 'platform'}"
        path, number = f"{stem}.json", 2
        while path in found:
            path, number = f"{stem}-{number}.json", number + 1
        found[path] = LayerFile(path, f"Verdicts on {platform}", LayerKind.COVERAGE, platform)
    return (*whole, *found.values())


def data_files(world: World, publication: Publication) -> Mapping[str, bytes]:
    """Return the files; those on coverage only where there is a technique."""
    notes = _notes(world)
    files = {f"{API}notes.json": _as_json(notes)}
    if has_coverage(world):
        found = world.findings
        report = report_on(found, world.addresses.notes, publication.name, publication.site_url)
        files[f"{API}coverage.json"] = coverage_json(report)
        for file in layer_files(found.coverage):
            files[file.path] = layer_json(report, Layer(file.kind, file.platform, publication.site_url))
        files |= _twins(notes, technique_values(report))
    return {path: text.encode() for path, text in files.items()}


def twin_of(note: Note, world: World) -> str:
    """Return the reference from the page of a note to what the site says of it as data; empty where there is none."""
    counted = world.findings.coverage.by_id.get(identifier_of(note))
    return TWIN if counted is not None and counted.path == note.path else ""


def _twins(notes: Sequence[Values], techniques: Sequence[Values]) -> dict[str, str]:
    """Return the files beside the pages of techniques, by site-relative path."""
    by_path = {note["path"]: note for note in notes}
    return {
        f"{by_path[item['path']]['url']}{TWIN}": _as_json(
            {"schema": 1, "note": by_path[item["path"]], "coverage": item}
        )
        for item in techniques
        if item["path"] in by_path
    }


def _notes(world: World) -> list[Values]:
    """Return all notes as plain values, in the order of their paths."""
    return [
        {
            "path": path,
            "title": note.title,
            "kind": note.kind.value,
            "url": world.addresses.notes[path],
            "tags": list(dict.fromkeys(tag.name for tag in note.tags)),
            "id": identifier_of(note) or None,
            "changed": world.history[path].day if path in world.history else None,
        }
        for path, note in sorted(world.knowledge.notes.items())
    ]


def _as_json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"
