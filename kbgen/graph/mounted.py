"""The relations that mounted sources state, as edges between the notes of what they relate."""

import re
from collections.abc import Iterator, Mapping

import networkx as nx

from kbgen.graph.edge import Edge, EdgeKind, NodeKind, Strength, analytic_node
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.kind import Kind
from kbgen.source import Location
from kbgen.sources.attack_analytics import MountedAnalytic
from kbgen.sources.mount import Mounted
from kbgen.sources.source_note import RelationKind

_OWN = {RelationKind.SUBTECHNIQUE_OF}
"""Relations that the identifiers of notes state already."""
ANALYTIC_ID = re.compile(r"AN\d{4}")
"""What the heading of an analytic is, in the note of its strategy."""


def add_mounted(graph: "nx.MultiDiGraph[str]", knowledge: KnowledgeBase, mounted: Mounted) -> None:
    """Add nodes for analytics, and an edge for each relation whose two ends have notes."""
    paths = {identifier: note.path for identifier, note in knowledge.objects.items()}
    paths |= {identifier: note.path for identifier, note in knowledge.techniques.items()}
    for analytic in mounted.analytics:
        if analytic.strategy_id in paths:
            node = analytic_node(analytic.id)
            graph.add_node(node, kind=NodeKind.ANALYTIC, title=analytic.name or analytic.id)
            for edge in _analytic_edges(analytic, node, paths):
                graph.add_edge(edge.source, edge.target, edge=edge)
    for path, identifier, origin in _written_analytics(knowledge):
        node = analytic_node(identifier)
        if node not in graph:
            graph.add_node(node, kind=NodeKind.ANALYTIC, title=identifier)
            graph.add_edge(path, node, edge=Edge(path, node, EdgeKind.HOLDS, origin))
    for edge in _relations(knowledge, mounted, paths):
        graph.add_edge(edge.source, edge.target, edge=edge)


def _analytic_edges(analytic: MountedAnalytic, node: str, paths: Mapping[str, str]) -> Iterator[Edge]:
    """Yield the edges from its strategy and to the data components that it reads, each once."""
    yield Edge(paths[analytic.strategy_id], node, EdgeKind.HOLDS, analytic.origin)
    for identifier in dict.fromkeys(source.component_id for source in analytic.log_sources):
        if identifier in paths:
            yield Edge(node, paths[identifier], EdgeKind.READS, analytic.origin)


def _written_analytics(knowledge: KnowledgeBase) -> Iterator[tuple[str, str, Location]]:
    """Yield the analytics that notes of strategies in the vault have as headings: path, identifier, place."""
    for note in knowledge.of_kind(Kind.DETECTION_STRATEGY):
        if not note.document.source:
            for heading in note.body.headings:
                if ANALYTIC_ID.fullmatch(heading.text):
                    yield note.path, heading.text, Location(note.path, heading.line)


def _relations(knowledge: KnowledgeBase, mounted: Mounted, paths: Mapping[str, str]) -> Iterator[Edge]:
    for note in mounted.notes:
        own = note.path if note.path in knowledge.notes else None
        for relation in note.relations:
            source, target = paths.get(relation.source_id, own), paths.get(relation.target_id)
            if source is not None and target is not None and relation.kind not in _OWN:
                kind = EdgeKind(relation.kind.value)
                yield Edge(source, target, kind, relation.origin, Strength.REFERENCE, relation.description)
