"""Typed fields from located YAML."""

import pytest

from kbgen.sources.sigma_atomics_fields import (
    is_empty,
    is_true,
    is_uuid,
    items_of,
    maps_of,
    names_of,
    technique_of,
    text_of,
    texts_of,
    verbatim,
)
from kbgen.vault.yaml12 import YamlText, load_yaml
from kbgen.vault.yaml_node import YamlMap, YamlNode

TEXT = """\
text: ' a '
number: 1.10
nothing: null
empty: ''
block: |
  one
  two
list: [a, 2, '', {b: c}]
map: {x: 1}
no_items: []
yes: yes
true: true
no: 'no'
"""


@pytest.fixture(name="root")
def loaded() -> YamlMap:
    outcome = load_yaml(TEXT)
    assert isinstance(outcome, YamlText)
    assert isinstance(outcome.root, YamlMap)
    return outcome.root


def node(root: YamlMap, name: str) -> YamlNode:
    found = root.get(name)
    assert found is not None
    return found


def test_texts_are_as_written_and_trimmed(root: YamlMap) -> None:
    names = ("text", "number", "nothing", "empty", "block", "list", "map", "absent")
    assert [text_of(root.get(name)) for name in names] == ["a", "1.10", "", "", "one\ntwo", "", "", ""]


def test_verbatim_keeps_white_space(root: YamlMap) -> None:
    assert (verbatim(root.get("text")), verbatim(root.get("block"))) == (" a ", "one\ntwo\n")


def test_lists_of_texts(root: YamlMap) -> None:
    assert texts_of(root.get("list")) == ("a", "2")
    assert texts_of(root.get("number")) == ("1.10",)
    assert texts_of(root.get("map")) == ()


def test_items_and_entries(root: YamlMap) -> None:
    assert (len(items_of(root.get("list"))), items_of(root.get("text"))) == (4, ())
    assert [entry.get("b") is not None for entry in maps_of(root.get("list"))] == [True]
    assert (list(names_of(root.get("map"))), names_of(root.get("list"))) == (["x"], {})


def test_what_is_empty(root: YamlMap) -> None:
    empty = [name for name in names_of(root) if is_empty(node(root, name))]
    assert empty == ["nothing", "empty", "no_items"]
    assert is_empty(None)


def test_what_means_yes(root: YamlMap) -> None:
    assert [is_true(root.get(name)) for name in ("yes", "true", "no", "absent")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0f2c4a66-9a0e-4b57-8f3c-2d1f5f0b7a10", True),
        ("0F2C4A66-9A0E-4B57-8F3C-2D1F5F0B7A10", True),
        ("0f2c4a669a0e4b578f3c2d1f5f0b7a10", False),
        ("0f2c4a66-9a0e-4b57-8f3c-2d1f5f0b7a1", False),
        ("", False),
    ],
)
def test_uuids(text: str, expected: bool) -> None:
    assert is_uuid(text) is expected


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("t1059", "T1059"),
        ("T1059/001", "T1059.001"),
        (" t1059-001 ", "T1059.001"),
        ("TA0002", ""),
        ("T105", ""),
    ],
)
def test_techniques(text: str, identifier: str) -> None:
    assert technique_of(text) == identifier
