"""Releases as a whole: identity, indexes, tactics, and what is wrong with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from kbgen.sources.attack_domain import Domain
from kbgen.sources.attack_notes import attack_notes
from kbgen.sources.attack_release import AttackRelease, read_release
from kbgen.sources.stix_objects import Analytic, Group, Matrix, Mitigation, Software, Tactic, Technique

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"


@pytest.fixture(scope="module")
def release() -> AttackRelease:
    return read_release(FIXTURES / "release-2.1.json")


def made(tmp_path: Path, *objects: dict[str, Any], name: str = "a.json", **keys: Any) -> AttackRelease:
    path = tmp_path / name
    path.write_text(json.dumps({"type": "bundle", "objects": objects, **keys}), encoding="utf-8")
    return read_release(path)


def thing(kind: str, key: str, attack_id: str = "", **fields: Any) -> dict[str, Any]:
    references = [{"source_name": "mitre-attack", "external_id": attack_id}] if attack_id else []
    return {"type": kind, "id": f"{kind}--{key}", "name": key, "external_references": references, **fields}


def phases(chain: str, *names: str) -> list[dict[str, str]]:
    return [{"kill_chain_name": chain, "phase_name": name} for name in names]


def test_a_release_knows_what_it_is(release: AttackRelease) -> None:
    assert (release.source, release.domain, release.version) == (
        "release-2.1.json",
        Domain.ENTERPRISE,
        "99.5",
    )
    assert release.copyright == "Copyright of nobody at all."
    assert release.skipped == {"identity": 1, "x-orchard-weather": 1}


def test_a_version_counts_as_the_source_states_it(tmp_path: Path) -> None:
    assert read_release(FIXTURES / "release-2.1.json", version="1.0").version == "99.5"
    assert read_release(FIXTURES / "release-v17-2.0.json", version="17.1").version == "17.1"
    assert read_release(FIXTURES / "release-v17-2.0.json").version is None
    assert made(tmp_path, thing("x-mitre-collection", "c", x_mitre_version=" ")).version is None


def test_stix_2_0_and_2_1_give_the_same_release(tmp_path: Path, release: AttackRelease) -> None:
    objects = json.loads((FIXTURES / "release-2.1.json").read_text(encoding="utf-8"))["objects"]
    old = []
    for item in objects:
        kept = {key: value for key, value in item.items() if key not in {"spec_version", "is_family"}}
        if item["type"] in {"malware", "tool"}:
            kept["labels"] = [item["type"]]
        if item["type"] != "x-mitre-collection":
            old.append(kept)
    other = made(tmp_path, *old, name="release-2.1.json", spec_version="2.0", id="bundle--no-uuid")
    assert (other.version, release.version) == (None, "99.5")
    assert other.objects == release.objects
    assert other.relations == release.relations
    assert attack_notes(other) == attack_notes(release)


def test_live_objects_stand_apart(release: AttackRelease) -> None:
    assert [item.attack_id for item in release.live_of(Technique)] == ["T9001", "T9001.001"]
    assert [item.attack_id for item in release.live_of(Mitigation)] == ["M9001"]
    assert [item.attack_id for item in release.live_of(Software)] == ["S9001", "S9002"]
    assert [item.attack_id for item in release.live_of(Analytic)] == ["AN9001", "AN9002"]
    assert sum(isinstance(item, Technique) for item in release.objects.values()) == 10
    assert release.live_of(Matrix)[0].attack_id == "enterprise-attack"


def test_a_technique_comes_before_a_retired_mitigation_with_its_identifier(release: AttackRelease) -> None:
    assert release.by_attack_id["T9001"].name == "Ladder/Basket Abuse"
    assert release.objects["course-of-action--oldfence"].attack_id == "T9001"
    assert "enterprise-attack" not in release.by_attack_id


def test_tactics_are_in_the_order_of_the_matrix(release: AttackRelease) -> None:
    assert [tactic.name for tactic in release.tactics] == ["Planting", "Harvest and Go"]
    ladder = release.by_attack_id["T9001"]
    assert isinstance(ladder, Technique)
    assert [phase.shortname for phase in ladder.phases] == ["harvest-and-go", "planting"]
    assert [tactic.attack_id for tactic in release.tactics_of(ladder)] == ["TA9002", "TA9001"]


def test_tactics_without_a_place_in_a_matrix_are_behind_the_others(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        thing("x-mitre-tactic", "a", "TA0003"),
        thing("x-mitre-tactic", "b", "TA0002"),
        thing("x-mitre-tactic", "c", "TA0001"),
        thing("x-mitre-tactic", "dead", "TA0004", x_mitre_deprecated=True),
        thing(
            "x-mitre-matrix",
            "m",
            "enterprise-attack",
            tactic_refs=["x-mitre-tactic--a", "x-mitre-tactic--dead", "nothing"],
        ),
    )
    assert [tactic.attack_id for tactic in found.tactics] == ["TA0003", "TA0001", "TA0002"]


def test_old_names_of_ics_tactics_are_understood() -> None:
    found = read_release(FIXTURES / "release-ics-v12.json")
    assert found.domain is Domain.ICS
    (valve,) = found.live_of(Technique)
    assert (valve.attack_id, valve.platforms) == ("T9801", ("Control Server",))
    assert [tactic.attack_id for tactic in found.tactics_of(valve)] == ["TA9104", "TA9105"]
    assert [each.message for each in found.diagnostics] == [
        "the tactic `weeding-ics` is not in the release; techniques that name it: 1"
    ]


def test_tactics_of_several_domains_are_kept_apart(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        thing(
            "x-mitre-tactic",
            "e",
            "TA0002",
            x_mitre_shortname="execution",
            x_mitre_domains=["enterprise-attack"],
        ),
        thing("x-mitre-tactic", "m", "TA0041", x_mitre_shortname="execution"),
        thing("x-mitre-tactic", "i", "TA0104", x_mitre_shortname="execution", x_mitre_domains=["ics-attack"]),
        thing("x-mitre-matrix", "m", "mobile-attack", tactic_refs=["x-mitre-tactic--m"]),
        thing("attack-pattern", "1", "T0001", kill_chain_phases=phases("mitre-mobile-attack", "execution")),
        thing("attack-pattern", "2", "T0002", kill_chain_phases=phases("mitre-ics-attack", "execution")),
        thing("attack-pattern", "3", "T0003", kill_chain_phases=phases("mitre-attack", "execution")),
    )
    assert [[each.attack_id for each in found.tactics_of(item)] for item in found.live_of(Technique)] == [
        ["TA0041"],
        ["TA0104"],
        ["TA0002"],
    ]


@pytest.mark.parametrize(
    ("objects", "domain"),
    [
        ((), Domain.ENTERPRISE),
        ((thing("x-mitre-matrix", "m", "mobile-attack", tactic_refs=["a"]),), Domain.MOBILE),
        ((thing("attack-pattern", "1", kill_chain_phases=phases("mitre-ics-attack", "x")),), Domain.ICS),
        (
            (
                thing("x-mitre-matrix", "m", "ics-attack", tactic_refs=["a"]),
                thing("attack-pattern", "1", kill_chain_phases=phases("mitre-attack", "x", "y")),
            ),
            Domain.ICS,
        ),
    ],
)
def test_the_domain_is_what_a_matrix_or_most_techniques_say(
    tmp_path: Path, objects: tuple[dict[str, Any], ...], domain: Domain
) -> None:
    assert made(tmp_path, *objects).domain is domain


def test_a_sub_technique_has_a_technique(tmp_path: Path, release: AttackRelease) -> None:
    ladder, tall = release.live_of(Technique)
    assert release.parent_of(tall) is ladder
    assert release.parent_of(ladder) is None
    found = made(tmp_path, thing("attack-pattern", "a", "T0001"), thing("attack-pattern", "b", "T0001.002"))
    parent, child = found.live_of(Technique)
    assert (found.parent_of(child), found.parent_of(parent)) == (parent, None)
    (alone,) = made(tmp_path, thing("attack-pattern", "b", "T0001.002")).live_of(Technique)
    assert release.parent_of(alone) is None


def test_identifiers_that_are_missing_or_shared_are_reported(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        thing("intrusion-set", "a", "G0001"),
        thing("intrusion-set", "b", "G0001"),
        thing("intrusion-set", "c", "G0001", revoked=True),
        thing("malware", "x"),
        thing("malware", "y"),
        thing("x-mitre-data-component", "z"),
        thing("x-mitre-tactic", "t", "TA0001"),
    )
    assert [(each.code, each.message) for each in found.diagnostics] == [
        ("KB614", "G0001 names two live objects, intrusion-set--a and intrusion-set--b; one gets a note"),
        ("KB612", "objects without an ATT&CK identifier get no note: 2, such as malware--x"),
    ]
    assert len(found.live_of(Group)) == 2
    assert [note.path for note in attack_notes(found)] == [
        "Data Components/z.md",
        "Groups/G0001 - a.md",
        "Tactics/TA0001 - t.md",
    ]
    assert len(found.live_of(Tactic)) == 1
