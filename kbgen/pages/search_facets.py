"""The facets of a note: what the site search can narrow its results by."""

from collections.abc import Iterable, Iterator

from kbgen.coverage.platforms import canonical, rule_platforms, test_platforms
from kbgen.knowledge.base import KnowledgeBase, referred_techniques, technique_of
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.tactics import Tactic
from kbgen.notes.technique import Technique

FACETS = ("kind", "tactic", "platform", "level", "status")
"""Names of the facets, in the order in which readers see them."""


def facets_of(note: Note, knowledge: KnowledgeBase) -> tuple[tuple[str, str], ...]:
    """Return the facets of a note, each with one value: ``("platform", "Windows")``."""
    found = [("kind", note.kind.value)]
    found += [
        ("tactic", item.name) for item in sorted(_tactics(note, knowledge), key=lambda item: item.order)
    ]
    found += [("platform", name) for name in sorted(_platforms(note, knowledge))]
    match note.subject:
        case DetectionRule(level=level, status=status):
            words = (("level", level.value), ("status", status.value))
            found += [(name, word.value) for name, word in words if word is not None]
        case _:
            pass
    return tuple(found)


def _tactics(note: Note, knowledge: KnowledgeBase) -> set[Tactic]:
    """Return what a note serves: as it says itself, else as the techniques say that it refers to."""
    match note.subject:
        case Technique(tactics=own):
            return set(own)
        case DetectionRule(tactics=own) if own:
            return set(own)
        case _:
            return {tactic for technique in _referred(note, knowledge) for tactic in technique.tactics}


def _platforms(note: Note, knowledge: KnowledgeBase) -> frozenset[str]:
    """Return the platforms by the names that ATT&CK gives them today; those of a rule are told by its log source."""
    match note.subject:
        case Technique(platforms=names) | AttackObject(platforms=names):
            return _canonical(names)
        case AtomicTests(platforms=names):
            return test_platforms(names)
        case DetectionRule(log_source=source):
            return rule_platforms(source, (technique.platforms for technique in _referred(note, knowledge)))
        case _:
            return frozenset()


def _canonical(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(canonical, names))


def _referred(note: Note, knowledge: KnowledgeBase) -> Iterator[Technique]:
    for identifier in referred_techniques(note):
        found = knowledge.techniques.get(identifier)
        technique = technique_of(found) if found is not None else None
        if technique is not None:
            yield technique
