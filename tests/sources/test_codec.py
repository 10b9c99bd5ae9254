"""Values of sources as bytes: whatever goes in comes out again, and nothing else does."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.codec import Codec
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

PLACE = st.integers(1, 10_000)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | TEXT
    | st.just("null")
)
SCALAR = st.builds(YamlScalar, VALUE, TEXT, PLACE, PLACE)
NODE: st.SearchStrategy[YamlNode] = st.recursive(
    SCALAR,
    lambda inner: (
        st.builds(YamlList, st.lists(inner, max_size=3).map(tuple), PLACE, PLACE)
        | st.builds(YamlMap, st.lists(st.tuples(SCALAR, inner), max_size=3).map(tuple), PLACE, PLACE)
    ),
    max_leaves=8,
)


class Colour(enum.Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Plain:
    text: str
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    node: YamlNode
    custom: tuple[tuple[YamlScalar, YamlNode], ...]
    numbers: Mapping[str, int]
    pair: tuple[int, str]
    plain: tuple[Plain, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    entries: tuple[Holder | Plain, ...]
    type: str


HOLDER = st.builds(
    Holder,
    NODE,
    st.lists(st.tuples(SCALAR, NODE), max_size=2).map(tuple),
    st.dictionaries(TEXT, PLACE, max_size=3),
    st.tuples(PLACE, TEXT),
    st.lists(st.builds(Plain, TEXT, st.sampled_from([None, Colour.RED])), max_size=2).map(tuple),
)


@given(st.builds(File, st.lists(HOLDER | st.builds(Plain, TEXT), max_size=3).map(tuple), TEXT))
def test_a_value_comes_back_with_the_types_of_everything_in_it(value: File) -> None:
    codec = Codec(File)
    data = codec.encode(value)
    assert data is not None
    assert repr(codec.decode(data)) == repr(value)


def test_a_read_only_mapping_comes_back_as_an_equal_one() -> None:
    codec = Codec(Holder)
    value = Holder(YamlScalar(1, "1", 1, 1), (), MappingProxyType({"b": 1, "a": 2}), (1, ""))
    found = codec.decode(codec.encode(value) or b"")
    assert found == value
    assert found is not None
    assert list(found.numbers) == ["b", "a"]


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, "\ud800", 10**4000])
def test_what_cannot_be_stored_is_no_error(value: int | str) -> None:
    assert Codec(Holder).encode(Holder(YamlScalar(value, "", 1, 1), (), {}, (1, ""))) is None


@given(st.binary(max_size=40))
def test_other_bytes_are_no_value(data: bytes) -> None:
    assert Codec(File).decode(data) is None


def test_bytes_of_another_class_are_no_value() -> None:
    plain = Codec(Plain).encode(Plain("a"))
    assert plain is not None
    assert Codec(File).decode(plain) is None
    assert Codec(Plain).decode(plain + b"\0") is None


def test_a_cut_value_is_none() -> None:
    data = Codec(File).encode(File((Plain("abc", Colour.RED),), "t"))
    assert data is not None
    assert [Codec(File).decode(data[:end]) for end in range(len(data))] == [None] * len(data)
