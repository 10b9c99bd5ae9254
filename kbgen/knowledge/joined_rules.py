"""The rules that a correlation joins, those of correlations that it joins included."""

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.knowledge.base import KnowledgeBase, referred_techniques
from kbgen.knowledge.sigma_names import sigma_of_note
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.sigma_rule import LogSource, SigmaRule


@dataclass(frozen=True, slots=True)
class JoinedRule:
    """What a correlation has from one of its rules."""

    techniques: tuple[str, ...]
    """Canonical identifiers."""
    log_source: LogSource
    """Empty for a correlation."""


def joined_rules(note: Note, knowledge: KnowledgeBase) -> tuple[JoinedRule, ...]:
    """Return what a note's correlation joins, each once, in the order of the text; nothing for another note."""
    subject = note.subject
    if not isinstance(subject, DetectionRule) or not isinstance(subject.sigma, SigmaRule):
        return ()
    return tuple(_below(note.path, subject.sigma, knowledge))


def _below(path: str, sigma: SigmaRule, knowledge: KnowledgeBase) -> Iterator[JoinedRule]:
    waiting = _named_by(sigma, path, sigma)
    seen = {(path, 0)}
    while waiting:
        reference, path, main = waiting.pop()
        joined = main.beside_named(reference)
        if joined is None:
            path = knowledge.sigma.find(reference) or ""
            found = sigma_of_note(knowledge.notes[path]) if path else None
            if found is None:
                continue
            main = found
            joined = found.beside_named(reference) or found
        key = path, 0 if joined is main else joined.line
        if key in seen:
            continue
        seen.add(key)
        yield _joined(knowledge.notes[path], joined, is_own=joined is main)
        waiting += _named_by(joined, path, main)


def _named_by(sigma: SigmaRule, path: str, main: SigmaRule) -> list[tuple[str, str, SigmaRule]]:
    """Return what a rule names, last first, with the note in which it stands and the note's own rule."""
    return [(reference, path, main) for reference in reversed(sigma.rules)]


def _joined(note: Note, sigma: SigmaRule, *, is_own: bool) -> JoinedRule:
    """Return what a rule gives; the front matter speaks only for the note's own rule."""
    if is_own and isinstance(note.subject, DetectionRule):
        return JoinedRule(referred_techniques(note), note.subject.log_source)
    return JoinedRule(sigma.techniques, sigma.log_source)
