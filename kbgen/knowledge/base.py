"""The knowledge base: all notes and what can be looked up about them, immutable."""

from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.knowledge.links import Link
from kbgen.knowledge.searchable import Searchable
from kbgen.knowledge.sigma_names import SigmaNames
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.tactics import Tactic
from kbgen.notes.technique import Technique


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag, whatever its case, and the notes that carry it."""

    name: str
    """As most notes write it; among equals, the first in code point order."""
    paths: tuple[str, ...]
    """Vault paths in order, each once."""


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything known before any query is answered."""

    notes: Mapping[str, Note]
    """By vault path, in path order."""
    attachments: tuple[str, ...]
    """Vault paths of the other files, in order."""
    techniques: Mapping[str, Note]
    """By technique identifier, in order; the first note of several with one identifier."""
    duplicates: tuple[tuple[str, str, str], ...]
    """Technique identifier, path of a further note that claims it, path of the note that has it."""
    objects: Mapping[str, Note]
    """By identifier of ATT&CK, such as ``G0016``, in order: the notes of all other kinds of objects; the first note of
    several with one identifier."""
    children: Mapping[str, tuple[str, ...]]
    """Identifier of a technique to those of its sub-techniques that have a note, in order."""
    tactics: Mapping[Tactic, tuple[str, ...]]
    """Tactics in matrix order, to the identifiers of their techniques, in order."""
    rules_of: Mapping[str, tuple[str, ...]]
    """Technique identifier to the paths of the rules whose own tags name exactly it, in path order."""
    tests_of: Mapping[str, tuple[str, ...]]
    """The same for atomic-test notes."""
    sigma: SigmaNames
    """Notes of rules by id and name, and what joins or filters them."""
    tags: Mapping[str, TagUse]
    """By case-folded name, in order."""
    links: Mapping[str, tuple[Link, ...]]
    """Path of a note to its references to files, followed."""
    withheld: tuple[str, ...]
    """Paths of notes that are not to be published; nothing else of them is known here."""
    searchables: tuple[Searchable, ...]
    """All files as queries see them, notes first, each in path order."""

    def of_kind(self, kind: Kind) -> tuple[Note, ...]:
        """Return the notes of one kind, in path order."""
        return tuple(note for note in self.notes.values() if note.kind is kind)


def technique_of(note: Note) -> Technique | None:
    """Return the technique that a note is, or None."""
    return note.subject if isinstance(note.subject, Technique) else None


def referred_techniques(note: Note) -> tuple[str, ...]:
    """Return the identifiers of the techniques that a rule or test note refers to, in the order of its tags."""
    match note.subject:
        case DetectionRule(techniques=tags) | AtomicTests(techniques=tags):
            return tuple(tag.id for tag in tags)
        case _:
            return ()
