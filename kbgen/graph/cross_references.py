"""The cross-reference graph as the stages to the right see it: questions and answers, no networkx."""

from functools import cached_property

import networkx as nx

from kbgen.graph.backlinks import Backlinks, backlinks
from kbgen.graph.build import build_graph
from kbgen.graph.measures import GraphStats, measure
from kbgen.knowledge.base import KnowledgeBase
from kbgen.query.answers import Answers
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
        self.graph: nx.MultiDiGraph[str] = build_graph(knowledge, answers, tables, mounted)

    def backlinks(self, path: str) -> Backlinks:
        """Return what leads to the note at a vault path."""
        return backlinks(self.graph, path)

    @cached_property
    def stats(self) -> GraphStats:
        """Return the figures of the whole graph."""
        return measure(self.graph)
