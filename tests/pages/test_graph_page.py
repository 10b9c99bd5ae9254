"""The graph page and the two files behind it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from html_tree import parse, text_of

from kbgen.graph.edge import EdgeKind, NodeKind
from kbgen.pages.graph_page import LISTS
from kbgen.pages.graph_symbols import SYMBOLS, TIE_WORDS
from kbgen.pages.page import NavigationItem, Site
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

RULE = """---
tags: [detection_rule, T1046]
---
```yaml
title: Port scan
level: high
logsource: {product: windows}
```
"""
FILES: Mapping[str, str | bytes] = {
    "T1046.md": "---\ntags: [techniques]\naliases: [T1046]\ntactics: [Discovery]\n---\n```query\ntag: detection_rule\n```\n[[rule]] [[rule]]\n",
    "rule.md": RULE,
    'odd "name" & <b>.md': "Text (Citation: Some source) and [[T1046]].\n",
    "alone.md": "Nothing.\n",
}


@pytest.fixture
def project(make_vault: MakeVault) -> Project:
    return Project(make_vault(FILES))


def data_of(site: Site) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(site.data["api/graph.json"])
    return loaded


def script_of(site: Site) -> dict[str, Any]:
    text = site.data["api/graph-data.js"].decode()
    assert text.startswith("self.kbgenGraph=")
    assert text.endswith(";\n")
    loaded: dict[str, Any] = json.loads(text.removeprefix("self.kbgenGraph=").removesuffix(";\n"))
    return loaded


def unpacked(script: Mapping[str, Any]) -> set[tuple[str, int, int]]:
    """Return the ties of the script: kind, source, target."""
    found = set()
    for (name, *_), packed in zip(script["ties"], script["edges"], strict=True):
        numbers, source = iter(packed), 0
        for step in numbers:
            source += step
            found |= {(name, source, next(numbers)) for _ in range(next(numbers))}
    return found


def test_every_kind_has_a_symbol_and_every_tie_has_words() -> None:
    assert set(SYMBOLS) == set(NodeKind)
    assert set(TIE_WORDS) == set(EdgeKind)
    looks = [(symbol.shape, symbol.colour) for symbol in SYMBOLS.values()]
    assert len(set(looks)) == len(looks)


def test_nodes_are_published_with_kind_address_and_place(project: Project) -> None:
    nodes = {node["id"]: node for node in data_of(project.site)["nodes"]}
    assert {(node["id"], node["attack_id"], node["kind"], node["url"]) for node in nodes.values()} == {
        ("tactic:discovery", "TA0007", "tactic", "tactics/TA0007/"),
        ("T1046.md", "T1046", "technique", "techniques/T1046/"),
        ("rule.md", None, "detection_rule", "rules/rule/"),
        ('odd "name" & <b>.md', None, "page", "odd-name-b/"),
        ("alone.md", None, "page", "alone/"),
        ("citation:Some source", None, "citation", None),
    }
    assert len({(node["x"], node["y"]) for node in nodes.values()}) == len(nodes)


def test_edges_are_published_with_strength_and_origin(project: Project) -> None:
    edges = data_of(project.site)["edges"]
    assert len(edges) == project.graph.stats.edges
    named = next(edge for edge in edges if edge["kind"] == "same-technique")
    assert named == {
        "source": "rule.md",
        "target": "T1046.md",
        "kind": "same-technique",
        "strength": 3,
        "origin": {"path": "rule.md", "line": 2},
    }
    keys = [(e["source"], e["target"], e["kind"], e["origin"]["path"], e["origin"]["line"]) for e in edges]
    assert keys == sorted(keys)


def test_the_script_says_the_same_with_numbers(project: Project) -> None:
    data, script = data_of(project.site), script_of(project.site)
    nodes = data["nodes"]
    assert script["title"] == [node["title"] for node in nodes]
    assert script["id"] == [node["attack_id"] or "" for node in nodes]
    assert script["url"] == [node["url"] or "" for node in nodes]
    assert list(zip(script["x"], script["y"], strict=True)) == [(node["x"], node["y"]) for node in nodes]
    kinds = [
        kind for (kind, *_), count in zip(script["kinds"], script["kind"], strict=True) for _ in range(count)
    ]
    assert kinds == [node["kind"] for node in nodes]
    places = {node["id"]: place for place, node in enumerate(nodes)}
    assert unpacked(script) == {
        (edge["kind"], places[edge["source"]], places[edge["target"]]) for edge in data["edges"]
    }


def test_the_page_counts_kinds_and_ties_and_leads_to_the_lists(project: Project) -> None:
    page = next(page.finished() for page in project.site.pages if page.url == "graph/")
    tree = parse(page.html)
    rows = [[text_of(cell) for cell in row] for row in tree.findall(".//tbody/tr")]
    assert ["techniques", "1"] in rows
    assert ["pages", "2"] in rows
    assert ["links-to links to", "3"] in rows
    hrefs = {link.get("href") for link in tree.findall(".//tbody//a")}
    assert hrefs == {"../tactics/", "../techniques/", "../rules/", "../pages/"}
    assert tree.find(".//a[@href='../api/graph.json']") is not None
    (drawn,) = tree.findall(".//div[@data-kb-graph]")
    assert (drawn.get("data-script") or "").startswith("../api/graph-data.js?")
    assert page.styles == ("graph.css",)
    assert page.scripts == ("graph-model.js", "graph-picture.js", "graph-panel.js", "graph.js")


def test_the_page_is_complete_without_its_script(project: Project) -> None:
    page = next(page.finished() for page in project.site.pages if page.url == "graph/")
    tree = parse(page.html)
    (drawn,) = tree.findall(".//div[@data-kb-graph]")
    assert "hidden" in drawn.attrib
    assert all("hidden" in box.attrib for box in tree.findall(".//tbody//input"))
    assert tree.find(".//noscript") is not None


def test_every_list_that_the_legend_names_is_a_page_of_the_site(project: Project) -> None:
    urls = {page.url for page in project.site.pages}
    present = {NodeKind(name) for name, _ in project.graph.stats.by_kind}
    assert {LISTS[kind] for kind in present if kind in LISTS} <= urls


def test_the_graph_stands_before_the_pages_in_the_navigation(project: Project) -> None:
    items = project.site.navigation
    place = items.index(NavigationItem("Graph", "graph/"))
    assert items[place + 1].title == "Pages"


def test_an_empty_vault_has_no_graph(make_vault: MakeVault) -> None:
    site = Project(make_vault({})).site
    assert "graph/" not in {page.url for page in site.pages}
    assert "graph/" not in {item.url for item in site.navigation}
    assert [path for path in site.data if "graph" in path] == []


def test_a_note_that_asks_for_the_address_gets_another(make_vault: MakeVault) -> None:
    project = Project(make_vault({"graph.md": "Mine.\n"}))
    assert project.addresses.notes["graph.md"] not in {"graph/", ""}


def test_two_builds_write_the_same_bytes(make_vault: MakeVault) -> None:
    folder = make_vault(FILES)
    first, second = Project(folder).site, Project(folder).site
    assert first.data["api/graph.json"] == second.data["api/graph.json"]
    assert first.data["api/graph-data.js"] == second.data["api/graph-data.js"]
