"""Figures about the graph as a whole."""

from collections import Counter
from dataclasses import dataclass

import networkx as nx


@dataclass(frozen=True, slots=True)
class GraphStats:
    """How large the graph is and of what it is made."""

    nodes: int
    edges: int
    by_kind: tuple[tuple[str, int], ...]
    """Node kinds by name, with their numbers."""
    by_edge: tuple[tuple[str, int], ...]
    """Edge kinds by name, with their numbers."""
    components: int
    """Number of parts between which no edge leads, direction ignored."""
    orphans: int
    """Number of nodes without any edge."""


def measure(graph: "nx.MultiDiGraph[str]") -> GraphStats:
    """Return the figures of a graph."""
    kinds = Counter(data["kind"].value for _, data in graph.nodes(data=True))
    edges = Counter(data["edge"].kind.value for _, _, data in graph.edges(data=True))
    return GraphStats(
        nodes=graph.number_of_nodes(),
        edges=graph.number_of_edges(),
        by_kind=tuple(sorted(kinds.items())),
        by_edge=tuple(sorted(edges.items())),
        components=nx.number_weakly_connected_components(graph),
        orphans=sum(1 for _, degree in graph.degree if degree == 0),
    )
