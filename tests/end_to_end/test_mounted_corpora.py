"""ATT&CK, Sigma and Atomic Red Team mounted on an empty vault: the counts that their corpora state."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind
from kbgen.sources.importing import Outcome, carry_out, plan_import

pytestmark = pytest.mark.corpora


def test_the_graph_has_the_counts_of_the_sources(enterprise: Project) -> None:
    kinds = dict(enterprise.graph.stats.by_kind)
    expected = {
        "technique": 691,
        "tactic": 14,
        "detection_rule": 3757,
        "atomic_test": 341,
        "test_case": 1819,
        "group": 172,
        "software": 784,
        "campaign": 52,
        "mitigation": 44,
        "data_component": 106,
        "detection_strategy": 691,
        "analytic": 1739,
    }
    assert {kind: kinds.get(kind) for kind in expected} == expected
    edges = dict(enterprise.graph.stats.by_edge)
    relations = {
        "uses": 17270,
        "mitigates": 1445,
        "detects": 691,
        "attributed-to": 25,
        "subtechnique-of": 475,
        "declares-test": 78,
    }
    assert {kind: edges.get(kind) for kind in relations} == relations


def test_analytics_read_the_data_components_of_the_bundle(enterprise: Project, corpora: Path) -> None:
    text = (corpora / "attack-enterprise-18.1.json").read_text(encoding="utf-8")
    objects = {item["id"]: item for item in json.loads(text)["objects"]}
    live = {
        key for key, item in objects.items() if not (item.get("revoked") or item.get("x_mitre_deprecated"))
    }
    pairs = {
        (analytic, source["x_mitre_data_component_ref"])
        for key, item in objects.items()
        if item["type"] == "x-mitre-detection-strategy" and key in live
        for analytic in item["x_mitre_analytic_refs"]
        if analytic in live
        for source in objects[analytic].get("x_mitre_log_source_references", [])
    }
    assert len(pairs) > 4000
    assert dict(enterprise.graph.stats.by_edge)["reads"] == len(pairs)


def test_each_relation_leads_to_its_place_in_the_bundle(enterprise: Project, corpora: Path) -> None:
    lines = (corpora / "attack-enterprise-18.1.json").read_text(encoding="utf-8").split("\n")
    for note in enterprise.mounted.notes:
        for relation in note.relations[:1]:
            assert relation.origin.path == "attack-enterprise-18.1.json"
            begin = relation.origin.column - 1
            stated = lines[relation.origin.line - 1][begin : begin + 20_000]
            item, _ = json.JSONDecoder().raw_decode(stated)
            assert (item["type"], item["relationship_type"]) == ("relationship", relation.kind.value)
            assert item.get("description", "").strip() == relation.description


def test_tactics_have_the_techniques_of_the_matrix(enterprise: Project) -> None:
    counts = {tactic.name: len(found) for tactic, found in enterprise.knowledge.tactics.items()}
    assert sum(counts.values()) == 887
    assert (counts["Reconnaissance"], counts["Defense Evasion"], counts["Impact"]) == (45, 215, 33)


def test_every_live_object_has_its_page(enterprise: Project) -> None:
    urls = set(enterprise.addresses.notes.values())
    assert sum(url.startswith("techniques/") for url in urls) == 691
    assert sum(url.startswith("groups/") for url in urls) == 172
    assert sum(url.startswith("software/") for url in urls) == 784
    assert {"techniques/T1059/001/", "groups/G0016/", "mitigations/M1036/", "tactics/TA0007/"} <= urls


def test_revoked_identifiers_lead_on(enterprise: Project) -> None:
    assert enterprise.mounted.redirects["techniques/T1086/"] == "T1059.001"
    assert enterprise.mounted.redirects["techniques/T1073/"] == "T1574.001"


def test_ics_has_its_counts(corpora: Path, tmp_path: Path) -> None:
    sources = (Source(SourceKind.ATTACK, "attack-ics-18.1.json"),)
    kinds = dict(Project(tmp_path, Settings(sources=sources), base=corpora).graph.stats.by_kind)
    expected = {
        "technique": 83,
        "group": 14,
        "software": 23,
        "campaign": 7,
        "mitigation": 52,
        "asset": 18,
        "detection_strategy": 83,
        "analytic": 82,
        "data_component": 36,
    }
    assert {kind: kinds.get(kind) for kind in expected} == expected


def test_only_conditions_of_another_language_are_wrong_with_all_rules(corpora: Path, tmp_path: Path) -> None:
    folders = sorted(path.name for path in (corpora / "sigma-rules").iterdir() if path.is_dir())
    sources = tuple(Source(SourceKind.SIGMA, f"sigma-rules/{folder}") for folder in folders)
    project = Project(tmp_path, Settings(sources=sources), base=corpora)
    found = [finding for finding in project.diagnostics if finding.code.startswith("KB5")]
    assert [(finding.code, finding.location.path.split("/")[1]) for finding in found] == [
        ("KB518", "unsupported")
    ] * 4


def test_an_import_gives_the_same_ties_as_the_mounts(enterprise: Project, tmp_path: Path) -> None:
    notes = enterprise.mounted.notes
    carry_out(plan_import(notes, tmp_path), tmp_path)
    assert {step.outcome for step in plan_import(notes, tmp_path)} == {Outcome.KEPT}
    imported = Project(tmp_path)
    assert dict(imported.knowledge.rules_of) == dict(enterprise.knowledge.rules_of)
    assert dict(imported.knowledge.tests_of) == dict(enterprise.knowledge.tests_of)
    mounted, written = dict(enterprise.graph.stats.by_edge), dict(imported.graph.stats.by_edge)
    for kind in ("answers-query", "same-technique", "declares-test", "subtechnique-of"):
        assert written[kind] == mounted[kind]
    assert [note.path for note in imported.notes if note.document.invalid_front_matter] == []
    assert [finding for finding in imported.diagnostics if finding.code in {"KB101", "KB116", "KB117"}] == []


@pytest.fixture(scope="module")
def published(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site that the command builds from the same sources."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "docs").mkdir()
    names = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance")
    sources = [
        {"attack": str(corpora / "attack-enterprise-18.1.json"), "version": "18.1"},
        *({"sigma": str(corpora / "sigma-rules" / name)} for name in names),
        {"atomics": str(corpora / "atomics")},
    ]
    settings = {
        "site_name": "Mounted",
        "theme": {"name": "kbgen"},
        "plugins": [{"kbgen": {"sources": sources}}],
    }
    # JSON is YAML.
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "kbgen",
        "build",
        "-f",
        str(folder / "mkdocs.yml"),
        "-d",
        str(folder / "site"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.mark.timeout(600)
def test_no_page_is_too_heavy_to_load(published: Path) -> None:
    pages = {str(path.relative_to(published).parent): path for path in published.rglob("index.html")}
    sizes = {url: len(gzip.compress(path.read_bytes(), 9)) for url, path in pages.items()}
    techniques = [url for url in sizes if re.fullmatch(r"techniques/T\d{4}(/\d{3})?", url)]
    assert len(techniques) >= 691
    assert {url: sizes[url] for url in techniques if sizes[url] > 60_000} == {}
    assert {url: size for url, size in sizes.items() if size > 400_000} == {}


@pytest.mark.timeout(600)
def test_everyone_who_uses_a_technique_is_named_on_its_page_and_described_below_it(
    published: Path, corpora: Path
) -> None:
    """The release states of T1105 more than 400 uses; all of its words on them are on the site."""
    text = (corpora / "attack-enterprise-18.1.json").read_text(encoding="utf-8")
    objects = {
        item["id"]: item
        for item in json.loads(text)["objects"]
        if not (item.get("revoked") or item.get("x_mitre_deprecated"))
    }
    identifiers = {
        key: next(
            (ref["external_id"] for ref in item.get("external_references", ()) if "external_id" in ref), ""
        )
        for key, item in objects.items()
    }
    uses = [item for item in objects.values() if item.get("relationship_type") == "uses"]
    users = {
        identifiers[item["source_ref"]]
        for item in uses
        if identifiers.get(item["target_ref"]) == "T1105" and item["source_ref"] in objects
    }
    assert len(users) > 400
    for url, has_descriptions in (("techniques/T1105", False), ("techniques/T1105/procedures", True)):
        html = (published / url / "index.html").read_text(encoding="utf-8")
        shown = re.findall(r"<tr><td>([GSC]\d{4})</td>(.*?)</tr>", html)
        assert {identifier for identifier, _ in shown} == users
        assert len(shown) == len(users)
        assert any("kb-citation" in cells for _, cells in shown) is has_descriptions
