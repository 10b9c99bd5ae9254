"""What each technique is tied to. Roll-up goes one way: a sub-technique counts for its technique, never the reverse."""

from collections.abc import Iterable, Mapping

from kbgen.coverage.model import Tie
from kbgen.graph.cross_references import CrossReferences
from kbgen.graph.edge import Edge, NodeKind, Strength
from kbgen.graph.ties import roll_up
from kbgen.knowledge.base import KnowledgeBase


def all_ties(
    knowledge: KnowledgeBase, graph: CrossReferences, kind: NodeKind
) -> Mapping[str, tuple[Tie, ...]]:
    """Return the ties of every technique by identifier: the exact ones by path, then those through sub-techniques.

    Args:
        knowledge: the notes.
        graph: how they are tied.
        kind: ``DETECTION_RULE`` or ``ATOMIC_TEST``.
    """
    exact = {
        identifier: graph.exact_ties(note.path, kind) for identifier, note in knowledge.techniques.items()
    }
    return {
        identifier: (*_exact(own), *_rolled_up(own, knowledge.children.get(identifier, ()), exact))
        for identifier, own in exact.items()
    }


def _exact(own: Mapping[str, Edge]) -> Iterable[Tie]:
    return (Tie(path, edge.strength, edge.origin) for path, edge in own.items())


def _rolled_up(
    own: Mapping[str, Edge], children: Iterable[str], exact: Mapping[str, Mapping[str, Edge]]
) -> Iterable[Tie]:
    for item in roll_up(own, {child: exact[child] for child in children}):
        yield Tie(item.path, Strength.ROLL_UP, exact[item.via[0]][item.path].origin, item.via)
