"""KB6xx: identifiers of ATT&CK."""

from collections.abc import Iterator
from itertools import islice

from kbgen.checks.attack_release import places_of
from kbgen.checks.attack_standing import NO_RELEASE, Standings
from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.places import place_in
from kbgen.notes.technique import Technique
from kbgen.source import Location

CHECKS = (
    Check(
        "KB601",
        "two notes for one technique",
        Severity.WARNING,
        "Only the first by path is the technique's page; the other is published under its path.",
        "a/T1046.md and b/T1046.md, both tagged as techniques",
        "Merge the two notes.",
    ),
    Check(
        "KB602",
        "technique has no note",
        Severity.INFO,
        "A rule or a test names a technique for which the vault has no note, so it appears on no technique page.",
        "tags: [t9999, detection_rule]",
        "Write the technique's note, or correct the tag.",
    ),
    Check(
        "KB603",
        "sub-technique without its technique",
        Severity.INFO,
        "The vault has the note of a sub-technique but not that of its technique.",
        "T1059.001 without T1059",
        "Write the technique's note.",
    ),
    Check(
        "KB604",
        "unknown tactic",
        Severity.INFO,
        "The tactic is none of ATT&CK Enterprise; its techniques are listed behind the others.",
        "tactics: Persistance",
        "Correct the name, unless it belongs to another matrix.",
    ),
    Check(
        "KB605",
        "technique note without an identifier",
        Severity.WARNING,
        "The note is tagged as a technique, but neither tag, alias, URL nor file name says which; it is an ordinary page.",
        "tags: [techniques] in a note called Scanning.md",
        "Add the technique's tag, such as T1046.",
    ),
    Check(
        "KB606",
        "note stands in for a mounted one",
        Severity.INFO,
        "A note of the vault has the technique, object, rule or test of a mounted source; the vault wins.",
        "T1046.md in the vault, and a mounted release with T1046",
        "Nothing, if that is meant; else delete the note.",
    ),
)


def check_attack_ids(
    knowledge: KnowledgeBase, technique_tags: frozenset[str], standings: Standings = NO_RELEASE
) -> Iterator[Diagnostic]:
    """Yield what is odd about technique and tactic identifiers.

    Args:
        knowledge: all notes.
        technique_tags: case-folded tags that mark a note as a technique.
        standings: what the mounted releases say; techniques of which they complain are left to other checks.
    """
    for identifier, path, first in knowledge.duplicates:
        message = f"{identifier} already has the note {first}"
        yield Diagnostic("KB601", Severity.WARNING, message, Location(path), "merge the two notes")
    for note in knowledge.notes.values():
        match note.subject:
            case Technique() as technique:
                yield from _technique(note, technique, knowledge)
            case DetectionRule(techniques=tags) | AtomicTests(techniques=tags):
                for tag in tags:
                    if tag.id not in knowledge.techniques and standings.of_technique(tag.id) is None:
                        yield from _without_note(note, tag.id)
            case _:
                if any(tag.name.casefold() in technique_tags for tag in note.tags):
                    message = "the note is tagged as a technique, but nothing says which"
                    hint = "add the technique's tag, such as T1046"
                    yield Diagnostic("KB605", Severity.WARNING, message, Location(note.path), hint)


def _without_note(note: Note, identifier: str) -> Iterator[Diagnostic]:
    for place, _ in islice(places_of(note, identifier), 1):
        message = f"technique {identifier} has no note"
        yield Diagnostic("KB602", Severity.INFO, message, place, "write it, or correct the tag")


def _technique(note: Note, technique: Technique, knowledge: KnowledgeBase) -> Iterator[Diagnostic]:
    if technique.parent is not None and technique.parent not in knowledge.techniques:
        message = f"{technique.id} has a note, its technique {technique.parent} has none"
        yield Diagnostic("KB603", Severity.INFO, message, Location(note.path), f"write {technique.parent}")
    for tactic in technique.tactics:
        if not tactic.id:
            message = f'"{tactic.name}" is no tactic of ATT&CK Enterprise'
            place = place_in(note, tactic.name, "tactics", "tactic")
            yield Diagnostic("KB604", Severity.INFO, message, place, "correct the name")
