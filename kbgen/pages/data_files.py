"""The site as data: `/api/notes.json`, `/api/coverage.json` and layers for the ATT&CK Navigator under `/layers/`.

In: everything known. Out: the files, by site-relative path. They hold the same as what `kbgen coverage` and `kbgen export
navigator` write.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.coverage.model import Coverage
from kbgen.exporters.coverage_json import coverage_json
from kbgen.exporters.coverage_report import report_on
from kbgen.exporters.navigator import Layer, LayerKind, layer_json
from kbgen.pages.coverage_summary import has_coverage
from kbgen.pages.names import identifier_of
from kbgen.pages.publication import Publication
from kbgen.render.addresses import API, LAYERS
from kbgen.render.world import World

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
    files = {f"{API}notes.json": _notes(world)}
    if has_coverage(world):
        found = world.findings
        report = report_on(found, world.addresses.notes, publication.name, publication.site_url)
        files[f"{API}coverage.json"] = coverage_json(report)
        for file in layer_files(found.coverage):
            files[file.path] = layer_json(report, Layer(file.kind, file.platform, publication.site_url))
    return {path: text.encode() for path, text in files.items()}


def _notes(world: World) -> str:
    """Return all notes as JSON, in the order of their paths."""
    notes = [
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
    return json.dumps(notes, ensure_ascii=False, indent=1) + "\n"
