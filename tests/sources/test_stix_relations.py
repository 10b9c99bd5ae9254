"""Relations of a release: live, dangling, revoked."""

import json
from pathlib import Path
from typing import Any

import pytest

from kbgen.sources.attack_release import AttackRelease, read_release
from kbgen.sources.source_note import RelationKind

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"


@pytest.fixture(scope="module")
def release() -> AttackRelease:
    return read_release(FIXTURES / "release-2.1.json")


def technique(number: int, **fields: Any) -> dict[str, Any]:
    reference = {"source_name": "mitre-attack", "external_id": f"T{number:04}"}
    return {"type": "attack-pattern", "id": f"t{number}", "external_references": [reference], **fields}


def edge(source: int, target: int, identifier: str = "", **fields: Any) -> dict[str, Any]:
    return {
        "type": "relationship",
        "id": identifier or f"r{source}-{target}",
        "relationship_type": "revoked-by",
        "source_ref": f"t{source}",
        "target_ref": f"t{target}",
        **fields,
    }


def made(tmp_path: Path, *objects: dict[str, Any]) -> AttackRelease:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"type": "bundle", "objects": objects}), encoding="utf-8")
    return read_release(path)


def test_relations_are_typed_and_ordered(release: AttackRelease) -> None:
    assert [
        (each.kind.value, each.source.attack_id, each.target.attack_id) for each in release.relations.live
    ] == [
        ("attributed-to", "C9001", "G9001"),
        ("uses", "C9001", "S9002"),
        ("uses", "C9001", "T9001"),
        ("detects", "DET9001", "T9001"),
        ("uses", "G9001", "S9001"),
        ("uses", "G9001", "S9002"),
        ("uses", "G9001", "T9001"),
        ("mitigates", "M9001", "T9001"),
        ("uses", "S9001", "T9001"),
        ("targets", "T9001", "A9001"),
        ("subtechnique-of", "T9001.001", "T9001"),
    ]


def test_relations_have_their_text_and_sources(release: AttackRelease) -> None:
    group = release.by_attack_id["G9001"]
    uses = release.relations.of(group, RelationKind.USES)
    (relation,) = [each for each in uses if each.target.attack_id == "T9001"]
    assert relation.stix_id == "relationship--u1"
    assert relation.description.endswith("Twice.(Citation: Gazette)")
    assert [each.source_name for each in relation.references] == ["Gazette"]


def test_relations_are_found_from_both_ends(release: AttackRelease) -> None:
    ladder = release.by_attack_id["T9001"]
    users = release.relations.to(ladder, RelationKind.USES)
    assert [each.source.attack_id for each in users] == ["C9001", "G9001", "S9001"]
    assert release.relations.of(ladder, RelationKind.USES) == ()
    assert [each.target.attack_id for each in release.relations.of(ladder, RelationKind.TARGETS)] == ["A9001"]


def test_dangling_relationships_are_reported_once(release: AttackRelease) -> None:
    (found,) = release.relations.diagnostics
    assert (found.code, found.message) == (
        "KB613",
        "relationships with an end that is not in the release are left out: 2, such as relationship--r6",
    )


def test_ends_of_skipped_types_are_not_dangling(tmp_path: Path) -> None:
    maker = {"type": "identity", "id": "t2"}
    assert made(tmp_path, technique(1), maker, edge(1, 2)).diagnostics == ()


def test_other_types_of_relationships_are_counted(release: AttackRelease) -> None:
    assert release.relations.skipped == {"related-to": 1}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("T9001", "T9001"),
        ("T9003", "T9001"),
        ("T9002", "T9001"),
        ("T9004", None),
        ("T9005", None),
        ("T9006", None),
        ("T9007", None),
        ("T9008", None),
        ("T9009", None),
        ("T0000", None),
    ],
    ids=[
        "live",
        "one step",
        "two steps",
        "circle",
        "circle from its other end",
        "no edge",
        "deprecated end",
        "deprecated",
        "end outside of the release",
        "unknown",
    ],
)
def test_a_successor_is_live_or_there_is_none(release: AttackRelease, old: str, new: str | None) -> None:
    assert release.successor(old) == new


def test_an_object_that_revokes_itself_has_no_successor(tmp_path: Path) -> None:
    assert made(tmp_path, technique(1, revoked=True), edge(1, 1)).successor("T0001") is None


def test_a_revoked_and_deprecated_object_is_followed(tmp_path: Path) -> None:
    old = technique(1, revoked=True, x_mitre_deprecated=True)
    assert made(tmp_path, old, technique(2), edge(1, 2)).successor("T0001") == "T0002"


def test_an_object_that_is_not_revoked_is_not_followed(tmp_path: Path) -> None:
    old = technique(1, x_mitre_deprecated=True)
    assert made(tmp_path, old, technique(2), edge(1, 2)).successor("T0001") is None


def test_of_several_edges_a_live_one_counts_and_then_the_newest(tmp_path: Path) -> None:
    techniques = [technique(1, revoked=True), technique(2), technique(3), technique(4)]
    edges = [
        edge(1, 2, modified="2020-01-02"),
        edge(1, 3, modified="2020-01-01"),
        edge(1, 4, modified="2020-01-03", x_mitre_deprecated=True),
    ]
    assert made(tmp_path, *techniques, *edges).successor("T0001") == "T0002"
    assert made(tmp_path, *techniques, edges[2]).successor("T0001") == "T0004"


def test_a_long_chain_is_followed_to_its_end(tmp_path: Path) -> None:
    length = 3_000
    techniques = [technique(number, revoked=True) for number in range(length)]
    edges = [edge(number, number + 1) for number in range(length)]
    assert made(tmp_path, *techniques, technique(length), *edges).successor("T0000") == f"T{length}"
