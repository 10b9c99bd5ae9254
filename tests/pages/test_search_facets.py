"""What the site search can narrow its results by, note by note."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import parse

from kbgen.pages.search_facets import FACETS, facets_of
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

RULE = (
    "---\ntags: [detection_rule, {tags}]\n---\n```yaml\ntitle: R\nlevel: High\nstatus: test\n"
    "logsource: {{product: {product}}}\ndetection: {{condition: x}}\n```\n"
)
FILES: Mapping[str, str | bytes] = {
    "T1078.md": "---\ntags: [techniques, T1078]\ntactics: [Persistence, Initial Access]\nplatforms: [Linux, Azure AD]\n---\n",
    "own.md": RULE.format(tags="t1078, persistence", product="windows"),
    "derived.md": RULE.format(tags="t1078", product="linux"),
    "odd.md": RULE.format(tags="t1078", product="linux").replace("High", "grave"),
    "tests.md": "---\ntags: [atomic_test, T1078]\n---\n## Atomic Test #1 - A\n\n**Supported Platforms:** Windows, macOS\n",
    "plain.md": "# Plain\n",
}


@pytest.fixture
def facets(make_vault: MakeVault) -> Callable[[str], dict[str, list[str]]]:
    knowledge = Project(make_vault(FILES)).knowledge

    def of(path: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in facets_of(knowledge.notes[path], knowledge):
            found.setdefault(name, []).append(value)
        return found

    return of


Facets = Callable[[str], dict[str, list[str]]]


def test_a_technique_has_its_tactics_in_matrix_order_and_its_platforms_by_todays_names(
    facets: Facets,
) -> None:
    assert facets("T1078.md") == {
        "kind": ["technique"],
        "tactic": ["Initial Access", "Persistence"],
        "platform": ["Identity Provider", "Linux"],
    }


def test_a_rule_has_the_tactics_that_it_names_itself_else_those_of_its_techniques(facets: Facets) -> None:
    assert facets("own.md") == {
        "kind": ["detection_rule"],
        "tactic": ["Persistence"],
        "platform": ["Windows"],
        "level": ["high"],
        "status": ["test"],
    }
    assert facets("derived.md")["tactic"] == ["Initial Access", "Persistence"]
    assert facets("derived.md")["platform"] == ["Linux"]


def test_a_word_that_the_vocabulary_does_not_have_is_no_facet(facets: Facets) -> None:
    assert "level" not in facets("odd.md")
    assert facets("odd.md")["status"] == ["test"]


def test_tests_have_their_platforms_and_the_tactics_of_their_techniques(facets: Facets) -> None:
    assert facets("tests.md") == {
        "kind": ["atomic_test"],
        "tactic": ["Initial Access", "Persistence"],
        "platform": ["Windows", "macOS"],
    }


def test_any_other_note_has_its_kind(facets: Facets) -> None:
    assert facets("plain.md") == {"kind": ["page"]}


def test_facets_stand_on_the_page_for_the_index_and_not_for_readers(make_vault: MakeVault) -> None:
    site = Project(make_vault(FILES)).site
    (page,) = [page for page in site.pages if page.source_path == "own.md"]
    (mark,) = [element for element in parse(page.html).iter() if "data-pagefind-filter" in element.attrib]
    assert "hidden" in mark.attrib
    assert not mark.text
    named = [
        re.fullmatch(r"(\w+)\[(data-\w+)\]", part) for part in mark.attrib["data-pagefind-filter"].split(",")
    ]
    values = [(each[1], mark.attrib[each[2]]) for each in named if each]
    stated = ["detection_rule", "Persistence", "Windows", "high", "test"]
    assert values == list(zip(FACETS, stated, strict=True))
