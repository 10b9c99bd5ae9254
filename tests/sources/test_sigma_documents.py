"""How a file falls into documents, and which of them are one rule."""

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from kbgen.sources.sigma_documents import (
    SigmaKind,
    kind_of,
    kind_of_text,
    merged,
    read_documents,
    split_documents,
)
from kbgen.vault.yaml12 import YamlText, load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_node import YamlMap, YamlScalar

LINES = st.sampled_from(
    [
        "---",
        "--- # comment",
        "...",
        "",
        "# comment",
        "a: 1",
        "b: [x, y]",
        "text: |",
        "  --- inside",
        "  ...",
        "  more",
    ]
)


def stated(root: YamlMap | YamlFault) -> dict[str, str]:
    """Return the scalars of a map by name."""
    assert isinstance(root, YamlMap)
    return {key.text: value.text for key, value in root.entries if isinstance(value, YamlScalar)}


def lines_of(text: str) -> list[tuple[str, int]]:
    return [(piece.text, piece.line) for piece in split_documents(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", [("a: 1\n", 1)]),
        ("a: 1\n---\nb: 2\n", [("a: 1\n", 1), ("b: 2\n", 3)]),
        ("---\na: 1\n", [("---\na: 1\n", 1)]),
        ("# about\n---\na: 1\n", [("# about\n---\na: 1\n", 1)]),
        ("a: 1\n---\n", [("a: 1\n", 1)]),
        ("---\n---\na: 1\n", [("---\na: 1\n", 2)]),
        ("a: 1\n...\n# end\n", [("a: 1\n...\n", 1)]),
        ("a: 1\n...\n---\nb: 2\n", [("a: 1\n...\n", 1), ("b: 2\n", 4)]),
        ("%YAML 1.2\n---\na: 1\n---\nb: 2", [("%YAML 1.2\n---\na: 1\n", 1), ("b: 2", 5)]),
        ("a: 1\n--- # next\nb: 2\n", [("a: 1\n", 1), ("--- # next\nb: 2\n", 2)]),
        ("a: |\n  ---\n  x\n---x: 1\n", [("a: |\n  ---\n  x\n---x: 1\n", 1)]),
        ("", []),
        ("# nothing\n\n", []),
        ("---", []),
    ],
)
def test_documents_and_their_lines(text: str, expected: list[tuple[str, int]]) -> None:
    assert lines_of(text) == expected


@given(st.lists(LINES, max_size=10).map("\n".join))
@example("a: 1\n...\n...\n---\n---\na: 1")
def test_documents_are_those_of_a_yaml_reader(text: str) -> None:
    try:
        expected = [value for value in yaml.safe_load_all(text) if value is not None]
    except yaml.YAMLError:
        return
    pieces = split_documents(text)
    assert [yaml.safe_load(piece.text) for piece in pieces] == expected
    lines = text.split("\n")
    for piece in pieces:
        first = piece.text.split("\n")[0]
        assert lines[piece.line - 1] == first


@given(st.lists(LINES, max_size=10).map("\n".join))
def test_a_document_is_a_piece_of_the_file(text: str) -> None:
    assert all(piece.text in text for piece in split_documents(text))


RULE = "title: {0}\nlogsource: {{product: linux}}\ndetection: {{k: [a], condition: k}}\n"


def test_documents_of_one_file_are_rules_of_their_own() -> None:
    documents = read_documents(f"{RULE.format('One')}---\n{RULE.format('Two')}")
    assert [(stated(item.root)["title"], item.line) for item in documents.found] == [("One", 1), ("Two", 5)]
    assert documents.found[1].text == RULE.format("Two")
    assert documents.count == 2


def test_places_are_those_of_the_file() -> None:
    two = read_documents(f"{RULE.format('One')}---\n{RULE.format('Two')}").found[1]
    assert isinstance(two.root, YamlMap)
    title = two.root.get("title")
    assert title is not None
    assert (title.line, title.column) == (5, 8)


def test_documents_of_another_sort_are_left_out() -> None:
    documents = read_documents(f"rule_metadata: []\n---\n{RULE.format('One')}---\n- a\n---\ntext")
    assert [stated(item.root)["title"] for item in documents.found] == ["One"]
    assert documents.count == 1


def test_a_document_that_is_not_valid_does_not_spoil_the_others() -> None:
    documents = read_documents(f"{RULE.format('One')}---\ntitle: a: b\n---\n{RULE.format('Two')}")
    one, broken, two = documents.found
    assert (stated(one.root)["title"], stated(two.root)["title"]) == ("One", "Two")
    assert isinstance(broken.root, YamlFault)
    assert (broken.root.line, broken.line, broken.text) == (5, 5, "title: a: b\n")
    assert documents.count == 3


GLOBAL = """\
action: global
title: Service Made From Afar
id: 5d8c1e55-32a1-4f1e-8a52-6f0d61c7aa01
detection:
    remote: {Type: 3}
    condition: remote and made
level: low
---
logsource: {product: windows, service: security}
detection:
    made: {EventID: 1}
---
logsource: {product: windows, service: system}
detection:
    made: {EventID: 2}
level: high
"""


def test_documents_that_a_global_one_fills_in_are_one_rule() -> None:
    documents = read_documents(GLOBAL)
    assert documents.count == 3
    (rule,) = documents.found
    assert (rule.text, rule.line) == (GLOBAL, 1)
    assert isinstance(rule.root, YamlMap)
    assert stated(rule.root)["title"] == "Service Made From Afar"
    assert stated(rule.root)["level"] == "high"
    detection = rule.root.get("detection")
    assert isinstance(detection, YamlMap)
    assert [key.text for key, _ in detection.entries] == ["remote", "condition", "made"]
    assert [stated(part)["level"] for part in rule.parts] == ["low", "high"]


def test_documents_with_a_title_or_id_of_their_own_are_rules_of_their_own() -> None:
    text = "action: global\nauthor: A\n---\n" + RULE.format("One") + "---\n" + RULE.format("Two")
    one, two = read_documents(text).found
    assert [stated(item.root)["title"] for item in (one, two)] == ["One", "Two"]
    assert [stated(item.root)["author"] for item in (one, two)] == ["A", "A"]
    assert two.text == "action: global\nauthor: A\n---\n" + RULE.format("Two")


def test_a_reset_ends_what_a_global_document_fills_in() -> None:
    text = (
        "action: global\nauthor: A\n---\n"
        + RULE.format("One")
        + "---\naction: reset\n---\n"
        + RULE.format("Two")
    )
    one, two = read_documents(text).found
    assert (stated(one.root).get("author"), stated(two.root).get("author")) == ("A", None)


def test_a_repeat_fills_in_from_the_document_before() -> None:
    text = RULE.format("One") + "level: low\n---\naction: repeat\ntitle: Two\n"
    one, two = read_documents(text).found
    assert (stated(one.root)["title"], stated(one.root)["level"]) == ("One", "low")
    assert (stated(two.root)["title"], stated(two.root)["level"]) == ("Two", "low")


def test_a_global_document_alone_is_no_rule() -> None:
    documents = read_documents("action: global\ntitle: Nothing Follows\n")
    assert (documents.found, documents.count) == ((), 1)


@given(
    st.dictionaries(
        st.sampled_from("abcd"), st.integers() | st.dictionaries(st.sampled_from("xyz"), st.integers())
    ),
    st.dictionaries(
        st.sampled_from("abcd"), st.integers() | st.dictionaries(st.sampled_from("xyz"), st.integers())
    ),
)
def test_maps_are_merged_in_depth(base: dict[str, object], other: dict[str, object]) -> None:
    expected = dict(base)
    for key, value in other.items():
        before = base.get(key)
        expected[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value

    def node(value: object) -> YamlMap:
        loaded = load_yaml(yaml.safe_dump(value))
        assert isinstance(loaded, YamlText)
        assert isinstance(loaded.root, YamlMap)
        return loaded.root

    def plain(value: object) -> object:
        if isinstance(value, YamlMap):
            return {key.text: plain(inner) for key, inner in value.entries}
        return value.value if isinstance(value, YamlScalar) else value

    assert plain(merged(node(base), node(other))) == expected


SEVERAL = """\
# first
---
title: One
detection: {}
---
title: Broken: two
detection: {}
---
action: global
title: Old
---
logsource: {product: a}
"""


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    alone = [(item.line, item.root.line) for item in read_documents(SEVERAL).found]
    inside = [(item.line, item.root.line) for item in read_documents(SEVERAL, first_line=21).found]
    assert inside == [(line + 20, root + 20) for line, root in alone]
    assert [line for line, _ in inside] == [21, 26, 29]
    assert [piece.line for piece in split_documents("a: 1\n---\nb: 2\n", 5)] == [5, 7]
    assert [piece.line for piece in split_documents("a: 1\n", 5)] == [5]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("title: a\ndetection: {}\n", SigmaKind.RULE),
        ("title: a\nfilter: {}\ndetection: {}\n", SigmaKind.FILTER),
        ("title: a\nfilter:\n", SigmaKind.FILTER),
        ("title: a\ncorrelation: {}\nfilter: {}\n", SigmaKind.CORRELATION),
        ("title: a\ndetection:\n  filter: {}\n", SigmaKind.RULE),
    ],
)
def test_the_kind_of_a_document_follows_from_its_keys(text: str, kind: SigmaKind) -> None:
    (document,) = read_documents(text).found
    assert isinstance(document.root, YamlMap)
    assert kind_of(document.root) is kind
    assert kind_of_text(text) is kind


def test_the_kind_of_what_is_not_valid_yaml_follows_from_its_lines() -> None:
    assert kind_of_text("title: a: b\n'filter' :\n") is SigmaKind.FILTER
    assert kind_of_text("title: a: b\n  filter:\n") is SigmaKind.RULE
