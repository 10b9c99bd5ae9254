"""The cross-reference graph as the stages to the right see it: questions and answers, no networkx."""

from collections.abc import Iterator, Mapping
from functools import cached_property

import networkx as nx

from kbgen.graph import paths
from kbgen.graph.backlinks import Backlinks, backlinks
from kbgen.graph.build import build_graph
from kbgen.graph.edge import Edge, EdgeKind, NodeKind, analytic_node, tactic_node
from kbgen.graph.layout import place_nodes
from kbgen.graph.measures import GraphStats, measure
from kbgen.graph.paths import Neighbour
from kbgen.graph.relations import Related, linked, related
from kbgen.graph.ties import exact_ties
from kbgen.knowledge.base import KnowledgeBase
from kbgen.query.answers import Answers
from kbgen.sources.attack_analytics import MountedAnalytic
from kbgen.sources.mount import NOTHING, Mounted
from kbgen.tables.answers import TableAnswers


class CrossReferences:
    """The graph of notes, tactics and cited sources."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        answers: Answers,
        tables: TableAnswers,
        mounted: Mounted = NOTHING,
    ) -> None:
        self._knowledge = knowledge
        self._analytics = {analytic_node(analytic.id): analytic for analytic in mounted.analytics}
        self.graph: nx.MultiDiGraph[str] = build_graph(knowledge, answers, tables, mounted)

    def close(self) -> None:
        """Let go of all nodes and edges, which networkx holds in a way that Python would have to look for."""
        self.graph.clear()

    def backlinks(self, path: str) -> Backlinks:
        """Return what leads to the note at a vault path."""
        return backlinks(self.graph, path)

    def exact_ties(self, path: str, kind: NodeKind) -> Mapping[str, Edge]:
        """Return the rules or tests tied to the note of a technique itself, by path, with the tie that says so."""
        return exact_ties(self.graph, path, kind)

    def sources_of(self, node: str, kind: EdgeKind) -> tuple[str, ...]:
        """Return the nodes from which an edge of a kind leads to a node, each once, in order."""
        edges = self.graph.in_edges(node, data=True)
        return tuple(sorted({source for source, _, data in edges if data["edge"].kind is kind}))

    def edge(self, source: str, target: str, kind: EdgeKind) -> Edge | None:
        """Return the first edge of a kind from one node to another, by place; None where there is none."""
        found = (data["edge"] for data in (self.graph.get_edge_data(source, target) or {}).values())
        edges = [edge for edge in found if edge.kind is kind]
        return min(edges, key=lambda edge: (edge.origin.path, edge.origin.line), default=None)

    def related(self, path: str) -> tuple[Related, ...]:
        """Return the notes to which the note of an ATT&CK object is related, by path."""
        return related(self.graph, self._knowledge, path)

    def linked(self, path: str) -> frozenset[str]:
        """Return the paths to which the text of a note links."""
        return linked(self.graph, path)

    def analytics(self, path: str) -> tuple[MountedAnalytic, ...]:
        """Return the mounted analytics of a strategy, or those that read a data component, by identifier."""
        nodes = {node for edge in (*self.graph.in_edges(path), *self.graph.out_edges(path)) for node in edge}
        return tuple(self._analytics[node] for node in sorted(nodes) if node in self._analytics)

    @cached_property
    def stats(self) -> GraphStats:
        """Return the figures of the whole graph."""
        return measure(self.graph)

    @cached_property
    def layout(self) -> Mapping[str, tuple[int, int]]:
        """Return where each node is drawn, in whole coordinates around the middle."""
        own = self._knowledge.objects
        tactics = sorted(self._knowledge.tactics, key=lambda tactic: tactic.order)
        names = (own[item.id].path if item.id in own else tactic_node(item.shortname) for item in tactics)
        others = (node for node, kind, _ in self.nodes() if kind is NodeKind.TACTIC)
        return place_nodes(self.graph, [*names, *others])

    def nodes(self) -> Iterator[tuple[str, NodeKind, str]]:
        """Yield each node with its kind and its title, in the order of nodes."""
        for node in sorted(self.graph):
            data = self.graph.nodes[node]
            yield node, data["kind"], data["title"]

    def edges(self) -> list[Edge]:
        """Return all edges, by source, target, kind and place."""
        found: list[Edge] = [data["edge"] for _, _, data in self.graph.edges(data=True)]
        return sorted(found, key=lambda edge: (edge.source, edge.target, edge.kind.value, edge.origin))

    def find(self, name: str) -> str | None:
        """Return the node that a name means: an ATT&CK identifier, a GUID, a path or a title; None for none."""
        return paths.find_node(self.graph, self._knowledge, name)

    def nearest(self, name: str) -> list[str]:
        """Return up to three titles of nodes that are nearly the name."""
        return paths.nearest_titles(self.graph, name)

    def neighbours(self, node: str) -> list[Neighbour]:
        """Return what is tied to a node."""
        return paths.neighbours(self.graph, node)

    def path(self, source: str, target: str) -> list[str] | None:
        """Return the nodes of a shortest way between two nodes; None where there is none."""
        return paths.shortest_path(self.graph, source, target)

    def orphans(self) -> list[str]:
        """Return the nodes without any tie, in order."""
        return paths.orphans(self.graph)
