"""What leads to a note, read from the graph."""

from dataclasses import dataclass

import networkx as nx

from kbgen.graph.edge import Edge, EdgeKind


@dataclass(frozen=True, slots=True)
class Backlinks:
    """The notes that lead to one note, each list by path, each note once with its first place."""

    linked_from: tuple[Edge, ...]
    """Notes that link to it or embed it."""
    listed_by: tuple[Edge, ...]
    """Notes of which a query block returns it."""


def backlinks(graph: "nx.MultiDiGraph[str]", path: str) -> Backlinks:
    """Return what leads to the note at a vault path."""
    linked: dict[str, Edge] = {}
    listed: dict[str, Edge] = {}
    found: list[Edge] = [data["edge"] for _, _, data in graph.in_edges(path, data=True)]
    for edge in sorted(found, key=lambda edge: (edge.source, edge.origin)):
        if edge.kind in {EdgeKind.LINKS_TO, EdgeKind.EMBEDS}:
            linked.setdefault(edge.source, edge)
        elif edge.kind is EdgeKind.ANSWERS_QUERY:
            listed.setdefault(edge.source, edge)
    return Backlinks(tuple(linked.values()), tuple(listed.values()))
