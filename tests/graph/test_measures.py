"""Figures of the whole graph, counted by hand."""

from collections.abc import Callable, Mapping
from pathlib import Path

from kbgen.graph.measures import GraphStats
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


def stats(vault: Path) -> GraphStats:
    return Project(vault).graph.stats


def test_nodes_and_edges_are_counted_by_kind(make_vault: MakeVault) -> None:
    files = {
        # One tactic, one answer, one citation.
        "T.md": "---\ntags: [T1046, techniques]\ntactics: Discovery\n---\n(Citation: R)\n\n"
        "```query\ntag: detection_rule\n```\n",
        # One tie, one tactic, two links.
        "r.md": "---\ntags: [t1046, discovery, detection_rule]\n---\n[[p]] [[p]]\n",
        "p.md": "P\n",
        "alone.md": "A\n",
        "pair1.md": "[[pair2]]\n",
        "pair2.md": "![[pair1]]\n",
    }
    assert stats(make_vault(files)) == GraphStats(
        nodes=8,
        edges=9,
        by_kind=(("citation", 1), ("detection_rule", 1), ("page", 4), ("tactic", 1), ("technique", 1)),
        by_edge=(
            ("answers-query", 1),
            ("cites", 1),
            ("embeds", 1),
            ("in-tactic", 2),
            ("links-to", 3),
            ("same-technique", 1),
        ),
        components=3,
        orphans=1,
    )


def test_the_parts_sum_up_to_the_whole(make_vault: MakeVault) -> None:
    files = {f"n{number}.md": f"[[n{number // 2}]] (Citation: C{number % 3})\n" for number in range(12)}
    figures = stats(make_vault(files))
    assert sum(count for _, count in figures.by_kind) == figures.nodes == 15
    # n0 links to itself, which is no edge.
    assert sum(count for _, count in figures.by_edge) == figures.edges == 23
    assert figures.components == 1


def test_an_empty_vault_has_an_empty_graph(make_vault: MakeVault) -> None:
    assert stats(make_vault({})) == GraphStats(0, 0, (), (), 0, 0)


def test_a_note_without_any_tie_is_an_orphan_and_a_component(make_vault: MakeVault) -> None:
    figures = stats(make_vault({"a.md": "[[a]]\n", "b.md": "B\n"}))
    assert (figures.nodes, figures.edges, figures.components, figures.orphans) == (2, 0, 2, 2)
