"""How ids and names of Sigma rules find their notes, and what that ties together."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.knowledge.base import KnowledgeBase
from kbgen.knowledge.joined_rules import joined_rules
from kbgen.knowledge.sigma_names import sigma_of_note
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

ONE, TWO, THREE = (f"11111111-2222-4333-8444-55555555550{number}" for number in (1, 2, 3))
DETECTION = "logsource: {product: windows}\ndetection: {k: [a], condition: k}\n"


def note(yaml: str, tags: str = "detection_rule") -> str:
    return f"---\ntags: [{tags}]\n---\n```yml\n{yaml}```\n"


def correlation(name: str, rules: str) -> str:
    return f"title: {name}\nname: {name}\ncorrelation: {{type: temporal, rules: [{rules}], group-by: [a], timespan: 1m}}\n"


@pytest.fixture(name="knowledge")
def build(make_vault: MakeVault) -> KnowledgeBase:
    third = f"title: Third\nid: {THREE}\ntags: [attack.t1003]\n{DETECTION}"
    files = {
        "a-copy.md": note(f"title: One\nname: one\n{DETECTION}", "detection_rule, t1001"),
        "one.md": note(f"title: One\nid: {ONE.upper()}\nname: one\n{DETECTION}", "detection_rule, t1001"),
        "two.md": note(
            f"title: Two\nid: {TWO}\n{DETECTION.replace('windows', 'linux')}", "detection_rule, t1002"
        ),
        "inner.md": note(f"{correlation('inner', f'{TWO}, third, outer')}---\n{third}name: third\n"),
        "outer.md": note(correlation("outer", "inner, one, gone"), "detection_rule, t1004"),
        "filter.md": note(
            f"title: F\nname: f\n{DETECTION.partition(chr(10))[0]}\nfilter: {{rules: [{TWO.upper()}, f]}}\n",
            "x",
        ),
        "page.md": "x\n",
    }
    return Project(make_vault(files)).knowledge


def test_rules_are_found_by_id_in_any_case_and_by_name(knowledge: KnowledgeBase) -> None:
    find = knowledge.sigma.find
    assert [find(name) for name in (ONE, ONE.upper(), TWO, "inner")] == [
        "one.md",
        "one.md",
        "two.md",
        "inner.md",
    ]
    assert [find(name) for name in ("gone", "", "f")] == [None] * 3


def test_the_first_of_several_with_one_name_counts(knowledge: KnowledgeBase) -> None:
    assert knowledge.sigma.find("one") == "a-copy.md"


def test_a_rule_beside_another_is_found_in_its_note(knowledge: KnowledgeBase) -> None:
    assert (knowledge.sigma.find(THREE), knowledge.sigma.find("third")) == ("inner.md", "inner.md")


def test_what_joins_and_filters_a_rule(knowledge: KnowledgeBase) -> None:
    assert dict(knowledge.sigma.joined_by) == {
        "a-copy.md": ("outer.md",),
        "inner.md": ("outer.md",),
        "outer.md": ("inner.md",),
        "two.md": ("inner.md",),
    }
    assert dict(knowledge.sigma.filtered_by) == {"two.md": ("filter.md",)}


def test_a_filter_is_no_rule_of_a_technique(knowledge: KnowledgeBase) -> None:
    assert dict(knowledge.rules_of) == {
        "T1001": ("a-copy.md", "one.md"),
        "T1002": ("two.md",),
        "T1004": ("outer.md",),
    }


def test_the_rules_below_a_correlation(knowledge: KnowledgeBase) -> None:
    joined = joined_rules(knowledge.notes["outer.md"], knowledge)
    assert [(rule.techniques, str(rule.log_source)) for rule in joined] == [
        ((), ""),
        (("T1002",), "linux"),
        (("T1003",), "windows"),
        (("T1001",), "windows"),
    ]
    assert joined_rules(knowledge.notes["two.md"], knowledge) == ()
    assert joined_rules(knowledge.notes["filter.md"], knowledge) == ()
    assert joined_rules(knowledge.notes["page.md"], knowledge) == ()


def test_the_document_of_a_note(knowledge: KnowledgeBase) -> None:
    titles = {path: rule.title for path, item in knowledge.notes.items() if (rule := sigma_of_note(item))}
    assert titles["filter.md"] == "F"
    assert "page.md" not in titles
