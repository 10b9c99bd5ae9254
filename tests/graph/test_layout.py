"""Where nodes are drawn: apart from each other, near to what they are tied to, and the same each time."""

import math
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.graph.edge import Edge, EdgeKind, NodeKind
from kbgen.graph.layout import SCALE, place_nodes
from kbgen.graph.seats import SEAT
from kbgen.project import Project
from kbgen.source import Location

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Place = tuple[int, int]
LEAST = SCALE * SEAT - math.sqrt(2)
"""The least distance between two nodes: that of two seats, less what rounding takes."""


def graph_of(kinds: Mapping[str, NodeKind], *edges: tuple[str, str, EdgeKind]) -> "nx.MultiDiGraph[str]":
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, kind in kinds.items():
        graph.add_node(node, kind=kind, title=node)
    for source, target, tie in edges:
        graph.add_edge(source, target, edge=Edge(source, target, tie, Location(source)))
    return graph


def enterprise() -> "nx.MultiDiGraph[str]":
    """Return four tactics with three techniques each, four rules on each technique, and a group in each tactic."""
    kinds: dict[str, NodeKind] = {}
    edges = []
    for tactic in "ABCD":
        kinds[tactic] = NodeKind.TACTIC
        kinds[f"{tactic} group"] = NodeKind.GROUP
        for number in range(3):
            technique = f"{tactic}{number}"
            kinds[technique] = NodeKind.TECHNIQUE
            edges += [
                (technique, tactic, EdgeKind.IN_TACTIC),
                (f"{tactic} group", technique, EdgeKind.USES),
            ]
            for rule in range(4):
                kinds[f"{technique} rule {rule}"] = NodeKind.DETECTION_RULE
                edges.append((f"{technique} rule {rule}", technique, EdgeKind.SAME_TECHNIQUE))
    return graph_of(kinds, *edges)


def mean_distance(places: Mapping[str, Place], pairs: list[tuple[str, str]]) -> float:
    return sum(math.dist(places[one], places[other]) for one, other in pairs) / len(pairs)


def nearest_pair(places: Mapping[str, Place]) -> float:
    return min((math.dist(*pair) for pair in combinations(places.values(), 2)), default=math.inf)


def test_an_empty_graph_has_no_places() -> None:
    assert place_nodes(graph_of({}), []) == {}


def test_every_node_has_a_place_of_its_own() -> None:
    graph = enterprise()
    places = place_nodes(graph, "ABCD")
    assert list(places) == sorted(graph)
    assert nearest_pair(places) >= LEAST


def test_what_is_tied_is_nearer_than_what_is_not() -> None:
    graph = enterprise()
    places = place_nodes(graph, "ABCD")
    tied = list(graph.edges())
    strangers = [pair for pair in combinations(sorted(graph), 2) if not graph.has_edge(*pair)]
    assert mean_distance(places, tied) < mean_distance(places, strangers) / 2


def test_tactics_stand_on_a_circle_in_their_order_from_the_top_clockwise() -> None:
    places = place_nodes(enterprise(), "BADC")
    (top, right, bottom, left) = (places[tactic] for tactic in "BADC")
    assert top[1] < 0 < bottom[1]
    assert left[0] < 0 < right[0]
    assert max(abs(top[0]), abs(bottom[0]), abs(left[1]), abs(right[1])) < right[0] / 2


def test_what_techniques_have_in_common_stands_inside_the_circle() -> None:
    places = place_nodes(enterprise(), "ABCD")
    groups = [math.hypot(*places[f"{tactic} group"]) for tactic in "ABCD"]
    assert max(groups) < min(math.hypot(*places[tactic]) for tactic in "ABCD")


def test_what_has_no_way_to_a_tactic_stands_outside() -> None:
    graph = enterprise()
    graph.add_node("alone", kind=NodeKind.PAGE, title="alone")
    places = place_nodes(graph, "ABCD")
    others = [math.hypot(*place) for node, place in places.items() if node != "alone"]
    assert math.hypot(*places["alone"]) > max(others) - SCALE * SEAT


def test_a_vault_without_techniques_is_drawn_around_its_middle() -> None:
    kinds = {f"page {number}": NodeKind.PAGE for number in range(60)}
    edges = [(f"page {number}", f"page {number // 3}", EdgeKind.LINKS_TO) for number in range(1, 60)]
    places = place_nodes(graph_of(kinds, *edges), [])
    assert nearest_pair(places) >= LEAST
    assert max(math.hypot(*place) for place in places.values()) < SCALE * 4 * math.sqrt(60)


NAMES = st.integers(0, 30).map(lambda number: f"n{number}")


@given(
    kinds=st.dictionaries(NAMES, st.sampled_from(NodeKind), max_size=30),
    edges=st.lists(st.tuples(NAMES, NAMES, st.sampled_from(EdgeKind)), max_size=60),
)
def test_any_graph_gets_finite_places_apart_from_each_other(
    kinds: dict[str, NodeKind], edges: list[tuple[str, str, EdgeKind]]
) -> None:
    ends = {node: NodeKind.PAGE for edge in edges for node in edge[:2]}
    graph = graph_of({**ends, **kinds}, *edges)
    tactics = [node for node, kind in sorted(kinds.items()) if kind is NodeKind.TACTIC]
    places = place_nodes(graph, tactics)
    assert set(places) == set(graph)
    assert nearest_pair(places) >= LEAST
    assert all(math.hypot(*place) < SCALE * 10 * (len(places) + 2) for place in places.values())


def test_the_order_in_which_nodes_and_edges_were_added_says_nothing() -> None:
    graph = enterprise()
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(data=True))))
    assert place_nodes(turned, "ABCD") == place_nodes(graph, "ABCD")


@pytest.fixture
def small_vault(make_vault: MakeVault) -> Path:
    files = {f"p{number}.md": f"[[p{number * 7 % 40}]] [[p{number * 3 % 40}]]\n" for number in range(40)}
    return make_vault({**files, "T1046.md": "---\ntags: [techniques]\ntactics: [Discovery]\n---\n[[p1]]\n"})


def test_two_processes_place_alike(small_vault: Path) -> None:
    code = (
        "import sys, pathlib; from kbgen.project import Project;"
        "print(list(Project(pathlib.Path(sys.argv[1])).graph.layout.items()))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code, str(small_vault)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert said[0].strip() == str(list(Project(small_vault).graph.layout.items()))
