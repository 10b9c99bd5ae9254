"""What YAML texts mean and where their parts stand; the tables of the specification, row by row."""

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kbgen.vault.yaml12 import YamlText, load_yaml
from kbgen.vault.yaml_build import MAX_ALIASED_VALUES
from kbgen.vault.yaml_fault import MAX_DEPTH, YamlFault
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar


@pytest.fixture(params=["with libyaml", "in Python"])
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in Python":
        monkeypatch.setattr("kbgen.vault.yaml_events._LOADER", yaml.SafeLoader)


def plain(node: YamlNode | None) -> Any:
    match node:
        case YamlScalar(value=value):
            return value
        case YamlList(items=items):
            return [plain(item) for item in items]
        case YamlMap(entries=entries):
            return {key.value: plain(value) for key, value in entries}
        case None:
            return None


def valid(text: str) -> YamlNode | None:
    outcome = load_yaml(text)
    assert isinstance(outcome, YamlText), outcome
    return outcome.root


def invalid(text: str) -> YamlFault:
    outcome = load_yaml(text)
    assert isinstance(outcome, YamlFault), plain(outcome.root)
    return outcome


def everything(node: YamlNode | None) -> list[YamlNode]:
    match node:
        case YamlList(items=items):
            return [node, *(inner for item in items for inner in everything(item))]
        case YamlMap(entries=entries):
            return [node, *(inner for pair in entries for part in pair for inner in everything(part))]
        case YamlScalar():
            return [node]
        case None:
            return []


ACCEPTED: list[tuple[str, object]] = [
    ("2017-05-31", "2017-05-31"),
    ("2017-05-31T10:00:00", "2017-05-31T10:00:00"),
    ("2020/10/13", "2020/10/13"),
    ("12:30:45", "12:30:45"),
    ("1:30", "1:30"),
    ("yes", "yes"),
    ("no", "no"),
    ("on", "on"),
    ("off", "off"),
    ("true", True),
    ("True", True),
    ("TRUE", True),
    ("false", False),
    ("False", False),
    ("FALSE", False),
    ("~", None),
    ("null", None),
    ("Null", None),
    ("NULL", None),
    ("", None),
    ("007", 7),
    ("010", 10),
    ("08", 8),
    ("0o17", 15),
    ("0x1F", 31),
    ("0b11", "0b11"),
    ("1_000", "1_000"),
    ("1e3", 1000),
    ("1.10", 1.1),
    ("!foo x", "x"),
    ("[[X]]", [["X"]]),
    ("#a", None),
    ("[a, b,]", ["a", "b"]),
    ("[a,_b]", ["a", "_b"]),
    ("[\n  a,\n  b\n]", ["a", "b"]),
    ("\n  - a\n   \n  - b", ["a", "b"]),
    ("\tx", "x"),
    ("x\x80\x85\x9fy", "x\x80\x85\x9fy"),
]


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("written", "value"), ACCEPTED)
def test_values_are_those_of_the_core_schema(written: str, value: object) -> None:
    root = valid(f"a:{written}" if written.startswith("\t") else f"a: {written}")
    read = plain(root)["a"]
    assert (type(read), read) == (type(value), value) or (isinstance(read, float) and read == value)


@pytest.mark.usefixtures("_parser")
def test_a_merge_key_is_a_name_like_others() -> None:
    assert plain(valid("<<: {a: 1}\nb: 2\n")) == {"<<": {"a": 1}, "b": 2}


REFUSED: list[tuple[str, int, int, str]] = [
    ("tags: [, x]", 1, 8, "value is missing before this `,`"),
    ("tags: [a,, b]", 1, 10, "value is missing before this `,`"),
    ("a: 1\nb: 2\na: 3", 3, 1, "name `a` occurs twice"),
    ("a:\n\tb: c", 2, 1, "tab is used as indentation"),
    ("title: Foo: bar", 1, 11, "second `: `"),
    ("a: @x", 1, 4, "cannot begin with `@`"),
    ("a: %x", 1, 4, "cannot begin with `%`"),
    ("a: `x`", 1, 4, "cannot begin with a backtick"),
    ('a: "x\\W"', 1, 6, "backslash"),
    ('a: "a "b" c"', 1, 8, "the value before it has ended"),
    ("tags: [#a]", 1, 7, "`[` that opens here is not closed"),
    ("a: *x", 1, 4, "anchor `&x` that does not exist"),
    ("a: [x,\ny]", 2, 1, "must be indented"),
    ('a: "x\ny"', 2, 1, "must be indented"),
    ("a: 'x\n\n  z\ny'", 4, 1, "must be indented"),
]


@pytest.mark.parametrize(("text", "line", "column", "words"), REFUSED)
def test_what_obsidian_refuses_is_refused_at_its_place(text: str, line: int, column: int, words: str) -> None:
    fault = invalid(text)
    assert words in fault.message
    assert (fault.line, fault.column) == (line, column)


@pytest.mark.parametrize("text", [row[0] for row in REFUSED])
def test_the_slower_parser_refuses_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.vault.yaml_events._LOADER", yaml.SafeLoader)
    assert invalid(text).message


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: [x\nb: c\nd: e", 1, 4, "`[` that opens here"),
        ("a: {x", 1, 4, "`{` that opens here"),
        ("a: {b: c]", 1, 9, "a comma or `}` is missing"),
        ("a: 'x\nb: y", 1, 4, "never closed"),
        ("a: ['x", 1, 5, "never closed"),
        ("a: 1\nb\nc: d", 2, 1, "no `name: value`"),
        ("a: 1\n b: 2", 2, 3, "continues the value above"),
        ("a: - b", 1, 4, "list cannot begin here"),
        ("a:\n  - b\n - c", 3, 2, "not indented like those above"),
        ("- a\nb: c", 2, 1, "no entry of the list"),
        ("a: !x,y z", 1, 6, "tag ends with a space"),
        ('a: "x\\u12"', 1, 6, "hexadecimal"),
        ('a: "x\\ud83d"', 1, 6, "no Unicode character"),
        ("a: |10\n x", 1, 6, "nothing but a comment"),
        ("[a] b", 1, 5, "after the end of the document"),
        ("a: **bold**", 1, 4, "quotation marks"),
        ("%foo: bar", 1, 1, "cannot begin with `%`"),
        ("a: 1\n---\nb: 1", 2, 1, "second document"),
        ("a: 'x'#c", 1, 7, "space before its `#`"),
        ("a: [x,#c\n  y]", 1, 7, "space before its `#`"),
        ("a: [-]", 1, 5, "list in brackets has no `-`"),
        ("-\ta: b", 1, 2, "tab"),
        ("a: -\n  b", 1, 4, "list cannot begin here"),
        ("a: {b: -\n}", 1, 8, "list cannot begin here"),
        ("x: {a: 1, a: 2}", 1, 11, "twice"),
        ("null: a\n~: b", 2, 1, "twice"),
        ("1: a\n1.0: b", 2, 1, "twice"),
        ("a:\n  b: [\n  c\n  ]", 3, 3, "must be indented"),
        ("a: {b: [\n]}", 2, 1, "must be indented"),
        ("a: &a [*a]", 1, 8, "inside of the value"),
    ],
)
def test_other_faults_are_told_in_plain_words(text: str, line: int, column: int, words: str) -> None:
    fault = invalid(text)
    assert words in fault.message
    assert (fault.line, fault.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"tags": ["a"],"n":1}', {"tags": ["a"], "n": 1}),
        ("a: [x,\n# c\n  y\n]", {"a": ["x", "y"]}),
        ("a: 'x\n\n  y'", {"a": "x\ny"}),
        ("a: [ # one\n  'x#y' # two\n  # three, [#]\n] # four\n# five: ']#'", {"a": ["x#y"]}),
        ("a: [::1, :x, ?y, a:b]", {"a": ["::1", ":x", "?y", "a:b"]}),
        ("a: -\nb: 1", {"a": [None], "b": 1}),
        ("a: - # c\nb: 1", {"a": [None], "b": 1}),
        ("a: {{b}}", {"a": {"{b}": None}}),
        ("? [k, l]\n: v", {"[k, l]": "v"}),
        ("a: &x 1\nb: &x 2\nc: [*x, *x]", {"a": 1, "b": 2, "c": [2, 2]}),
        ("a: |\n  x\n  \ty\nb: >-\n  p\n  q", {"a": "x\n\ty\n", "b": "p q"}),
        ("a: |\n  x", {"a": "x\n"}),
        ("- \tx\n-\ty", ["x", "y"]),
        ("a: b\tc", {"a": "b\tc"}),
        ("a:\n- x\n\t\n- y", {"a": ["x", "y"]}),
        ("a:\n\t# c\n  b: c", {"a": {"b": "c"}}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("\ufeffa: 1", {"a": 1}),
        ("a: x\u2028y\u2029z\ufeff\x7f", {"a": "x\u2028y\u2029z\ufeff\x7f"}),
        ("a: x\x00y\x1b", {"a": "x\x00y\x1b"}),
        (r'a: "\uD83D\uDE00 \ud83d\ude01 \\uD83D\\uDE00"', {"a": "😀 😁 \\uD83D\\uDE00"}),
        ("a: .inf\nb: -.INF\nc: +12\nd: -.5", {"a": math.inf, "b": -math.inf, "c": 12, "d": -0.5}),
        ("a: 5.\nb: 0o8\nc: -0x1\nd: .e3", {"a": 5.0, "b": "0o8", "c": "-0x1", "d": ".e3"}),
    ],
)
def test_what_obsidian_accepts_is_accepted(text: str, value: object) -> None:
    assert plain(valid(text)) == value


@pytest.mark.parametrize("text", ["", "\n \n", "# only a comment\n"])
def test_nothing_has_no_root(text: str) -> None:
    assert valid(text) is None


def test_a_very_long_integer_becomes_a_float() -> None:
    assert plain(valid("9" * 5000)) == math.inf


@pytest.mark.parametrize(
    ("written", "value", "ignored"),
    [
        ("!!str 12", "12", []),
        ("! 12", "12", []),
        ("!!int '3'", 3, []),
        ("!!int x", "x", ["!!int"]),
        ("!!float 1", 1, []),
        ("!!bool x", "x", ["!!bool"]),
        ("!!null ''", None, []),
        ("!!timestamp 2001-01-01", "2001-01-01", ["!!timestamp"]),
        ("!foo", "", ["!foo"]),
        ("!foo [a]", ["a"], ["!foo"]),
        ("!!seq [!!map {}]", [{}], []),
    ],
)
def test_unknown_tags_are_ignored_and_named(written: str, value: object, ignored: list[str]) -> None:
    outcome = load_yaml(f"a: {written}", first_line=7)
    assert isinstance(outcome, YamlText)
    assert plain(outcome.root) == {"a": value}
    assert [(fault.line, fault.message) for fault in outcome.ignored_tags] == [
        (7, f"the YAML tag `{tag}` is ignored") for tag in ignored
    ]


def test_scalars_keep_their_text() -> None:
    root = valid("version: 1.10\nid: '007'\nnone:\ntilde: ~\nwide: [0x1F, \"a\\tb\"]\n")
    texts = [node.text for node in everything(root) if isinstance(node, YamlScalar)]
    assert texts == ["version", "1.10", "id", "007", "none", "", "tilde", "~", "wide", "0x1F", "a\tb"]


def test_places_are_those_of_the_file() -> None:
    text = "naïve \x85 key: värde\ntags: [one, 'two']\nmap:\n  - deep: &x \"three\"\n  - *x\nnull\x00: 12\n"
    lines = text.split("\n")
    outcome = load_yaml(text, first_line=2)
    assert isinstance(outcome, YamlText)
    scalars = [node for node in everything(outcome.root) if isinstance(node, YamlScalar)]
    assert len(scalars) == 11
    for node in scalars:
        found = lines[node.line - 2][node.column - 1 :]
        assert found.startswith((node.text, f"'{node.text}'", '&x "three"', "*x"))
    assert isinstance(outcome.root, YamlMap)
    tags = outcome.root.get("tags")
    assert isinstance(tags, YamlList)
    assert lines[tags.line - 2][tags.column - 1] == "["


def test_a_fault_is_at_its_place_in_the_file() -> None:
    fault = load_yaml("title: x\ntags: [, detection_rule]\n", first_line=5)
    assert fault == YamlFault("a value is missing before this `,`", 6, 8)


@pytest.mark.parametrize("opening", ["[", "{", "- ", "{a: ["])
def test_deep_nesting_is_refused_and_no_recursion(opening: str) -> None:
    fault = invalid(opening * 100_000)
    assert f"more than {MAX_DEPTH} levels" in fault.message


def test_nesting_up_to_the_limit_is_read() -> None:
    assert isinstance(valid("[" * MAX_DEPTH + "]" * MAX_DEPTH), YamlList)


def test_a_bomb_of_aliases_is_refused() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    fault = invalid("\n".join(["l0: &l0 [x, x, x, x, x, x, x, x, x]", *levels]))
    assert f"more than {MAX_ALIASED_VALUES:,} values" in fault.message
    assert fault.line < 7


def test_a_text_that_needs_endless_repairs_is_refused() -> None:
    assert "special care" in invalid("-\tx\n" * 20_000).message


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)


@given(data=_JSON, ascii_only=st.booleans(), indent=st.sampled_from([None, 2]))
def test_json_comes_back_as_it_was(data: object, ascii_only: bool, indent: int | None) -> None:
    assert plain(valid(json.dumps(data, ensure_ascii=ascii_only, indent=indent))) == data


@given(text=st.text(alphabet="ab:-?[]{},#&*!|>'\"%@`\\ \n\t\r\x00\x85\u2028\ud83d\uffff~.0", max_size=40))
def test_no_text_raises(text: str) -> None:
    outcome = load_yaml(text)
    if isinstance(outcome, YamlFault):
        assert outcome.line >= 1
        assert outcome.column >= 1
    else:
        assert all(node.line >= 1 for node in everything(outcome.root))


@given(values=st.lists(st.text(alphabet="abc é\x85\x00…„", min_size=1, max_size=8), min_size=1, max_size=5))
def test_plain_texts_of_a_list_keep_their_characters_and_places(values: list[str]) -> None:
    texts = [value.strip(" ") for value in values if value.strip(" ")]
    source = "".join(f"- {text}\n" for text in texts)
    root = valid(source)
    assert (plain(root) or []) == texts
    for number, node in enumerate(everything(root)[1:], start=1):
        assert (node.line, node.column) == (number, 3)
