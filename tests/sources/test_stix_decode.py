"""Objects of one JSON file, and what is wrong with them."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.diagnostics import Diagnostic
from kbgen.sources import stix_structs
from kbgen.sources.stix_decode import _STRUCTS, MAX_LOCATED, BundleDecoder
from kbgen.sources.stix_input import InputFile, StixError


def decode(data: bytes | str | list[Any]) -> tuple[BundleDecoder, tuple[Diagnostic, ...]]:
    if isinstance(data, list):
        data = json.dumps({"type": "bundle", "objects": data}, indent=1)
    decoder = BundleDecoder()
    assert decoder.decode(InputFile("x.json", data.encode() if isinstance(data, str) else data))
    return decoder, decoder.finish("x.json")


def fails(data: bytes) -> str:
    with pytest.raises(StixError) as caught:
        BundleDecoder().decode(InputFile("x.json", data))
    return str(caught.value)


def test_every_type_is_decoded_as_itself() -> None:
    objects = [{"type": kind, "id": f"{kind}--1", "name": "n"} for kind in _STRUCTS]
    decoder, found = decode(objects)
    assert len(objects) == 16
    assert [type(item) for item in decoder.objects] == list(_STRUCTS.values())
    assert found == ()


def test_nothing_but_type_and_id_is_required_and_null_is_absent() -> None:
    fields = {field.encode_name for field in msgspec.structs.fields(stix_structs.StixTechnique)} - {"id"}
    decoder, found = decode([{"type": "attack-pattern", "id": "a", **dict.fromkeys(fields)}])
    assert decoder.objects == [stix_structs.StixTechnique(id="a")]
    assert found == ()


def test_unknown_types_are_skipped_and_counted() -> None:
    decoder, found = decode(
        [{"type": "identity", "id": "i--1"}, {"type": "weather", "id": "w--1"}, {"type": "weather", "id": 2}]
    )
    assert decoder.skipped == {"identity": 1, "weather": 2}
    assert decoder.skipped_ids == {"i--1", "w--1", "2"}
    assert (decoder.objects, found) == ([], ())


def test_a_field_of_a_wrong_type_is_left_out_with_its_place() -> None:
    text = '{"type": "bundle", "objects": [\n {"type": "tool", "id": "tool--1"},\n  {"type": "tool", "id": "tool--2", "name": 5, "revoked": "no", "description": "kept"}]}'
    decoder, found = decode(text)
    assert decoder.objects[1] == stix_structs.StixTool(id="tool--2", description="kept")
    assert [(str(each.location), each.code) for each in found] == [("x.json:3:3", "KB611")] * 2
    assert "tool--2: the field `name` is not used" in found[0].message + found[1].message
    assert "`revoked`" in found[0].message + found[1].message


def test_parts_of_a_list_are_kept() -> None:
    decoder, found = decode(
        [
            {
                "type": "attack-pattern",
                "id": "a",
                "x_mitre_platforms": ["Windows", 7, None, "Linux"],
                "external_references": [{"source_name": "A"}, "B", {"source_name": 1}, {"source_name": "C"}],
            }
        ]
    )
    (item,) = decoder.objects
    assert isinstance(item, stix_structs.StixTechnique)
    assert item.x_mitre_platforms == ["Windows", "Linux"]
    assert [each.source_name for each in item.external_references or ()] == ["A", "C"]
    assert [each.code for each in found] == ["KB611", "KB611"]


@pytest.mark.parametrize("entry", [5, None, "text", [], {}, {"type": 1, "id": "a"}, {"id": "a"}])
def test_entries_that_are_no_objects_are_left_out(entry: Any) -> None:
    decoder, found = decode([{"type": "tool", "id": "tool--1"}, entry])
    assert len(decoder.objects) == 1
    assert [each.message for each in found] == [
        "entry 2 of the bundle is no object with a type and is left out"
    ]
    assert [each.code for each in found] == ["KB612"]


@pytest.mark.parametrize("identifier", [None, "", 5])
def test_an_object_without_an_id_is_left_out(identifier: Any) -> None:
    decoder, found = decode([{"type": "tool", "id": identifier}])
    assert decoder.objects == []
    assert "object 1 of the bundle has no id and is left out" in [each.message for each in found]


def test_many_faults_are_counted_in_the_end() -> None:
    _, found = decode([{"type": "tool", "id": f"t{number}", "name": 1} for number in range(MAX_LOCATED + 25)])
    assert len(found) == MAX_LOCATED + 1
    assert found[-1].message == "further objects or fields of this source that cannot be used: 25"
    assert len({each.location.line for each in found[:-1]}) == MAX_LOCATED


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"type": "bundle", "objects": [{"id": "a', "x.json: the JSON is incomplete, it ends at byte 40;"),
        (b'{"type": "bundle",, "objects": []}', "x.json: no valid JSON at byte 18: object keys must be"),
        (b'{"type": "bundle", "objects": [1,]}', "x.json: no valid JSON at byte 33: trailing comma"),
        (b'{"type": "bundle"} x', "x.json: no valid JSON at byte 19: trailing characters"),
        (b"", "x.json: the file is empty"),
        (b" \n", "x.json: the file is empty"),
        (
            b'{"type": "bundle", "objects": [{"type": "tool", "id": "\xff"}]}',
            "x.json: no valid JSON at byte 55:",
        ),
        (
            b'{"type": "bundle", "objects": [{"type": "tool", "id": 1, "name": "\xff"}]}',
            "at byte 66: the file is not",
        ),
        (b'{"type": "bundle", "objects": [{"name": "\\ud800 and more"}]}', "x.json: no valid JSON at byte 4"),
        (b'{"type": "bundle", "objects": [' + b"[" * 200_000, "x.json: the JSON is nested too deeply"),
        (b"PK\x03\x04", "x.json: no valid JSON at byte 0:"),
    ],
)
def test_what_is_no_json_is_refused_with_the_byte(data: bytes, message: str) -> None:
    assert message in fails(data)


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"5",
        b'"text"',
        b"null",
        b"{}",
        b'{"type": "report"}',
        b'{"type": 5}',
        b'{"type": "bundle", "objects": {}}',
    ],
)
def test_json_that_is_no_bundle_is_told_apart(data: bytes) -> None:
    assert not BundleDecoder().decode(InputFile("x.json", data))


def test_a_bundle_may_be_empty() -> None:
    assert decode('{"type": "bundle"}')[0].objects == []
    assert decode('{"objects": null, "id": "no uuid", "type": "bundle"}')[0].objects == []


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = sorted(
    {field.encode_name for struct in _STRUCTS.values() for field in msgspec.structs.fields(struct)}
)
OBJECTS = st.fixed_dictionaries(
    {"type": st.sampled_from([*map(str, _STRUCTS), "weather"]), "id": st.text(min_size=1, max_size=4)},
    optional={name: JSON for name in FIELDS if name != "id"},
)


@given(st.lists(JSON | OBJECTS, max_size=4))
def test_no_content_raises(objects: list[Any]) -> None:
    decoder, found = decode(objects)
    known = [each for each in objects if isinstance(each, dict) and str(each.get("type")) in _STRUCTS]
    assert len(decoder.objects) <= len(known)
    assert {each.code for each in found} <= {"KB611", "KB612"}
