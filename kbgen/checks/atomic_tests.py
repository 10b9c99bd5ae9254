"""KB506 to KB509: what notes with atomic tests state about themselves.

What mounted tests have wrong is reported by their source, in the file from which they come; of those, only a GUID that
two sources share is left to find here.
"""

from collections.abc import Iterable, Iterator

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.note import Note
from kbgen.notes.places import place_in_source
from kbgen.source import Location

CHECKS = (
    Check(
        "KB506",
        "GUID of a test is used twice",
        Severity.ERROR,
        "The GUID identifies an atomic test everywhere; results could not be told apart.",
        "the same auto_generated_guid in two tests",
        "Give the copy a new GUID.",
    ),
    Check(
        "KB507",
        "atomic test without a GUID",
        Severity.WARNING,
        "Without a GUID no rule can name the test and no result can be tied to it.",
        "## Atomic Test #1 without an auto_generated_guid line",
        "Add a line **auto_generated_guid:** with a fresh UUID.",
    ),
    Check(
        "KB508",
        "test note without tests",
        Severity.WARNING,
        "The note is tagged as an atomic test but has no heading Atomic Test #n - name.",
        "a note with tags: [atomic_test] and no such heading",
        "Write the tests in the form of Atomic Red Team, or take the tag away.",
    ),
    Check(
        "KB509",
        "atomic test without platforms",
        Severity.INFO,
        "Without platforms the test cannot be matched to the rules that should see it.",
        "an atomic test without a Supported Platforms line",
        "Add a line **Supported Platforms:** with the platforms.",
    ),
)


def check_atomic_tests(knowledge: KnowledgeBase, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield what is wrong with atomic tests.

    Args:
        knowledge: all notes.
        found: what the sources have reported.
    """
    tests = [
        (note, note.subject) for note in knowledge.notes.values() if isinstance(note.subject, AtomicTests)
    ]
    for note, subject in tests:
        if not note.document.source:
            yield from _statements(note, subject)
    yield from _guids_used_twice(tests, found)


def _statements(note: Note, tests: AtomicTests) -> Iterator[Diagnostic]:
    """Report what a note of the vault does not say of its tests."""
    if not tests.cases:
        hint = "write the tests in the form of Atomic Red Team, or take the tag away"
        yield Diagnostic(
            "KB508", Severity.WARNING, "the note holds no atomic test", Location(note.path), hint
        )
    for case in tests.cases:
        place = Location(note.path, case.heading.line)
        if not case.guid:
            message = f'atomic test "{case.name}" has no GUID'
            yield Diagnostic("KB507", Severity.WARNING, message, place, "add an auto_generated_guid line")
        if not case.platforms:
            message = f'atomic test "{case.name}" names no platform'
            yield Diagnostic("KB509", Severity.INFO, message, place, "add a Supported Platforms line")


def _guids_used_twice(
    tests: Iterable[tuple[Note, AtomicTests]], found: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Report each GUID that is that of another test, where the source of both has not done so."""
    reported = [(item.location.path, item.message) for item in found if item.code == "KB540"]
    guids: dict[str, Location] = {}
    for note, subject in tests:
        for case in subject.cases:
            # A note has other lines than the file from which it comes.
            own = Location(note.path, case.heading.line)
            place = place_in_source(note) if note.document.source else own
            if not case.guid or any(path == place.path and case.guid in text for path, text in reported):
                continue
            first = guids.setdefault(case.guid, place)
            if first is not place:
                message = f"GUID {case.guid} is already that of the test at {first}"
                yield Diagnostic("KB506", Severity.ERROR, message, place, "give the copy a new GUID")
