"""The site as data: all notes, coverage, layers for the ATT&CK Navigator, and what the site says of each technique.

In: everything known. Out: the files, by site-relative path. They hold the same values as what `kbgen coverage` and
`kbgen export navigator` write, without white space between them.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeAlias

from kbgen.coverage.model import Coverage
from kbgen.exporters.coverage_json import coverage_document, technique_values
from kbgen.exporters.coverage_report import CoverageReport, report_on
from kbgen.exporters.navigator import Layer, LayerKind, layer_document
from kbgen.notes.note import Note
from kbgen.pages.coverage_summary import has_coverage
from kbgen.pages.names import identifier_of
from kbgen.pages.on_demand import FilesOnDemand
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


def data_files(world: World, publication: Publication) -> FilesOnDemand:
    """Return the files; those on coverage only where there is a technique."""
    site = _SiteAsData(world, publication)
    makers: dict[str, Callable[[], bytes]] = {f"{API}notes.json": site.notes}
    if has_coverage(world):
        makers[f"{API}coverage.json"] = site.coverage
        for file in layer_files(world.findings.coverage):
            makers[file.path] = partial(site.layer, file)
        for item in world.findings.coverage.techniques:
            if item.path in world.addresses.notes:
                makers[f"{world.addresses.notes[item.path]}{TWIN}"] = partial(site.technique, item.path)
    return FilesOnDemand(makers)


def twin_of(note: Note, world: World) -> str:
    """Return the reference from the page of a note to what the site says of it as data; empty where there is none."""
    counted = world.findings.coverage.by_id.get(identifier_of(note))
    return TWIN if counted is not None and counted.path == note.path else ""


class _SiteAsData:
    """Makes the content of each file, and what several of them need once."""

    def __init__(self, world: World, publication: Publication) -> None:
        self._world = world
        self._publication = publication

    @cached_property
    def _report(self) -> CoverageReport:
        about = self._publication
        return report_on(self._world.findings, self._world.addresses.notes, about.name, about.site_url)

    @cached_property
    def _techniques(self) -> Mapping[str, Values]:
        return {str(item["path"]): item for item in technique_values(self._report)}

    def notes(self) -> bytes:
        """Return all notes, in the order of their paths."""
        return _as_json([_note(path, self._world) for path in sorted(self._world.knowledge.notes)])

    def coverage(self) -> bytes:
        """Return the report on coverage."""
        return _as_json(coverage_document(self._report))

    def layer(self, file: LayerFile) -> bytes:
        """Return a layer for the ATT&CK Navigator."""
        layer = Layer(file.kind, file.platform, self._publication.site_url)
        return _as_json(layer_document(self._report, layer))

    def technique(self, path: str) -> bytes:
        """Return what the site says of the technique whose note has a path."""
        return _as_json({"schema": 1, "note": _note(path, self._world), "coverage": self._techniques[path]})


def _note(path: str, world: World) -> Values:
    """Return a note as plain values."""
    note = world.knowledge.notes[path]
    return {
        "path": path,
        "title": note.title,
        "kind": note.kind.value,
        "url": world.addresses.notes[path],
        "tags": list(dict.fromkeys(tag.name for tag in note.tags)),
        "id": identifier_of(note) or None,
        "changed": world.history[path].day if path in world.history else None,
    }


def _as_json(values: object) -> bytes:
    return f"{json.dumps(values, ensure_ascii=False, separators=(',', ':'))}\n".encode()
