"""The relations that mounted sources state, as edges between the notes of what they relate."""

from collections.abc import Iterator

import networkx as nx

from kbgen.graph.edge import Edge, EdgeKind, NodeKind, Strength, analytic_node
from kbgen.knowledge.base import KnowledgeBase
from kbgen.source import Location
from kbgen.sources.mount import Mounted
from kbgen.sources.source_note import RelationKind

_OWN = {RelationKind.SUBTECHNIQUE_OF}
"""Relations that the identifiers of notes state already."""


def add_mounted(graph: "nx.MultiDiGraph[str]", knowledge: KnowledgeBase, mounted: Mounted) -> None:
    """Add nodes for analytics, and an edge for each relation whose two ends have notes."""
    for analytic in mounted.analytics:
        strategy = knowledge.objects.get(analytic.strategy_id)
        if strategy is not None:
            node = analytic_node(analytic.id)
            graph.add_node(node, kind=NodeKind.ANALYTIC, title=analytic.name)
            edge = Edge(strategy.path, node, EdgeKind.HOLDS, Location(strategy.path))
            graph.add_edge(strategy.path, node, edge=edge)
    for edge in _relations(knowledge, mounted):
        graph.add_edge(edge.source, edge.target, edge=edge)


def _relations(knowledge: KnowledgeBase, mounted: Mounted) -> Iterator[Edge]:
    paths = {identifier: note.path for identifier, note in knowledge.objects.items()}
    paths |= {identifier: note.path for identifier, note in knowledge.techniques.items()}
    for note in mounted.notes:
        for relation in note.relations:
            source, target = paths.get(relation.source_id), paths.get(relation.target_id)
            if source is not None and target is not None and relation.kind not in _OWN:
                kind = EdgeKind(relation.kind.value)
                yield Edge(source, target, kind, Location(source), Strength.REFERENCE)
