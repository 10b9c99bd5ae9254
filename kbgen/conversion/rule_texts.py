"""The texts of the rules in notes, as they are to be converted."""

from collections.abc import Mapping

from kbgen.conversion.convert import Texts
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.sigma_rule import SigmaRule


def rule_texts(knowledge: KnowledgeBase) -> Mapping[str, Texts]:
    """Return the text of each rule and correlation that can be read, by path; those that it joins come behind."""
    return {note.path: _with_joined(note, knowledge) for note in knowledge.notes.values() if _text(note)}


def _with_joined(note: Note, knowledge: KnowledgeBase) -> Texts:
    """Return the text of a note's rule, and those of the rules in other notes that it joins, however far away."""
    found: dict[str, str] = {}
    waiting = [note]
    while waiting:
        item = waiting.pop()
        if item.path in found or not _text(item):
            continue
        found[item.path] = _text(item)
        paths = (knowledge.sigma.find(reference) for reference in reversed(_joined(item)))
        waiting += (knowledge.notes[path] for path in paths if path is not None)
    return tuple(found.values())


def _joined(note: Note) -> tuple[str, ...]:
    """Return the ids and names of rules that do not stand in the same text."""
    sigma = _sigma(note)
    if sigma is None:
        return ()
    named = dict.fromkeys(name for each in (sigma, *sigma.beside) for name in each.rules)
    return tuple(name for name in named if sigma.beside_named(name) is None)


def _text(note: Note) -> str:
    """Return the YAML of a note's rule; empty where there is none, or where not all of it can be read."""
    sigma = _sigma(note)
    if sigma is None or sigma.faults:
        return ""
    return next((block.text for block in note.body.code_blocks if block.line == sigma.line), "")


def _sigma(note: Note) -> SigmaRule | None:
    """Return the rule or correlation of a note; filters and texts that are not valid YAML are not converted."""
    subject = note.subject
    if isinstance(subject, DetectionRule) and isinstance(subject.sigma, SigmaRule):
        return subject.sigma
    return None
