"""Front matter that every reader of YAML understands alike."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.attack_yaml import flow_list, quoted, scalar, verbatim
from kbgen.vault.yaml12 import YamlText, load_yaml
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlScalar

SPECIAL = st.text(
    alphabet=" \t\n\r'\"\\:#-,[]{}&*!|>%@`~?=<.0123456789eExXo+yYnN_\x00\x7f\x85\xa0\u2028\ufeff\ufffe😀ä"
)
TEXTS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    SPECIAL,
    st.sampled_from(
        "yes no on off true False NULL null ~ y N 1.0 0x1F 0o7 1e3 .inf .nan - ? : --- ... << = 2020-01-30 12:30".split()
    ),
)


def loaded(text: str) -> YamlMap:
    found = load_yaml(text)
    assert isinstance(found, YamlText)
    assert isinstance(found.root, YamlMap)
    return found.root


@given(TEXTS)
def test_a_scalar_is_read_as_it_was(text: str) -> None:
    node = loaded(f"a: {scalar(text)}\nb: 1").get("a")
    assert isinstance(node, YamlScalar)
    assert node.value == text


@given(TEXTS)
def test_a_scalar_means_the_same_in_yaml_1_1(text: str) -> None:
    assert yaml.safe_load(f"a: {scalar(text)}\nb: {flow_list([text])}\n") == {"a": text, "b": [text]}


@given(st.lists(TEXTS))
def test_a_list_is_read_as_it_was(items: list[str]) -> None:
    node = loaded(f"a: {flow_list(items)}\nb: 1").get("a")
    assert isinstance(node, YamlList)
    assert [item.value for item in node.items if isinstance(item, YamlScalar)] == items


@given(TEXTS)
def test_verbatim_texts_keep_their_digits(text: str) -> None:
    node = loaded(f"a: {verbatim(text)}\nb: 1").get("a")
    assert isinstance(node, YamlScalar)
    assert node.text == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Defense Evasion, Privilege Escalation", "Defense Evasion, Privilege Escalation"),
        ("https://attack.mitre.org/techniques/T1059/001", "https://attack.mitre.org/techniques/T1059/001"),
        ("https://a.example/x #y", '"https://a.example/x #y"'),
        ("PRE", "PRE"),
        ("yes", '"yes"'),
        ("Pick: It", '"Pick: It"'),
        ('say "hi" \\', '"say \\"hi\\" \\\\"'),
        ("two\nlines", '"two\\x0alines"'),
        ("", '""'),
        ("ends ", '"ends "'),
        ("C#", '"C#"'),
    ],
)
def test_scalars_are_plain_where_that_is_safe(text: str, written: str) -> None:
    assert scalar(text) == written


@pytest.mark.parametrize(
    ("items", "written"),
    [
        (["T1059_001", "techniques", "Execution"], "[T1059_001, techniques, Execution]"),
        (["Comma, Inc", "[Odd]", "admin@338", "LAPSUS$"], '["Comma, Inc", "[Odd]", admin@338, LAPSUS$]'),
        ([], "[]"),
        (["no"], '["no"]'),
    ],
)
def test_lists_are_in_brackets(items: list[str], written: str) -> None:
    assert flow_list(items) == written


@pytest.mark.parametrize("text", ["2020-01-30", "1.0", "1.10", "3", "18.1.2"])
def test_days_and_versions_need_no_quotes(text: str) -> None:
    assert verbatim(text) == text


@pytest.mark.parametrize("text", ["1.0 beta", "2020-1-3", "1.", "0x1"])
def test_other_texts_are_scalars(text: str) -> None:
    assert verbatim(text) == quoted(text) == f'"{text}"'
