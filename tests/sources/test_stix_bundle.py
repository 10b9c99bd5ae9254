"""Sources as a whole: one file, or a folder with an object a file."""

import json
from pathlib import Path
from typing import Any

import pytest

from kbgen.settings import InputLimits
from kbgen.sources.stix_bundle import StixBundle, read_bundle
from kbgen.sources.stix_input import StixError
from kbgen.sources.stix_structs import StixTool

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "sources" / "stix"


def tool(number: int, **fields: Any) -> dict[str, Any]:
    return {"type": "tool", "id": f"tool--{number}", **fields}


def write(path: Path, *objects: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "bundle", "objects": objects}), encoding="utf-8")
    return path


def names(bundle: StixBundle) -> list[str | None]:
    return [item.name for item in bundle.objects]


def test_a_file_and_a_folder_of_its_objects_are_the_same(tmp_path: Path) -> None:
    source = FIXTURES / "release-2.1.json"
    objects = json.loads(source.read_text(encoding="utf-8"))["objects"]
    for item in objects:
        write(tmp_path / "cti" / item["type"] / f"{item['id']}.json", item)
    whole, parts = read_bundle(source), read_bundle(tmp_path / "cti")
    assert len(whole.objects) == len(objects) - sum(whole.skipped.values()) == 48
    assert parts.objects == whole.objects
    assert (parts.skipped, parts.skipped_ids) == (whole.skipped, whole.skipped_ids)
    assert (whole.name, parts.name) == ("release-2.1.json", "cti")


def test_objects_are_in_the_order_of_their_identifiers(tmp_path: Path) -> None:
    bundle = read_bundle(write(tmp_path / "a.json", tool(2), tool(1)))
    assert bundle.objects == (StixTool(id="tool--1"), StixTool(id="tool--2"))


def test_the_newest_of_several_versions_counts(tmp_path: Path) -> None:
    new, old = tool(1, modified="2025-01-02", name="new"), tool(1, modified="2025-01-01", name="old")
    for order in ((new, old), (old, new), (old, new, old)):
        bundle = read_bundle(write(tmp_path / "a.json", *order, tool(2, name="other")))
        assert names(bundle) == ["new", "other"]
        assert [(each.code, each.message) for each in bundle.diagnostics] == [
            ("KB614", "of objects in several versions the newest is used: 1, such as tool--1")
        ]


def test_repeated_objects_that_are_equal_need_no_word(tmp_path: Path) -> None:
    bundle = read_bundle(write(tmp_path / "a.json", tool(1, name="a"), tool(1, name="a")))
    assert (names(bundle), bundle.diagnostics) == (["a"], ())


def test_a_file_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "layer.json"
    path.write_text('{"name": "layer"}', encoding="utf-8")
    with pytest.raises(StixError, match=r"^layer\.json: the file is no STIX bundle"):
        read_bundle(path)


def test_a_folder_may_hold_other_files(tmp_path: Path) -> None:
    write(tmp_path / "cti" / "a.json", tool(1))
    (tmp_path / "cti" / "layer.json").write_text('{"name": "layer"}', encoding="utf-8")
    bundle = read_bundle(tmp_path / "cti")
    assert len(bundle.objects) == 1
    assert [(str(each.location), each.code) for each in bundle.diagnostics] == [
        ("cti/layer.json:1:1", "KB615")
    ]


def test_a_folder_without_a_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(StixError, match=r"^empty: the folder holds no STIX bundle"):
        read_bundle(tmp_path / "empty")


def test_invalid_json_in_a_folder_names_its_file(tmp_path: Path) -> None:
    write(tmp_path / "cti" / "a.json", tool(1))
    (tmp_path / "cti" / "b.json").write_text('{"type": ', encoding="utf-8")
    with pytest.raises(StixError, match=r"^cti/b\.json: the JSON is incomplete, it ends at byte 9"):
        read_bundle(tmp_path / "cti")


def test_faults_of_a_folder_are_found_in_their_file(tmp_path: Path) -> None:
    write(tmp_path / "cti" / "x" / "a.json", tool(1, name=5))
    (found,) = read_bundle(tmp_path / "cti").diagnostics
    assert (found.location.path, found.code) == ("cti/x/a.json", "KB611")


def test_each_object_has_the_place_where_it_begins(tmp_path: Path) -> None:
    text = (
        '{"type": "bundle", "objects": [\n  {"type": "tool", "id": "é"}, {"type": "tool", "id": "b"},\n5, "x"'
    )
    text += f',{" " * 100}\n{{"type": "tool",\n"id": "c"}},{{"type": "tool", "id": "d"}}]}}'
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    lines = text.split("\n")
    places = read_bundle(path).places
    assert {key: (place.line, place.column) for key, place in places.items()} == {
        "é": (2, 3),
        "b": (2, lines[1].index("{", 5) + 1),
        "c": (4, 1),
        "d": (5, lines[4].index("{") + 1),
    }
    assert {place.path for place in places.values()} == {"a.json"}


def test_the_place_of_an_object_is_that_of_its_newest_version(tmp_path: Path) -> None:
    write(tmp_path / "cti" / "a.json", tool(1, modified="2024"))
    write(tmp_path / "cti" / "b.json", tool(1, modified="2025"))
    write(tmp_path / "cti" / "c.json", tool(1, modified="2023"))
    assert read_bundle(tmp_path / "cti").places["tool--1"].path == "cti/b.json"


def test_limits_are_handed_on(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", tool(1, name="long enough"))
    with pytest.raises(StixError, match="max_string_bytes"):
        read_bundle(path, InputLimits(max_string_bytes=10))
