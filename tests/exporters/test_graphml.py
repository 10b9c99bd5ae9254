"""The cross-reference graph as GraphML: read back, it is the graph, whatever is in its names."""

import io
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from coverage_worlds import atomic, rule, technique, threat

from kbgen.exporters.graphml import graphml
from kbgen.graph.edge import Edge, EdgeKind, NodeKind, Strength
from kbgen.project import Project
from kbgen.source import Location

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
NOTES = {
    "T1046.md": technique(
        "T1046", "Windows", tactics=["Discovery"], body="See [[r]].\n\n```query\ntag: T1046\n```"
    ),
    "r.md": rule("T1046", title="Überwachung"),
    "t.md": atomic("T1046", one="windows"),
    "G0016.md": threat("G0016", "T1046"),
}


def read(text: str) -> "nx.MultiDiGraph[str]":
    found = nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)
    assert isinstance(found, nx.MultiDiGraph)
    return found


def made(*titles: str) -> "nx.MultiDiGraph[str]":
    """Return a graph of a chain of pages, whose identifiers are their titles."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for title in titles:
        graph.add_node(title, kind=NodeKind.PAGE, title=title)
    for source, target in pairwise(titles):
        edge = Edge(
            source, target, EdgeKind.LINKS_TO, Location(source, 3, 5), Strength.REFERENCE, f"to {target}"
        )
        graph.add_edge(source, target, edge=edge)
    return graph


def test_read_back_it_has_the_nodes_and_edges_of_the_graph(make_vault: MakeVault) -> None:
    graph = Project(make_vault(NOTES)).graph.graph
    found = read(graphml(graph))
    assert set(found) == set(graph)
    assert {node: (found.nodes[node]["kind"], found.nodes[node]["title"]) for node in found} == {
        node: (graph.nodes[node]["kind"].value, graph.nodes[node]["title"]) for node in graph
    }
    edges: list[Edge] = [data["edge"] for _, _, data in graph.edges(data=True)]
    expected = Counter(
        (edge.source, edge.target, edge.kind.value, str(int(edge.strength)), str(edge.origin))
        for edge in edges
    )
    assert expected == Counter(
        (source, target, data["kind"], data["strength"], data["origin"])
        for source, target, data in found.edges(data=True)
    )
    assert sum(expected.values()) > 6


def test_every_attribute_is_a_string(make_vault: MakeVault) -> None:
    root = ET.fromstring(graphml(Project(make_vault(NOTES)).graph.graph))  # noqa: S314 (its own output)
    keys = [item for item in root if item.tag.endswith("}key")]
    assert {item.get("attr.type") for item in keys} == {"string"}
    assert {(item.get("for"), item.get("attr.name")) for item in keys} == {
        ("node", "kind"),
        ("node", "title"),
        ("edge", "kind"),
        ("edge", "strength"),
        ("edge", "origin"),
    }


def test_the_order_of_the_graph_changes_nothing() -> None:
    forth = made("a", "b", "c")
    back: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    back.add_nodes_from(reversed(list(forth.nodes(data=True))))
    back.add_edges_from(reversed(list(forth.edges(data=True))))
    assert graphml(forth) == graphml(back)


def test_parallel_edges_are_kept() -> None:
    graph = made("a", "b")
    for line in (9, 7):
        graph.add_edge("a", "b", edge=Edge("a", "b", EdgeKind.LINKS_TO, Location("a", line)))
    found = read(graphml(graph))
    assert [data["origin"] for _, _, data in found.edges(data=True)] == ["a:3:5", "a:7:1", "a:9:1"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ('<b> & "quotes" \'', '<b> & "quotes" \''),
        ("bell \x07 null \x00 escape \x1b[31m", "bell  null  escape [31m"),
        ("lone \udcff surrogate \uffff", "lone  surrogate "),
        ("]]> <!-- &#0;", "]]> <!-- &#0;"),
        ("two\nlines", "two\nlines"),
        ("🚀 \u202e", "🚀 \u202e"),
    ],
)
def test_what_xml_cannot_hold_is_left_out(title: str, shown: str) -> None:
    found = read(graphml(made(title, "end")))
    assert set(found) == {shown, "end"}
    assert found.nodes[shown]["title"] == shown
    ((_, _, data),) = found.edges(data=True)
    assert (data["origin"], data["description"]) == (f"{shown}:3:5", "to end")


def test_names_that_become_the_same_stay_two_nodes() -> None:
    found = read(graphml(made("a\x01", "a", "a\x02", "a (2)")))
    assert sorted(found) == ["a", "a (2)", "a (3)", "a (4)"]
    assert found.number_of_edges() == 3


def test_an_empty_graph_is_a_document() -> None:
    assert len(read(graphml(nx.MultiDiGraph()))) == 0
