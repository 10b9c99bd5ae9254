"""The rules and tests tied to a technique, by strength. Roll-up goes one way: a child counts for its parent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import networkx as nx

from kbgen.graph.edge import Edge, EdgeKind, NodeKind, Strength
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.kind import Kind


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A rule or test seen from the parent of the sub-techniques to which it is tied."""

    path: str
    """Vault path of the rule or test."""
    via: tuple[str, ...]
    """Identifiers of those sub-techniques, in order."""


def exact(knowledge: KnowledgeBase, identifier: str, kind: Kind) -> tuple[str, ...]:
    """Return the paths of the rules or tests whose own tags name exactly this technique."""
    return _referring(knowledge, kind).get(identifier, ())


def rolled_up(knowledge: KnowledgeBase, identifier: str, kind: Kind) -> tuple[RolledUp, ...]:
    """Return the further rules or tests that only the sub-techniques of a technique have, by path."""
    children = knowledge.children.get(identifier, ())
    return roll_up(
        exact(knowledge, identifier, kind), {child: exact(knowledge, child, kind) for child in children}
    )


def roll_up(own: Collection[str], of_children: Mapping[str, Collection[str]]) -> tuple[RolledUp, ...]:
    """Return what only the sub-techniques of a technique have, by path.

    Args:
        own: the paths that the technique has itself.
        of_children: the paths that each of its sub-techniques has, by identifier, in order.
    """
    has = set(own)
    via: dict[str, list[str]] = {}
    for child, paths in of_children.items():
        for path in paths:
            if path not in has:
                via.setdefault(path, []).append(child)
    return tuple(RolledUp(path, tuple(children)) for path, children in sorted(via.items()))


def _referring(knowledge: KnowledgeBase, kind: Kind) -> Mapping[str, tuple[str, ...]]:
    return knowledge.rules_of if kind is Kind.DETECTION_RULE else knowledge.tests_of


def exact_ties(graph: "nx.MultiDiGraph[str]", path: str, kind: NodeKind) -> Mapping[str, Edge]:
    """Return the rules or tests that are tied to the note of a technique itself, with the tie that says so.

    Ties are tags of the rule or test, and answers to query blocks of the technique's note. Of several that tie the same
    two notes, the one with the greatest strength counts, a tag before an answer, the first by place.

    Args:
        graph: the cross-reference graph.
        path: the technique's note.
        kind: of the notes wanted.
    """
    tagged = ((source, data["edge"]) for source, _, data in graph.in_edges(path, data=True))
    answered = ((target, data["edge"]) for _, target, data in graph.out_edges(path, data=True))
    found: dict[str, Edge] = {}
    for kinds, pairs in ((EdgeKind.SAME_TECHNIQUE, tagged), (EdgeKind.ANSWERS_QUERY, answered)):
        wanted = (
            (other, edge) for other, edge in pairs if edge.kind is kinds and edge.strength >= Strength.EXACT
        )
        for other, edge in sorted(wanted, key=lambda pair: (-pair[1].strength, pair[1].origin)):
            if graph.nodes[other]["kind"] is kind:
                found.setdefault(other, edge)
    return {other: found[other] for other in sorted(found)}
