"""Mounted sources: notes in memory beside those of the vault, which win."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kbgen.errors import KbgenError, SettingsError
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind, read_settings
from kbgen.sources.mount import mount

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

RULE = """title: Port scanner started
id: 6a1c1a52-0d4e-4f0e-9b1e-0f9c2b7a4d11
status: test
level: low
tags: [attack.discovery, attack.t1046]
logsource: {product: linux, category: process_creation}
detection:
    selection: {Image: /usr/bin/nmap}
    condition: selection
simulation:
    - type: atomic-red-team
      name: Scan
      technique: T1046
      atomic_guid: 0b1f7a52-3c5e-4a52-9d0c-6f0a6e7b1c22
"""
TEST = """attack_technique: T1046
display_name: Network Service Discovery
atomic_tests:
- name: Scan
  auto_generated_guid: 0b1f7a52-3c5e-4a52-9d0c-6f0a6e7b1c22
  description: Looks at one port.
  supported_platforms: [linux]
  executor:
    name: sh
    command: "nc -z localhost 22"
"""


def technique(identifier: str, name: str, **more: object) -> dict[str, Any]:
    return {
        "type": "attack-pattern",
        "id": f"attack-pattern--{identifier.lower()}",
        "name": name,
        "description": f"What {name} is.",
        "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "discovery"}],
        "external_references": [
            {"source_name": "mitre-attack", "external_id": identifier, "url": "https://attack.mitre.org/x"}
        ],
        "x_mitre_platforms": ["Linux"],
        **more,
    }


def relationship(kind: str, source: str, target: str) -> dict[str, Any]:
    return {
        "type": "relationship",
        "id": f"relationship--{kind}-{source}-{target}",
        "relationship_type": kind,
        "source_ref": source,
        "target_ref": target,
    }


BUNDLE: dict[str, Any] = {
    "type": "bundle",
    "id": "bundle--1",
    "objects": [
        technique("T1046", "Network Service Discovery"),
        technique("T1423", "Old Scanning", revoked=True),
        relationship("revoked-by", "attack-pattern--t1423", "attack-pattern--t1046"),
        {
            "type": "intrusion-set",
            "id": "intrusion-set--g1",
            "name": "Some Group",
            "external_references": [{"source_name": "mitre-attack", "external_id": "G9001"}],
        },
        relationship("uses", "intrusion-set--g1", "attack-pattern--t1046"),
    ],
}
SOURCES = (
    Source(SourceKind.ATTACK, "data/attack.json", "18.1"),
    Source(SourceKind.SIGMA, "data/rules"),
    Source(SourceKind.ATOMICS, "data/atomics"),
)


@pytest.fixture
def project(make_vault: MakeVault, tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Project]:
    data = tmp_path / "data"
    (data / "rules").mkdir(parents=True)
    (data / "atomics/T1046").mkdir(parents=True)
    (data / "attack.json").write_text(json.dumps(BUNDLE), encoding="utf-8")
    (data / "rules/port_scan.yml").write_text(RULE, encoding="utf-8")
    (data / "atomics/T1046/T1046.yaml").write_text(TEST, encoding="utf-8")
    return lambda files: Project(make_vault(files), Settings(sources=SOURCES), base=tmp_path)


Mounting = Callable[[Mapping[str, str | bytes]], Project]


def test_the_query_blocks_of_a_mounted_technique_are_answered(project: Mounting) -> None:
    found = project({})
    (path,) = [note.path for note in found.notes if note.path.startswith("Use Cases/")]
    answers = found.answers.of_note(path)
    assert [[hit.path.partition("/")[0] for hit in answer.hits] for answer in answers] == [
        ["Detection Rules"],
        ["Testing Runbooks"],
    ]


def test_pages_name_their_source_and_nothing_is_written(project: Mounting) -> None:
    found = project({})
    pages = {page.url: page.finished() for page in found.site.pages}
    assert "attack.json" in pages["techniques/T1046/"].html
    assert "port_scan.yml:1" in pages["rules/port_scan/"].html
    assert pages["groups/G9001/"].source_path is None
    assert list(found.folder.iterdir()) == []


def test_relations_and_declared_tests_are_edges(project: Mounting) -> None:
    edges = dict(project({}).graph.stats.by_edge)
    assert edges["uses"] == 1
    assert edges["declares-test"] == 1


def test_a_revoked_identifier_leads_to_its_successor(project: Mounting) -> None:
    (page,) = [page for page in project({}).site.pages if page.url == "techniques/T1423/"]
    assert 'href="../../techniques/T1046/"' in page.html


def test_a_note_of_the_vault_wins_and_says_so(project: Mounting) -> None:
    own = "---\ntags: [T1046, techniques]\n---\n## Network Service Discovery\n\nOurs.\n"
    found = project({"mine/T1046.md": own})
    assert found.knowledge.techniques["T1046"].path == "mine/T1046.md"
    assert [note.path for note in found.notes if note.path.startswith("Use Cases/")] == []
    (finding,) = [finding for finding in found.diagnostics if finding.code == "KB606"]
    assert finding.location.path == "mine/T1046.md"
    assert "attack.json" in finding.message


def test_the_licences_of_all_sources_are_named(project: Mounting) -> None:
    text = " ".join(project({}).site.attributions)
    assert "Detection Rule License" in text
    assert "MIT" in text
    assert "ATT&amp;CK terms of use" in text


def test_a_source_that_is_missing_is_misuse(make_vault: MakeVault) -> None:
    settings = Settings(sources=(Source(SourceKind.SIGMA, "nowhere"),))
    with pytest.raises(KbgenError, match="nowhere: no such file or folder"):
        _ = Project(make_vault({}), settings).site


STIX = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"


def test_a_note_of_two_releases_has_the_relations_of_both(tmp_path: Path) -> None:
    more = technique("T0846", "Remote Discovery")
    used = relationship("uses", "intrusion-set--g1", "attack-pattern--t0846")
    objects = [more, used, *BUNDLE["objects"]]
    for name, bundle in (("first.json", BUNDLE), ("second.json", {**BUNDLE, "objects": objects})):
        (tmp_path / name).write_text(json.dumps(bundle), encoding="utf-8")
    sources = [Source(SourceKind.ATTACK, name, "18.1") for name in ("first.json", "second.json")]
    (group,) = [note for note in mount(sources, tmp_path).notes if note.path.startswith("Groups/")]
    assert [(each.target_id, each.origin.path) for each in group.relations] == [
        ("T1046", "first.json"),
        ("T0846", "second.json"),
    ]
    assert group.origin.startswith("first.json")


def test_analytics_and_sources_are_known_once() -> None:
    twice = [Source(SourceKind.ATTACK, "release-2.1.json")] * 2
    found = mount(twice, STIX)
    assert [analytic.id for analytic in found.analytics] == ["AN9001", "AN9002"]
    assert found.cited["Gazette"].url == "https://gazette.example/"
    assert [source.name for source in found.log_sources["DC9001"]] == ["gate:log", "Gate"]


@pytest.mark.parametrize("complete", [True, False])
def test_texts_list_relations_where_they_have_to(complete: bool) -> None:
    found = mount([Source(SourceKind.ATTACK, "release-2.1.json")], STIX, complete=complete)
    (group,) = [note for note in found.notes if note.path.startswith("Groups/")]
    assert ("### Techniques used" in group.text) is complete


def test_settings_name_sources_in_order() -> None:
    raw = {"sources": [{"attack": "a.json", "version": 18.1}, {"sigma": "rules"}]}
    assert read_settings(raw).sources == (
        Source(SourceKind.ATTACK, "a.json", "18.1"),
        Source(SourceKind.SIGMA, "rules"),
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("rules", "sources: expected a list"),
        (["rules"], r"sources\[0\]: expected one of attack, sigma, atomics"),
        ([{"sigmaa": "x"}], r"sources\[0\]\.sigmaa: unknown setting \(did you mean sources\[0\]\.sigma\?\)"),
        ([{"sigma": "x", "attack": "y"}], r"sources\[0\]: expected exactly one"),
        ([{"sigma": 1}], r"sources\[0\]\.sigma: expected a path"),
    ],
)
def test_settings_that_are_wrong_name_the_entry(raw: object, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read_settings({"sources": raw})
