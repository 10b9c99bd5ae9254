"""Which of two notes counts: a note of the vault wins over a mounted one of the same identity, and says so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.rule_filter import RuleFilter
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.notes.technique import Technique
from kbgen.source import Location


@dataclass(frozen=True, slots=True)
class Precedence:
    """The notes that count, and what was said about the others."""

    notes: tuple[Note, ...]
    """In path order."""
    diagnostics: tuple[Diagnostic, ...]


def give_precedence(notes: Sequence[Note]) -> Precedence:
    """Return notes without the mounted ones whose technique, object, rule id or GUID a note of the vault has."""
    own = {key: note for note in reversed(notes) if not note.document.source for key in _identities(note)}
    hidden: list[Note] = []
    findings: list[Diagnostic] = []
    for note in notes:
        winner = next((own[key] for key in _identities(note) if key in own), None)
        if note.document.source and winner is not None:
            hidden.append(note)
            findings.append(_said(winner, note))
    if not hidden:
        return Precedence(tuple(notes), ())
    gone = {note.path for note in hidden}
    return Precedence(tuple(note for note in notes if note.path not in gone), tuple(findings))


def _identities(note: Note) -> Iterator[tuple[str, str]]:
    match note.subject:
        case Technique(id=identifier):
            yield "technique", identifier
        case AttackObject(id=identifier) if identifier:
            yield "object", identifier
        case DetectionRule(sigma=SigmaRule(id=identifier)) | RuleFilter(sigma=SigmaRule(id=identifier)) if (
            identifier
        ):
            yield "rule", identifier
        case AtomicTests(cases=cases):
            yield from _guids(case.guid for case in cases)
        case _:
            return


def _guids(guids: Iterable[str]) -> Iterator[tuple[str, str]]:
    for guid in guids:
        if guid:
            yield "test", guid


def _said(winner: Note, hidden: Note) -> Diagnostic:
    message = f"this note counts in place of the mounted one from {hidden.document.source}"
    hint = "delete it to see the mounted one"
    return Diagnostic("KB606", Severity.INFO, message, Location(winner.path), hint)
