"""JSON taken apart with places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.evidence_json import JsonReader
from kbgen.sources.evidence_text import EvidenceError, Text


def reader(text: str) -> JsonReader:
    return JsonReader(Text("x.json", text, "utf-8"))


def test_values_may_stand_behind_one_another() -> None:
    assert list(reader(' {"a": 1}\n\n[2]\t"b" ').values()) == [{"a": 1}, [2], "b"]


def test_elements_have_their_places() -> None:
    found = list(reader('[\n 1,\n  {"a": [2]}\n]\n').elements())
    assert [(place.line, place.column, value) for place, value in found] == [(2, 2, 1), (3, 3, {"a": [2]})]


@pytest.mark.parametrize("text", ["", " \n"])
def test_nothing_is_no_value(text: str) -> None:
    with pytest.raises(EvidenceError, match=r"x\.json:1: the file is empty"):
        list(reader(text).values())


@pytest.mark.parametrize("text", ["{" * 100_000 + '"a":', "[" * 100_000, "1" * 5000, '{"a": \x00}'])
def test_what_no_reader_can_take_is_refused(text: str) -> None:
    with pytest.raises(EvidenceError, match=r"^x\.json:1:"):
        list(reader(text).values())


@given(st.text(alphabet='[]{}",:1a \n\\'))
def test_no_text_raises_anything_else(text: str) -> None:
    for read in (reader(text).values, reader(text).elements):
        try:
            list(read())
        except EvidenceError as error:
            assert str(error).startswith("x.json:")  # noqa: PT017
