"""What is written into front matter is valid YAML and reads as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbgen.sources.sigma_atomics_yaml import quoted, tag_list
from kbgen.vault.yaml12 import YamlText, load_yaml
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlScalar

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)


def value_of(written: str) -> str:
    loaded = load_yaml(f"name: {written}\nnext: 1\n")
    assert isinstance(loaded, YamlText), loaded
    assert isinstance(loaded.root, YamlMap)
    node = loaded.root.get("name")
    assert isinstance(node, YamlScalar)
    assert isinstance(node.value, str)
    return node.value


@given(TEXTS)
@example('"')
@example("\\")
@example("C:\\Temp\\new")
@example("a\nb\r\n\tc")
@example("\x00\x07\x7f\x85\xa0\u2028\ufeff\ufffe\U0001f600\U000e0001")
@example("---")
@example("# no comment: yes")
def test_a_text_reads_as_it_was(text: str) -> None:
    written = quoted(text)
    assert value_of(written) == text
    assert "\n" not in written


def test_a_simple_text_stays_readable() -> None:
    assert quoted("Café: a – b's") == '"Café: a – b\'s"'
    assert quoted("") == '""'


@pytest.mark.parametrize(
    ("tags", "written"),
    [
        (["execution", "t1059_001"], "[execution, t1059_001]"),
        (["", "a", "", "a"], "[a]"),
        ([], "[]"),
        (["null", "yes", "T1046"], '["null", "yes", T1046]'),
        (["1e5", "a,b", "é"], '["1e5", "a,b", "é"]'),
    ],
)
def test_tags_are_a_list_without_gaps(tags: list[str], written: str) -> None:
    assert tag_list(tags) == written


@given(st.lists(TEXTS, max_size=6))
def test_every_tag_reads_as_it_was(tags: list[str]) -> None:
    loaded = load_yaml(f"tags: {tag_list(tags)}\n")
    assert isinstance(loaded, YamlText)
    assert isinstance(loaded.root, YamlMap)
    node = loaded.root.get("tags")
    assert isinstance(node, YamlList)
    read = [item.value for item in node.items if isinstance(item, YamlScalar)]
    assert read == [tag for tag in dict.fromkeys(tags) if tag]
