"""Where a node lies in the graph: its neighbours, and the shortest way to another one."""

from dataclasses import dataclass
from difflib import get_close_matches

import networkx as nx

from kbgen.graph.edge import Edge
from kbgen.knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A node at the other end of an edge."""

    node: str
    title: str
    kind: str
    edge: Edge
    outgoing: bool
    """True where the edge begins at the node that was asked about."""


def find_node(graph: "nx.MultiDiGraph[str]", knowledge: KnowledgeBase, name: str) -> str | None:
    """Return the node that a name means: an ATT&CK identifier, a GUID, a path, a node's identifier, or a title."""
    identifier = name.strip()
    note = knowledge.techniques.get(identifier.upper()) or knowledge.objects.get(identifier.upper())
    if note is not None:
        return note.path
    for candidate in (
        identifier,
        f"{identifier}.md",
        f"test:{identifier.lower()}",
        f"analytic:{identifier.upper()}",
    ):
        if candidate in graph:
            return candidate
    wanted = identifier.casefold()
    titled = (node for node, data in graph.nodes(data=True) if data["title"].casefold() == wanted)
    return min(titled, default=None)


def nearest_titles(graph: "nx.MultiDiGraph[str]", name: str) -> list[str]:
    """Return up to three titles that are nearly the name."""
    titles = sorted({data["title"] for _, data in graph.nodes(data=True)})
    return get_close_matches(name, titles, n=3)


def neighbours(graph: "nx.MultiDiGraph[str]", node: str) -> list[Neighbour]:
    """Return the nodes next to one, outgoing edges first, each by kind of edge, then by title."""
    outgoing = [(target, data["edge"], True) for _, target, data in graph.out_edges(node, data=True)]
    incoming = [(source, data["edge"], False) for source, _, data in graph.in_edges(node, data=True)]
    found = [
        Neighbour(other, graph.nodes[other]["title"], graph.nodes[other]["kind"].value, edge, is_out)
        for other, edge, is_out in (*outgoing, *incoming)
    ]
    return sorted(
        found,
        key=lambda item: (
            not item.outgoing,
            item.edge.kind.value,
            item.title.casefold(),
            item.node,
            item.edge.origin,
        ),
    )


def shortest_path(graph: "nx.MultiDiGraph[str]", source: str, target: str) -> list[str] | None:
    """Return the nodes of a shortest way between two nodes, direction ignored; None where there is none.

    Of several the one that comes first by the names of its nodes.
    """
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted((min(edge), max(edge)) for edge in set(graph.edges())))
    try:
        return [str(node) for node in nx.shortest_path(plain, source, target)]
    except nx.NetworkXNoPath:
        return None


def orphans(graph: "nx.MultiDiGraph[str]") -> list[str]:
    """Return the nodes without any edge, in order."""
    return sorted(node for node, degree in graph.degree if degree == 0)
