"""Nodes and edges of the cross-reference graph, each edge with its kind, its place and its strength."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kbgen.graph.edge import Edge, EdgeKind, NodeKind, Strength
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

SCAN = "---\ntags: [T1046, techniques]\n---\nText.\n"
"""A note of a technique."""


@pytest.fixture
def edges_of(make_vault: MakeVault) -> Callable[[Mapping[str, str | bytes]], list[Edge]]:
    """Return a function from files to the edges of their graph."""

    def found(files: Mapping[str, str | bytes]) -> list[Edge]:
        graph: Any = Project(make_vault(files)).graph.graph
        edges: list[Edge] = [edge for _, _, edge in graph.edges(data="edge")]
        assert [(source, target) for source, target in graph.edges()] == [
            (edge.source, edge.target) for edge in edges
        ]
        return edges

    return found


EdgesOf = Callable[[Mapping[str, str | bytes]], list[Edge]]


def shown(edges: list[Edge], kind: EdgeKind) -> list[tuple[str, str, str]]:
    return sorted((edge.source, edge.target, str(edge.origin)) for edge in edges if edge.kind is kind)


def strengths(edges: list[Edge], kind: EdgeKind) -> set[int]:
    return {int(edge.strength) for edge in edges if edge.kind is kind}


def test_a_wikilink_is_an_edge_from_where_it_stands(edges_of: EdgesOf) -> None:
    edges = edges_of({"a.md": "---\ntags: [x]\n---\n\nSee [[b]] or [[b#Top|the top]].\n", "b.md": "# Top\n"})
    assert shown(edges, EdgeKind.LINKS_TO) == [
        ("a.md", "b.md", "a.md:5:14"),
        ("a.md", "b.md", "a.md:5:5"),
    ]
    assert strengths(edges, EdgeKind.LINKS_TO) == {0}


def test_a_markdown_link_is_an_edge_from_where_it_stands(edges_of: EdgesOf) -> None:
    edges = edges_of({"a.md": "one\ntwo [text](sub/b%20c.md)\n", "sub/b c.md": "B\n"})
    assert shown(edges, EdgeKind.LINKS_TO) == [("a.md", "sub/b c.md", "a.md:2:5")]


def test_a_link_in_a_list_in_a_quote_keeps_its_column(edges_of: EdgesOf) -> None:
    edges = edges_of({"a.md": "> - first\n> - see [[b]]\n", "b.md": "B\n"})
    assert shown(edges, EdgeKind.LINKS_TO) == [("a.md", "b.md", "a.md:2:9")]


def test_a_link_in_a_property_is_an_edge_from_the_line_of_its_value(edges_of: EdgesOf) -> None:
    edges = edges_of({"a.md": '---\nx: 1\nup: "[[b]]"\n---\nA\n', "b.md": "B\n"})
    (source, target, origin) = shown(edges, EdgeKind.LINKS_TO)[0]
    assert (source, target) == ("a.md", "b.md")
    assert origin in {"a.md:3:5", "a.md:3:6"}


def test_a_link_in_a_comment_counts(edges_of: EdgesOf) -> None:
    edges = edges_of({"a.md": "Text %%see [[b]]%%\n", "b.md": "B\n"})
    assert shown(edges, EdgeKind.LINKS_TO) == [("a.md", "b.md", "a.md:1:12")]


@pytest.mark.parametrize("text", ["`[[b]]`", "```sh\n[[ -f b ]] && [[b]]\n```", "[[gone]]", "[[p.png]]"])
def test_code_and_what_is_no_note_make_no_edge(edges_of: EdgesOf, text: str) -> None:
    assert edges_of({"a.md": f"{text}\n", "b.md": "B\n", "p.png": b"\x89"}) == []


def test_an_embed_is_an_edge_of_its_own_kind(edges_of: EdgesOf) -> None:
    edges = edges_of({"a.md": "Text.\n\n![[b]]\n", "b.md": "B\n"})
    assert shown(edges, EdgeKind.EMBEDS) == [("a.md", "b.md", "a.md:3:1")]
    assert shown(edges, EdgeKind.LINKS_TO) == []
    assert strengths(edges, EdgeKind.EMBEDS) == {0}


def test_a_citation_is_an_edge_to_its_source(edges_of: EdgesOf) -> None:
    edges = edges_of({"a.md": "Seen (Citation: Report 1)(Citation: Report 2).\n"})
    assert shown(edges, EdgeKind.CITES) == [
        ("a.md", "citation:Report 1", "a.md:1:6"),
        ("a.md", "citation:Report 2", "a.md:1:26"),
    ]
    assert strengths(edges, EdgeKind.CITES) == {0}


def test_two_notes_that_cite_one_source_share_its_node(make_vault: MakeVault) -> None:
    graph: Any = Project(make_vault({"a.md": "(Citation: R)\n", "b.md": "(Citation: R)\n"})).graph.graph
    citations = [name for name, kind in graph.nodes(data="kind") if kind is NodeKind.CITATION]
    assert citations == ["citation:R"]
    assert graph.nodes["citation:R"]["title"] == "R"


def test_the_answer_of_a_block_is_an_edge_from_its_opening_fence(edges_of: EdgesOf) -> None:
    note = "---\ntags: [T1046, techniques]\n---\n\n```query\ntag: detection_rule\ntag: T1046\n```\n"
    edges = edges_of({"T.md": note, "r.md": "---\ntags: [t1046, detection_rule]\n---\n"})
    assert shown(edges, EdgeKind.ANSWERS_QUERY) == [("T.md", "r.md", "T.md:5:1")]
    assert strengths(edges, EdgeKind.ANSWERS_QUERY) == {3}


def test_each_block_that_returns_a_note_is_an_edge(edges_of: EdgesOf) -> None:
    block = "```query\nfile: b.md\n```\n"
    edges = edges_of({"a.md": f"{block}\n{block}", "b.md": "B\n"})
    assert shown(edges, EdgeKind.ANSWERS_QUERY) == [
        ("a.md", "b.md", "a.md:1:1"),
        ("a.md", "b.md", "a.md:5:1"),
    ]


def test_an_answer_that_is_no_rule_or_test_of_a_technique_is_a_mere_reference(edges_of: EdgesOf) -> None:
    edges = edges_of({"list.md": "```query\ntag: x\n```\n", "b.md": "---\ntags: [x]\n---\n"})
    assert strengths(edges, EdgeKind.ANSWERS_QUERY) == {0}


@pytest.mark.parametrize("kind", ["detection_rule", "atomic_test"])
def test_a_tag_ties_a_rule_or_test_to_its_technique_exactly(edges_of: EdgesOf, kind: str) -> None:
    note = f"---\nname: x\ntags: [{kind}, t1046]\n---\n## Atomic Test #1 - One\n"
    edges = edges_of({"T.md": SCAN, "x.md": note})
    column = len(f"tags: [{kind}, ") + 1
    assert shown(edges, EdgeKind.SAME_TECHNIQUE) == [("x.md", "T.md", f"x.md:3:{column}")]
    assert strengths(edges, EdgeKind.SAME_TECHNIQUE) == {3}


def test_tags_in_a_block_list_and_in_the_text_have_their_own_places(edges_of: EdgesOf) -> None:
    child = SCAN.replace("T1046", "T1059_001")
    rule = "---\ntags:\n  - detection_rule\n  - T1046\n---\nFires on #t1059_001 too.\n"
    edges = edges_of({"T.md": SCAN, "C.md": child, "r.md": rule})
    assert shown(edges, EdgeKind.SAME_TECHNIQUE) == [
        ("r.md", "C.md", "r.md:6:10"),
        ("r.md", "T.md", "r.md:4:5"),
    ]


def test_a_tag_of_a_sub_technique_ties_to_it_and_not_to_its_technique(edges_of: EdgesOf) -> None:
    files = {
        "P.md": SCAN.replace("T1046", "T1059"),
        "C.md": SCAN.replace("T1046", "T1059_001"),
        "parent.md": "---\ntags: [detection_rule, t1059]\n---\n",
        "child.md": "---\ntags: [detection_rule, t1059_001]\n---\n",
    }
    ties = {(source, target) for source, target, _ in shown(edges_of(files), EdgeKind.SAME_TECHNIQUE)}
    assert ties == {("parent.md", "P.md"), ("child.md", "C.md")}


def test_a_technique_without_a_note_gives_no_tie(edges_of: EdgesOf) -> None:
    assert edges_of({"r.md": "---\ntags: [detection_rule, t1046]\n---\n"}) == []


def test_ties_lead_to_the_first_of_two_notes_for_one_technique(edges_of: EdgesOf) -> None:
    edges = edges_of({"b/T.md": SCAN, "a/T.md": SCAN, "r.md": "---\ntags: [detection_rule, t1046]\n---\n"})
    assert [target for _, target, _ in shown(edges, EdgeKind.SAME_TECHNIQUE)] == ["a/T.md"]


def test_a_sub_technique_belongs_to_its_technique(edges_of: EdgesOf) -> None:
    files = {"P.md": SCAN.replace("T1046", "T1059"), "C.md": SCAN.replace("T1046", "T1059_001")}
    edges = edges_of(files)
    assert [(edge.source, edge.target, edge.origin.path) for edge in edges] == [("C.md", "P.md", "C.md")]
    assert edges[0].kind is EdgeKind.SUBTECHNIQUE_OF
    assert int(edges[0].strength) == 2


def test_a_technique_is_in_each_tactic_of_its_property(edges_of: EdgesOf) -> None:
    note = "---\ntags: [T1046, techniques]\ntactics: Discovery, Defense Evasion\n---\n"
    assert shown(edges_of({"T.md": note}), EdgeKind.IN_TACTIC) == [
        ("T.md", "tactic:defense-evasion", "T.md:3:21"),
        ("T.md", "tactic:discovery", "T.md:3:10"),
    ]


def test_each_tactic_of_a_list_has_the_place_of_its_own_item(edges_of: EdgesOf) -> None:
    note = "---\ntags: [T1046, techniques]\ntactics:\n  - Discovery\n  - Execution\n---\n"
    assert shown(edges_of({"T.md": note}), EdgeKind.IN_TACTIC) == [
        ("T.md", "tactic:discovery", "T.md:4:5"),
        ("T.md", "tactic:execution", "T.md:5:5"),
    ]


def test_a_tactic_tag_ties_a_rule_to_the_tactic_only(edges_of: EdgesOf) -> None:
    files = {
        "r.md": "---\ntags: [defense_evasion, detection_rule]\n---\n",
        "T.md": "---\ntags: [T1027, techniques]\ntactics: Defense Evasion\n---\n",
    }
    edges = [edge for edge in edges_of(files) if edge.source == "r.md"]
    assert [(edge.kind, edge.target, str(edge.origin)) for edge in edges] == [
        (EdgeKind.IN_TACTIC, "tactic:defense-evasion", "r.md:2:8")
    ]
    assert int(edges[0].strength) == 1


def test_a_tag_that_is_no_tactic_of_enterprise_makes_no_node(make_vault: MakeVault) -> None:
    graph: Any = Project(make_vault({"r.md": "---\ntags: [s0029, detection_rule]\n---\n"})).graph.graph
    assert list(graph.nodes) == ["r.md"]


def test_no_edge_leads_from_a_note_to_itself(edges_of: EdgesOf) -> None:
    note = (
        '---\nfilename: "[[T1046 - A]]"\ntags: [T1046, techniques]\n---\n# A\n\n[[#A]] [[T1046 - A]] '
        "[x](T1046%20-%20A.md)\n\n![[#A]]\n\n```query\ntag: techniques\n```\n"
    )
    assert edges_of({"T1046 - A.md": note}) == []


def test_two_notes_may_be_tied_by_several_edges(edges_of: EdgesOf) -> None:
    note = f"{SCAN}\n[[r]] and [[r]]\n\n![[r]]\n\n```query\ntag: detection_rule\n```\n"
    edges = edges_of({"T.md": note, "r.md": "---\ntags: [detection_rule, t1046]\n---\n"})
    assert sorted(edge.kind.value for edge in edges) == [
        "answers-query",
        "embeds",
        "links-to",
        "links-to",
        "same-technique",
    ]


GUID = "11111111-2222-3333-4444-555555555555"


def test_every_note_is_a_node_of_its_kind(make_vault: MakeVault) -> None:
    files: dict[str, str | bytes] = {
        "T.md": "---\ntags: [T1046, techniques]\ntactics: Discovery\n---\n",
        "r.md": "---\ntitle: Rule\ntags: [detection_rule]\n---\n(Citation: R)\n",
        "t.md": f"---\ntags: [atomic_test]\n---\n## Atomic Test #1 - One\n\n**auto_generated_guid:** {GUID}\n",
        "p.md": "# Page\n",
        "x.png": b"\x89",
    }
    graph: Any = Project(make_vault(files)).graph.graph
    kinds = {name: kind.value for name, kind in graph.nodes(data="kind")}
    assert kinds == {
        "T.md": "technique",
        "r.md": "detection_rule",
        "t.md": "atomic_test",
        f"test:{GUID}": "test_case",
        "p.md": "page",
        "tactic:discovery": "tactic",
        "citation:R": "citation",
    }
    titles = {name: title for name, title in graph.nodes(data="title") if name in {"r.md", "p.md"}}
    assert titles == {"r.md": "Rule", "p.md": "Page"}
    assert graph.nodes["tactic:discovery"]["title"] == "Discovery"


TEST_NOTE = (
    "---\ntags: [T1046, atomic_test]\n---\n# T1046\n\n"
    "## Atomic Test #1 - One\n\n**Supported Platforms:** Linux\n\n"
    "**auto_generated_guid:** 11111111-2222-3333-4444-555555555555\n\n"
    "## Atomic Test #2 - Two\n\n**Supported Platforms:** Windows\n\n"
    "**auto_generated_guid:** 66666666-7777-8888-9999-000000000000\n"
)


def test_each_single_test_is_a_node_of_the_kind_test_case(make_vault: MakeVault) -> None:
    # The interface: "`test_case` (each single test inside it, known by its GUID)".
    kinds = dict(Project(make_vault({"t.md": TEST_NOTE})).graph.stats.by_kind)
    assert kinds.get("test_case") == 2


def test_a_rule_that_names_a_test_declares_it(edges_of: EdgesOf) -> None:
    # Coverage: strength 4, "the rule names the very test: Sigma `simulation[].atomic_guid`".
    rule = (
        "---\ntags: [t1046, detection_rule]\n---\n\n```yml\ntitle: R\nlogsource:\n    product: linux\n"
        "detection:\n    condition: x\nsimulation:\n    - type: atomic-red-team\n      name: One\n"
        "      technique: T1046\n      atomic_guid: 11111111-2222-3333-4444-555555555555\n```\n"
    )
    edges = edges_of({"t.md": TEST_NOTE, "r.md": rule})
    declared = [edge for edge in edges if edge.kind.value == "declares-test"]
    assert [(edge.source, edge.origin.path, edge.origin.line) for edge in declared] == [("r.md", "r.md", 15)]
    assert strengths(declared, declared[0].kind) == {4}


def test_strengths_are_those_of_the_coverage_document() -> None:
    assert {strength.name.lower(): int(strength) for strength in Strength} == {
        "reference": 0,
        "tactic": 1,
        "roll_up": 2,
        "exact": 3,
        "declared": 4,
    }
