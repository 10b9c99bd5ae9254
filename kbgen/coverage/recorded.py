"""All evidence of a knowledge base: what the files of evidence hold, and what notes state in their front matter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kbgen.diagnostics import Diagnostic
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.sources.evidence import Evidence
from kbgen.sources.evidence_property import Holder, read_property


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was run, and what fired."""

    records: tuple[Evidence, ...]
    """Those of the files in their order, then those of the notes by path."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with those of the notes."""


def gather_evidence(filed: Iterable[Evidence], knowledge: KnowledgeBase) -> Recorded:
    """Return the evidence of files and notes together."""
    noted = [item for note in knowledge.notes.values() for item in _of_note(note)]
    return Recorded(
        (*filed, *(item for item in noted if isinstance(item, Evidence))),
        tuple(item for item in noted if isinstance(item, Diagnostic)),
    )


def _of_note(note: Note) -> Iterator[Evidence | Diagnostic]:
    fields = note.document.front_matter
    if fields is None:
        return
    match note.subject:
        case DetectionRule():
            yield from read_property(fields, Holder(note.path, rule=note.path))
        case AtomicTests(cases=cases):
            guids = tuple(case.guid for case in cases if case.guid)
            yield from read_property(fields, Holder(note.path, tests=guids))
        case _:
            return
