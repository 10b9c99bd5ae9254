"""How an object of ATT&CK is related to others: what mounted sources state, and what notes of the vault link to.

A link between two notes of the vault says no more than that they belong together; which relation it stands for follows
from their kinds, since ATT&CK knows at most one between any two. Where a source states a relation, links add nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from kbgen.graph.edge import Edge, EdgeKind, NodeKind
from kbgen.knowledge.base import KnowledgeBase

_STATED = {EdgeKind.USES, EdgeKind.MITIGATES, EdgeKind.DETECTS, EdgeKind.ATTRIBUTED_TO, EdgeKind.TARGETS}
_LINKS = {EdgeKind.LINKS_TO, EdgeKind.EMBEDS}
_BY_LINK = {
    (NodeKind.GROUP, NodeKind.TECHNIQUE): EdgeKind.USES,
    (NodeKind.SOFTWARE, NodeKind.TECHNIQUE): EdgeKind.USES,
    (NodeKind.CAMPAIGN, NodeKind.TECHNIQUE): EdgeKind.USES,
    (NodeKind.GROUP, NodeKind.SOFTWARE): EdgeKind.USES,
    (NodeKind.CAMPAIGN, NodeKind.SOFTWARE): EdgeKind.USES,
    (NodeKind.MITIGATION, NodeKind.TECHNIQUE): EdgeKind.MITIGATES,
    (NodeKind.DETECTION_STRATEGY, NodeKind.TECHNIQUE): EdgeKind.DETECTS,
    (NodeKind.DATA_COMPONENT, NodeKind.TECHNIQUE): EdgeKind.DETECTS,
    (NodeKind.CAMPAIGN, NodeKind.GROUP): EdgeKind.ATTRIBUTED_TO,
    (NodeKind.TECHNIQUE, NodeKind.ASSET): EdgeKind.TARGETS,
}
"""The relation from an object of one kind to one of another."""


@dataclass(frozen=True, slots=True)
class Related:
    """A note to which the one that was asked about is related."""

    path: str
    kind: EdgeKind
    outgoing: bool
    """True where the relation begins at the note that was asked about."""
    descriptions: tuple[str, ...]
    """What sources say about it, as Markdown of ATT&CK, each once."""
    link: Edge | None
    """The first link that stands for the relation, where no source states it."""


def related(graph: "nx.MultiDiGraph[str]", knowledge: KnowledgeBase, path: str) -> tuple[Related, ...]:
    """Return the notes to which the note at a path is related, by path, each once for each kind and direction."""
    found: dict[tuple[str, EdgeKind, bool], list[Edge]] = {}
    for other, kind, outgoing, edge in _ties(graph, knowledge, path):
        found.setdefault((other, kind, outgoing), []).append(edge)
    made = []
    for (other, kind, outgoing), edges in sorted(found.items(), key=_order):
        stated = sorted((edge for edge in edges if edge.kind in _STATED), key=lambda edge: edge.origin)
        texts = dict.fromkeys(edge.description for edge in stated if edge.description)
        link = None if stated else min(edges, key=lambda edge: edge.origin)
        made.append(Related(other, kind, outgoing, tuple(texts), link))
    return tuple(made)


def linked(graph: "nx.MultiDiGraph[str]", path: str) -> frozenset[str]:
    """Return the paths to which a note's own text links."""
    edges = ((target, data["edge"]) for _, target, data in graph.out_edges(path, data=True))
    return frozenset(target for target, edge in edges if edge.kind in _LINKS)


def _order(item: tuple[tuple[str, EdgeKind, bool], list[Edge]]) -> tuple[str, str, bool]:
    other, kind, outgoing = item[0]
    return other, kind.value, outgoing


def _ties(
    graph: "nx.MultiDiGraph[str]", knowledge: KnowledgeBase, path: str
) -> Iterator[tuple[str, EdgeKind, bool, Edge]]:
    """Yield the other end of each tie that is a relation, its kind, its direction and the edge."""
    edges: list[tuple[str, bool, Edge]] = [
        *((target, True, data["edge"]) for _, target, data in graph.out_edges(path, data=True)),
        *((source, False, data["edge"]) for source, _, data in graph.in_edges(path, data=True)),
    ]
    own = graph.nodes[path]["kind"]
    for other, outgoing, edge in edges:
        if edge.kind in _STATED:
            yield other, edge.kind, outgoing, edge
        elif edge.kind in _LINKS and not knowledge.notes[edge.source].document.source:
            kind = graph.nodes[other]["kind"]
            if (own, kind) in _BY_LINK:
                yield other, _BY_LINK[own, kind], True, edge
            elif (kind, own) in _BY_LINK:
                yield other, _BY_LINK[kind, own], False, edge
