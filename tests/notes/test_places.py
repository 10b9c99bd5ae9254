"""Where in a front matter a value stands."""

from dataclasses import replace

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.notes.note import Note
from kbgen.notes.places import place_in, place_in_source, place_of
from kbgen.settings import Kinds
from kbgen.vault.read import make_document

TEXT = """---
created: 2020-01-01
empty:
tactics: Execution, Impact
platforms:
  - Windows
  - Linux
---
x
"""


@pytest.fixture(scope="module")
def note() -> Note:
    document = make_document("a.md", TEXT.encode(), "utf-8")
    return decode(document, parse_body(document.body, document.body_line), Kinds())


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (("created",), "a.md:2:10"),
        (("Tactics",), "a.md:4:10"),
        (("empty", "created"), "a.md:2:10"),
        (("none",), "a.md:1:1"),
    ],
)
def test_the_place_of_a_property(note: Note, names: tuple[str, ...], place: str) -> None:
    assert str(place_of(note, *names)) == place


def test_the_line_to_fall_back_to(note: Note) -> None:
    assert str(place_of(note, "none", line=9)) == "a.md:9:1"


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("Linux", "platforms", "a.md:7:5"),
        ("Impact", "tactics", "a.md:4:21"),
        ("macOS", "platforms", "a.md:6:3"),
        ("Discovery", "tactics", "a.md:4:10"),
    ],
)
def test_the_place_of_an_item(note: Note, text: str, name: str, place: str) -> None:
    assert str(place_in(note, text, name)) == place


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("", "a.md:14:1"),
        ("rules/x.yml:1", "rules/x.yml:3:1"),
        ("a:b/x.yml:20", "a:b/x.yml:22:1"),
        ("bundle x", "bundle x:1:1"),
    ],
)
def test_the_place_of_a_line_that_comes_from_a_source(note: Note, source: str, place: str) -> None:
    mounted = replace(note, document=replace(note.document, source=source))
    assert str(place_in_source(mounted, 14, 12)) == place
