"""A release of ATT&CK that was read before is not read again, and yields the same."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kbgen.cache import Cache
from kbgen.errors import KbgenError
from kbgen.settings import InputLimits, Source, SourceKind
from kbgen.sources import mount as module
from kbgen.sources.attack_release import read_release
from kbgen.sources.mount import Mounted, mount


def technique(identifier: str, name: str, **more: object) -> dict[str, Any]:
    return {
        "type": "attack-pattern",
        "id": f"attack-pattern--{identifier.lower()}",
        "name": name,
        "description": f"What {name} is. (Citation: Somebody)",
        "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "discovery"}],
        "external_references": [
            {"source_name": "mitre-attack", "external_id": identifier, "url": "https://attack.mitre.org/x"},
            {"source_name": "Somebody", "description": "A report.", "url": "https://example.org/r"},
        ],
        **more,
    }


OBJECTS = (
    technique("T1046", "Port Scan"),
    technique("T1046.001", "Slow Scan", x_mitre_is_subtechnique=True),
    technique("T1900", "Gone", revoked=True),
    {
        "type": "relationship",
        "id": "relationship--1",
        "relationship_type": "subtechnique-of",
        "source_ref": "attack-pattern--t1046.001",
        "target_ref": "attack-pattern--t1046",
    },
    {
        "type": "relationship",
        "id": "relationship--2",
        "relationship_type": "revoked-by",
        "source_ref": "attack-pattern--t1900",
        "target_ref": "attack-pattern--t1046",
    },
    {"type": "x-unknown", "id": "x-unknown--1"},
)


def write(path: Path, *objects: object) -> Path:
    path.write_text(json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}), encoding="utf-8")
    return path


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Mounted]:
    """Return a function that mounts a release with the cache of an earlier call."""

    def mounted(path: Path, version: str | None = None, limits: InputLimits | None = None) -> Mounted:
        source = Source(SourceKind.ATTACK, str(path), version)
        return mount([source], tmp_path, limits or InputLimits(), cache=Cache(tmp_path / "cache"))

    return mounted


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the releases that are read, as they are."""
    found: list[str] = []
    original = read_release

    def counted(path: Path, *rest: Any, **named: Any) -> Any:
        found.append(path.name)
        return original(path, *rest, **named)

    monkeypatch.setattr(module, "read_release", counted)
    return found


def test_a_release_is_read_once(read: Callable[..., Mounted], readings: list[str], tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", *OBJECTS)
    cold = read(path)
    warm = read(path)
    assert readings == ["a.json"]
    assert warm == cold == mount([Source(SourceKind.ATTACK, str(path))], tmp_path)
    assert [relation.origin for note in warm.notes for relation in note.relations] == [
        relation.origin for note in cold.notes for relation in note.relations
    ]
    assert len(warm.notes) == 2
    assert set(warm.retired) == {"T1900"}
    assert set(warm.cited) == {"Somebody"}
    assert warm.diagnostics


def test_a_release_is_read_again_when_anything_that_matters_changes(
    read: Callable[..., Mounted], readings: list[str], tmp_path: Path
) -> None:
    path = write(tmp_path / "a.json", *OBJECTS)
    read(path)
    assert read(path, version="18.1").releases[0].version == "18.1"
    assert read(path).releases[0].version != "18.1"
    write(path, *OBJECTS[:1])
    assert len(read(path).notes) == 1
    path = path.rename(tmp_path / "b.json")
    read(path)
    assert readings == ["a.json", "a.json", "a.json", "b.json"]


def test_a_release_beyond_a_limit_is_refused_though_it_was_read_before(
    read: Callable[..., Mounted], tmp_path: Path
) -> None:
    path = write(tmp_path / "a.json", *OBJECTS)
    read(path)
    with pytest.raises(KbgenError, match="max_input_bytes"):
        read(path, limits=InputLimits(max_input_bytes=100))


def test_a_folder_of_a_release_is_read_each_time(
    read: Callable[..., Mounted], readings: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "attack"
    folder.mkdir()
    write(folder / "a.json", *OBJECTS)
    assert read(folder) == read(folder)
    assert readings == ["attack", "attack"]


@pytest.mark.corpora
def test_the_releases_of_the_corpora_are_alike_cold_and_warm(
    corpora: Path, read: Callable[..., Mounted], readings: list[str]
) -> None:
    path = corpora / "attack-ics-18.1.json"
    assert read(path) == read(path)
    assert readings == [path.name]
