"""ATT&CK, Sigma and Atomic Red Team mounted on an empty vault: the counts that their corpora state."""

from pathlib import Path

import pytest

from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind
from kbgen.sources.importing import Outcome, carry_out, plan_import

pytestmark = pytest.mark.corpora


@pytest.fixture(scope="module")
def enterprise(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folders = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance")
    sources = (
        Source(SourceKind.ATTACK, "attack-enterprise-18.1.json", "18.1"),
        *(Source(SourceKind.SIGMA, f"sigma-rules/{folder}") for folder in folders),
        Source(SourceKind.ATOMICS, "atomics"),
    )
    return Project(tmp_path_factory.mktemp("empty"), Settings(sources=sources), base=corpora)


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
