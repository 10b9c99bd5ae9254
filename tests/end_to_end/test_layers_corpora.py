"""Layers of Enterprise with SigmaHQ's rules and Atomic Red Team, against the bundle and the rules themselves."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from kbgen.coverage.sole import sole_coverage
from kbgen.exporters.coverage_json import coverage_document
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.navigator import Layer, LayerKind, layer_document
from kbgen.project import Project

pytestmark = pytest.mark.corpora
FOLDERS = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance")
RANKS = {"gap": 0, "untested": 1, "testable": 2, "proven": 3}
TAG = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)", re.IGNORECASE)


@pytest.fixture(scope="module")
def report(enterprise: Project) -> CoverageReport:
    return CoverageReport(
        name="Enterprise",
        day="2026-11-01",
        kbgen="0.1.0",
        coverage=enterprise.coverage,
        urls=enterprise.addresses.notes,
        gaps=enterprise.gaps,
        sole=sole_coverage(enterprise.coverage),
    )


def scores(report: CoverageReport, layer: Layer) -> dict[str, int]:
    document: dict[str, Any] = json.loads(json.dumps(layer_document(report, layer)))
    return {entry["techniqueID"]: entry["score"] for entry in document["techniques"] if "score" in entry}


def live(corpora: Path) -> dict[str, dict[str, Any]]:
    """Return the live techniques of the bundle by identifier."""
    bundle = json.loads((corpora / "attack-enterprise-18.1.json").read_text(encoding="utf-8"))
    return {
        next(
            ref["external_id"] for ref in item["external_references"] if ref["source_name"] == "mitre-attack"
        ): item
        for item in bundle["objects"]
        if item["type"] == "attack-pattern" and not item.get("revoked") and not item.get("x_mitre_deprecated")
    }


def test_every_live_technique_and_sub_technique_has_a_score(corpora: Path, report: CoverageReport) -> None:
    known = live(corpora)
    found = scores(report, Layer())
    assert found.keys() == known.keys()
    assert sum("." in name for name in found) == sum(
        bool(item.get("x_mitre_is_subtechnique")) for item in known.values()
    )


def test_the_scores_are_the_ranks_of_the_json(report: CoverageReport) -> None:
    document: Any = json.loads(json.dumps(coverage_document(report)))
    assert scores(report, Layer()) == {item["id"]: RANKS[item["verdict"]] for item in document["techniques"]}
    for platform in ("Windows", "Linux", "macOS", "IaaS"):
        expected = {
            item["id"]: RANKS[item["platforms"][platform]["verdict"]]
            for item in document["techniques"]
            if platform in item["platforms"]
        }
        assert scores(report, Layer(platform=platform)) == expected


def test_the_number_of_rules_is_that_of_the_tags_and_never_that_of_sub_techniques(
    corpora: Path, report: CoverageReport
) -> None:
    tagged: Counter[str] = Counter()
    for folder in FOLDERS:
        for path in sorted((corpora / "sigma-rules" / folder).rglob("*.yml")):
            document = next(iter(yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)))
            matches = (TAG.fullmatch(str(tag)) for tag in document.get("tags") or [])
            tagged.update({match[1].upper() for match in matches if match is not None})
    found = scores(report, Layer(LayerKind.RULES))
    assert found == {name: tagged[name] for name in found}
    assert found["T1059"] < found["T1059.001"]


def test_gaps_are_scored_by_the_groups_and_software_that_use_them(
    corpora: Path, report: CoverageReport
) -> None:
    bundle = json.loads((corpora / "attack-enterprise-18.1.json").read_text(encoding="utf-8"))
    dead = {item["id"] for item in bundle["objects"] if item.get("revoked") or item.get("x_mitre_deprecated")}
    users: dict[str, set[str]] = {}
    for item in bundle["objects"]:
        if item["type"] == "relationship" and item["relationship_type"] == "uses" and item["id"] not in dead:
            source, target = item["source_ref"], item["target_ref"]
            if source.startswith(("intrusion-set", "malware", "tool")) and not {source, target} & dead:
                users.setdefault(target, set()).add(source)
    found = scores(report, Layer(LayerKind.GAPS))
    known = live(corpora)
    assert found == {name: len(users.get(known[name]["id"], ())) for name in found}
    assert len(found) == sum(item.total.verdict.rank == 0 for item in report.coverage.techniques)
