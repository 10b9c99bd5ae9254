"""The rules and tests tied to a technique, by strength. Roll-up goes one way: a child counts for its parent."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    own = set(exact(knowledge, identifier, kind))
    via: dict[str, list[str]] = {}
    for child in knowledge.children.get(identifier, ()):
        for path in exact(knowledge, child, kind):
            if path not in own:
                via.setdefault(path, []).append(child)
    return tuple(RolledUp(path, tuple(children)) for path, children in sorted(via.items()))


def _referring(knowledge: KnowledgeBase, kind: Kind) -> Mapping[str, tuple[str, ...]]:
    return knowledge.rules_of if kind is Kind.DETECTION_RULE else knowledge.tests_of
