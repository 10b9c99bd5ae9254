"""The cross-reference graph as GraphML. Specification: graphml.graphdrawing.org, the subset that networkx writes.

Every attribute is a string. Nodes have ``kind`` and ``title``; edges have ``kind``, ``strength``, ``origin`` and, where a
source says something of the relation, ``description``. Nodes and edges are in the order of their identifiers.
"""

import io

import networkx as nx

from kbgen.exporters.junit import xml_text
from kbgen.graph.edge import Edge


def graphml(graph: "nx.MultiDiGraph[str]") -> str:
    """Return a cross-reference graph as GraphML, without the characters that XML 1.0 forbids."""
    written: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names = _names(graph)
    for node in sorted(graph):
        values = graph.nodes[node]
        written.add_node(names[node], kind=values["kind"].value, title=xml_text(values["title"]))
    edges: list[Edge] = [values["edge"] for _, _, values in graph.edges(data=True)]
    for number, edge in enumerate(sorted(edges, key=_order)):
        written.add_edge(names[edge.source], names[edge.target], key=str(number), **_values(edge))
    file = io.BytesIO()
    # The other writer of networkx needs lxml and writes other bytes.
    nx.write_graphml_xml(written, file, prettyprint=True)
    return file.getvalue().decode() + "\n"


def _names(graph: "nx.MultiDiGraph[str]") -> dict[str, str]:
    """Return the identifiers as XML can hold them; those that become the same get a number behind them."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for node in sorted(graph, key=lambda node: (xml_text(node) != node, node)):
        name = first = xml_text(node)
        number = 1
        while name in taken:
            number += 1
            name = f"{first} ({number})"
        taken.add(name)
        names[node] = name
    return names


def _values(edge: Edge) -> dict[str, str]:
    values = {
        "kind": edge.kind.value,
        "strength": str(int(edge.strength)),
        "origin": str(edge.origin),
        "description": edge.description,
    }
    return {name: xml_text(value) for name, value in values.items() if value}


def _order(edge: Edge) -> tuple[str, str, str, str, int, str]:
    return edge.source, edge.target, edge.kind.value, str(edge.origin), int(edge.strength), edge.description
