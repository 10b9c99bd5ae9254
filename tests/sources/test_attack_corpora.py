"""The real releases: every number that was measured on them by other means, and the time that reading takes."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kbgen.sources.attack_detection import components_of, detection_of
from kbgen.sources.attack_domain import Domain
from kbgen.sources.attack_notes import attack_notes, redirects
from kbgen.sources.attack_release import AttackRelease, read_release
from kbgen.sources.source_note import RelationKind, SourceNote
from kbgen.sources.stix_objects import (
    Analytic,
    Asset,
    AttackObject,
    Campaign,
    DataComponent,
    DataSource,
    DetectionStrategy,
    Group,
    Matrix,
    Mitigation,
    Software,
    Tactic,
    Technique,
)
from kbgen.vault.read import make_document

pytestmark = pytest.mark.corpora

NAMES = ("attack-enterprise-18.1", "attack-ics-18.1")
CLASSES: dict[str, type[AttackObject]] = {
    "attack-pattern": Technique,
    "campaign": Campaign,
    "course-of-action": Mitigation,
    "intrusion-set": Group,
    "x-mitre-analytic": Analytic,
    "x-mitre-asset": Asset,
    "x-mitre-data-component": DataComponent,
    "x-mitre-data-source": DataSource,
    "x-mitre-detection-strategy": DetectionStrategy,
    "x-mitre-matrix": Matrix,
    "x-mitre-tactic": Tactic,
}


@pytest.fixture(scope="module")
def releases(corpora: Path) -> dict[str, AttackRelease]:
    return {name: read_release(corpora / f"{name}.json") for name in NAMES}


@pytest.fixture(scope="module")
def notes(releases: dict[str, AttackRelease]) -> dict[str, tuple[SourceNote, ...]]:
    return {name: attack_notes(release) for name, release in releases.items()}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def release(name: str, releases: dict[str, AttackRelease]) -> AttackRelease:
    return releases[name]


@pytest.fixture(scope="session")
def all_numbers() -> dict[str, Any]:
    path = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "numbers.json"
    if not path.is_file():
        pytest.skip("the corpora are not beside the checkout (../shared/corpora)")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def numbers(name: str, all_numbers: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = all_numbers[name]
    return found


def enterprise(releases: dict[str, AttackRelease]) -> AttackRelease:
    return releases["attack-enterprise-18.1"]


def ics(releases: dict[str, AttackRelease]) -> AttackRelease:
    return releases["attack-ics-18.1"]


def stix_type(item: AttackObject) -> str:
    return item.stix_id.partition("--")[0]


def test_the_release_is_sound(release: AttackRelease, numbers: dict[str, Any]) -> None:
    assert release.diagnostics == ()
    assert release.skipped == {"identity": 1}
    assert release.relations.skipped == {}
    assert len(release.objects) == sum(
        count["all"]
        for kind, count in numbers["by_type"].items()
        if kind not in {"identity", "marking-definition", "relationship", "x-mitre-collection"}
    )


def test_releases_know_what_they_are(releases: dict[str, AttackRelease]) -> None:
    assert [(each.domain, each.version) for each in releases.values()] == [
        (Domain.ENTERPRISE, None),
        (Domain.ICS, "18.1"),
    ]
    assert all(
        each.copyright.startswith("Copyright 2015-2025, The MITRE Corporation.") for each in releases.values()
    )


def test_objects_of_each_type(release: AttackRelease, numbers: dict[str, Any]) -> None:
    for kind, count in numbers["by_type"].items():
        if kind in {"identity", "marking-definition", "relationship", "x-mitre-collection"}:
            continue
        items = [item for item in release.objects.values() if stix_type(item) == kind]
        assert {type(item) for item in items} == {CLASSES.get(kind, Software)}
        assert count == {
            "all": len(items),
            "live": sum(item.live for item in items),
            "revoked": sum(item.revoked for item in items),
            "deprecated": sum(item.deprecated for item in items),
            "revoked_and_deprecated": sum(item.revoked and item.deprecated for item in items),
        }, kind


def test_the_table_of_live_objects(releases: dict[str, AttackRelease]) -> None:
    def row(kind: type[AttackObject]) -> list[int]:
        return [len(each.live_of(kind)) for each in releases.values()]

    assert row(Technique) == [691, 83]
    assert [sum(t.is_subtechnique for t in each.live_of(Technique)) for each in releases.values()] == [475, 0]
    assert row(Tactic) == [14, 12]
    assert row(Group) == [172, 14]
    assert row(Software) == [784, 23]
    assert [Counter(s.type for s in each.live_of(Software)) for each in releases.values()] == [
        {"malware": 693, "tool": 91},
        {"malware": 23},
    ]
    assert row(Campaign) == [52, 7]
    assert row(Mitigation) == [44, 52]
    assert row(Asset) == [0, 18]
    assert row(DetectionStrategy) == [691, 83]
    assert row(Analytic) == [1739, 82]
    assert row(DataComponent) == [106, 36]
    assert row(DataSource) == [0, 0]
    for each, total in zip(releases.values(), (38, 17), strict=True):
        assert sum(isinstance(item, DataSource) for item in each.objects.values()) == total


def test_tactics_and_their_techniques(release: AttackRelease, numbers: dict[str, Any]) -> None:
    techniques = release.live_of(Technique)
    columns = numbers["matrices"][0]["tactics"]
    assert [(t.attack_id, t.name, t.shortname) for t in release.tactics] == [
        (each["id"], each["name"], each["shortname"]) for each in columns
    ]
    for tactic, column in zip(release.tactics, columns, strict=True):
        inside = [item for item in techniques if tactic in release.tactics_of(item)]
        subs = sum(item.is_subtechnique for item in inside)
        assert (len(inside), len(inside) - subs, subs) == (
            column["techniques"],
            column["parents"],
            column["subtechniques"],
        )
    assert sum(len(release.tactics_of(item)) for item in techniques) == numbers["technique_tactic_pairs"]


def test_platforms(releases: dict[str, AttackRelease], all_numbers: dict[str, Any]) -> None:
    techniques = enterprise(releases).live_of(Technique)
    counts = Counter(platform for item in techniques for platform in item.platforms)
    assert counts == all_numbers["attack-enterprise-18.1"]["platforms"]
    assert [item.platforms for item in ics(releases).live_of(Technique) if item.platforms] == []


def test_relationships_of_each_type(release: AttackRelease, numbers: dict[str, Any]) -> None:
    live = Counter(
        f"{stix_type(each.source)} {each.kind.value} {stix_type(each.target)}"
        for each in release.relations.live
    )
    assert live == {kind: count["live"] for kind, count in numbers["relationships"].items() if count["live"]}
    by_kind = Counter(each.kind.value for each in release.relations.live)
    assert by_kind == {
        kind: count["live"] for kind, count in numbers["relationships_by_type"].items() if count["live"]
    }
    triples = {(each.kind, each.source.stix_id, each.target.stix_id) for each in release.relations.live}
    assert len(triples) == len(release.relations.live)
    assert len(release.relations.revoked_by) == numbers["revoked_by_edges"]["all"]


def test_every_revoked_object_ends_where_it_should(release: AttackRelease, numbers: dict[str, Any]) -> None:
    revoked = [item for item in release.objects.values() if item.revoked]
    techniques = {
        item.attack_id: release.successor(item.attack_id) for item in revoked if isinstance(item, Technique)
    }
    assert techniques == numbers["revoked_technique_map"]
    others = [item for item in revoked if not isinstance(item, Technique)]
    found = {item.attack_id: last.attack_id for item in others if (last := release.successor_of(item))}
    assert found == {old: new for kind in numbers["revoked_other_map"].values() for old, new in kind.items()}
    assert [release.successor(each) for each in numbers["deprecated_techniques"]] == [None] * 12


def test_redirects(releases: dict[str, AttackRelease], all_numbers: dict[str, Any]) -> None:
    found = redirects(enterprise(releases))
    numbers = all_numbers["attack-enterprise-18.1"]
    pages = {path: new for path, new in found.items() if path.startswith("techniques/")}
    old = {**numbers["revoked_technique_map"], **dict.fromkeys(numbers["deprecated_techniques"])}
    assert pages == {f"techniques/{each.replace('.', '/')}/": new for each, new in old.items()}
    assert (found["groups/G0058/"], found["software/S0209/"]) == ("G0059", "S0012")
    assert found["mitigations/T1123/"] is None


def test_the_chain_of_detection(release: AttackRelease, numbers: dict[str, Any]) -> None:
    chain = numbers["detection_chain"]
    strategies, analytics = release.live_of(DetectionStrategy), release.live_of(Analytic)
    sizes = Counter(str(len(each.analytic_refs)) for each in strategies)
    assert sizes == chain["analytics_per_strategy"]
    references = [reference for each in analytics for reference in each.log_source_references]
    assert len(references) == chain["log_source_references"]
    assert len({each.log_source.name for each in references}) == chain["log_source_names"]
    assert len({each.log_source for each in references}) == chain["log_source_name_channel_pairs"]
    assert sum(not each.log_source_references for each in analytics) == chain["analytics_without_log_source"]
    used = {item.stix_id for each in analytics for item in components_of(release, each)}
    assert len(used) == chain["components_used_by_analytics"]
    components = release.live_of(DataComponent)
    assert sum(len(each.log_sources) for each in components) == chain["component_log_source_entries"]
    listed = {(each.stix_id, source) for each in components for source in each.log_sources}
    missing = [each for each in references if (each.component_ref, each.log_source) not in listed]
    assert len(missing) == chain["references_not_in_component_list"]
    assert sum(len(each.mutable_elements) for each in analytics) == chain["mutable_elements"]


def test_platforms_of_analytics(releases: dict[str, AttackRelease], all_numbers: dict[str, Any]) -> None:
    analytics = enterprise(releases).live_of(Analytic)
    assert {len(each.platforms) for each in analytics} == {1}
    counts = Counter(each.platforms[0] for each in analytics)
    assert counts == all_numbers["attack-enterprise-18.1"]["detection_chain"]["analytic_platforms"]
    without = {each.platforms for each in analytics if not each.log_source_references}
    assert without == {("PRE",)}


def test_every_technique_has_one_strategy(release: AttackRelease) -> None:
    detections = {item.attack_id: detection_of(release, item) for item in release.live_of(Technique)}
    assert {len(each.strategies) for each in detections.values()} == {1}
    empty = [each.strategies[0].name for each in detections.values() if not each.analytics]
    assert empty == ([] if release.domain is Domain.ENTERPRISE else ["Detection of Autorun Image"])


def test_the_most_used_techniques(release: AttackRelease, numbers: dict[str, Any]) -> None:
    for attack_id, wanted in numbers["three_most_used_techniques"].items():
        item = release.by_attack_id[attack_id]
        assert isinstance(item, Technique)
        users = Counter(type(each.source) for each in release.relations.to(item, RelationKind.USES))
        detection = detection_of(release, item)
        assert wanted == {
            "name": item.name,
            "used_by_groups": users[Group],
            "used_by_software": users[Software],
            "used_by_campaigns": users[Campaign],
            "mitigations": len(release.relations.to(item, RelationKind.MITIGATES)),
            "detection_strategies": len(detection.strategies),
            "analytics": len(detection.analytics),
            "detecting_data_components": len(detection.component_relations),
        }


def test_there_is_a_note_for_each_live_object(notes: dict[str, tuple[SourceNote, ...]]) -> None:
    folders = [Counter(note.path.partition("/")[0] for note in each) for each in notes.values()]
    assert folders == [
        {
            "Use Cases": 691,
            "Tactics": 14,
            "Groups": 172,
            "Software": 784,
            "Campaigns": 52,
            "Mitigations": 44,
            "Data Components": 106,
            "Detection Strategies": 691,
        },
        {
            "Use Cases": 83,
            "Tactics": 12,
            "Groups": 14,
            "Software": 23,
            "Campaigns": 7,
            "Mitigations": 52,
            "Data Components": 36,
            "Detection Strategies": 83,
            "Assets": 18,
        },
    ]
    assert [sum(len(note.relations) for note in each) for each in notes.values()] == [19_906, 1_371]


def test_notes_are_valid_and_linked(notes: dict[str, tuple[SourceNote, ...]], name: str) -> None:
    names = {note.path.rsplit("/", 1)[-1].removesuffix(".md") for note in notes[name]}
    assert len({each.casefold() for each in names}) == len(notes[name])
    link = re.compile(r"\[\[([^\]|#\\]+)(?:#([^\]|\\]+)[^\]]*)?\]\]")
    headings = {note.path.rsplit("/", 1)[-1].removesuffix(".md"): note.text for note in notes[name]}
    for note in notes[name]:
        read = make_document(note.path, note.text.encode(), "utf-8")
        assert (read.diagnostics, read.front_matter is not None) == ((), True), note.path
        for target, heading in link.findall(note.text):
            assert target in names
            assert not heading or f"\n#### {heading}\n" in headings[target]


def test_every_citation_has_its_source(notes: dict[str, tuple[SourceNote, ...]]) -> None:
    """The one citation of the release without an entry of its own stands beside another one with the entry."""
    citations = 0
    for note in notes["attack-enterprise-18.1"]:
        body, _, sources = note.text.partition("\n### References\n")
        listed = re.findall(r"^- \*\*(.*?)\*\*", sources, re.MULTILINE)
        found = re.findall(r"\(Citation:([^()]*(?:\([^()]*\)[^()]*)*)\)", body)
        citations += len(found)
        cited = dict.fromkeys(" ".join(each.split()) for each in found)
        assert [" ".join(each.replace("\\", "").split()) for each in listed] == list(cited)
    assert citations > 30_000


def test_file_names_and_properties_are_those_of_the_seed_vault(
    notes: dict[str, tuple[SourceNote, ...]], seed_vault: Path
) -> None:
    seeds = {path.name: path for path in (seed_vault / "Use Cases").iterdir()}
    made = {
        note.path.rpartition("/")[2]: note for note in notes["attack-enterprise-18.1"] if note.path[0] == "U"
    }
    for each in (
        "T1003.008 - OS Credential Dumping- _etc_passwd and _etc_shadow.md",
        "T1033 - System Owner_User Discovery.md",
        "T1059.001 - Command and Scripting Interpreter- PowerShell.md",
        "T1548.002 - Abuse Elevation Control Mechanism- Bypass User Account Control.md",
        "T1547.001 - Boot or Logon Autostart Execution- Registry Run Keys _ Startup Folder.md",
    ):
        old = seeds[each].read_text(encoding="utf-8", errors="replace")
        new = made[each].text
        for pattern in (r"^(\w+): ", r"^### (Desc.*|Det.*|Def.*|Data.*|Rule.*)$", r"^(tag: .*)$"):
            assert re.findall(pattern, new.partition("### Used by")[0], re.MULTILINE) == re.findall(
                pattern, old, re.MULTILINE
            )
    assert len(seeds.keys() & made.keys()) > 550
