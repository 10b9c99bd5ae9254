"""KB5xx: what rules and tests state about themselves."""

from collections.abc import Iterator

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.places import place_of
from kbgen.notes.sigma_rule import SigmaFault, SigmaRule
from kbgen.source import Location
from kbgen.vocabulary import Level, Status

CHECKS = (
    Check(
        "KB501",
        "rule note without a rule",
        Severity.WARNING,
        "The note is tagged as a detection rule but embeds no YAML block with title, logsource and detection.",
        "a note with tags: [detection_rule] and no yml block",
        "Add the Sigma rule as a fenced yml block, or take the tag away.",
    ),
    Check(
        "KB502",
        "Sigma rule is not valid YAML",
        Severity.ERROR,
        "The rule is shown, but nothing can be read from it: level, status and log source come from the front matter.",
        "title: Foo: bar",
        "Correct the block at the place that the message names.",
    ),
    Check(
        "KB503",
        "unknown level",
        Severity.WARNING,
        "Sigma knows informational, low, medium, high and critical.",
        "level: severe",
        "Use one of the five.",
    ),
    Check(
        "KB504",
        "unknown status",
        Severity.WARNING,
        "Sigma knows stable, test, experimental, deprecated and unsupported.",
        "status: draft",
        "Use one of the five.",
    ),
    Check(
        "KB505",
        "rule id is used twice",
        Severity.ERROR,
        "The id identifies a rule everywhere; two rules with one id cannot be told apart.",
        "the same id in two notes",
        "Give the copy a new UUID.",
    ),
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


def check_rules_and_tests(knowledge: KnowledgeBase) -> Iterator[Diagnostic]:
    """Yield what is wrong with rules and tests."""
    rule_ids: dict[str, Location] = {}
    guids: dict[str, Location] = {}
    for note in knowledge.notes.values():
        match note.subject:
            case DetectionRule() as rule:
                yield from _rule(note, rule, rule_ids)
            case AtomicTests() as tests:
                yield from _tests(note, tests, guids)
            case _:
                pass


def _rule(note: Note, rule: DetectionRule, ids: dict[str, Location]) -> Iterator[Diagnostic]:
    match rule.sigma:
        case None:
            hint = "add the rule as a fenced yml block, or take the tag away"
            yield Diagnostic(
                "KB501", Severity.WARNING, "the note holds no Sigma rule", Location(note.path), hint
            )
        case SigmaFault(message=message, line=line, column=column):
            place = Location(note.path, line, column)
            yield Diagnostic("KB502", Severity.ERROR, f"the Sigma rule cannot be read: {message}", place)
        case SigmaRule(id=identifier) as sigma if identifier:
            place = Location(note.path, sigma.line_of("id"))
            if identifier in ids:
                message = f"rule id {identifier} is already that of {ids[identifier]}"
                yield Diagnostic("KB505", Severity.ERROR, message, place, "give the copy a new UUID")
            ids.setdefault(identifier, place)
        case SigmaRule():
            pass
    if rule.level.is_unknown:
        known = ", ".join(level.value for level in Level)
        message = f'level "{rule.level.text}" is none of Sigma\'s'
        place = _place(note, rule, "level")
        yield Diagnostic("KB503", Severity.WARNING, message, place, f"use one of {known}")
    if rule.status.is_unknown:
        known = ", ".join(status.value for status in Status)
        message = f'status "{rule.status.text}" is none of Sigma\'s'
        place = _place(note, rule, "status")
        yield Diagnostic("KB504", Severity.WARNING, message, place, f"use one of {known}")


def _place(note: Note, rule: DetectionRule, name: str) -> Location:
    """Return where a note states a field: in its front matter, else in its Sigma rule."""
    line = rule.sigma.line_of(name) if isinstance(rule.sigma, SigmaRule) else 1
    return place_of(note, name, line=line)


def _tests(note: Note, tests: AtomicTests, guids: dict[str, Location]) -> Iterator[Diagnostic]:
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
        elif case.guid in guids:
            message = f"GUID {case.guid} is already that of the test at {guids[case.guid]}"
            yield Diagnostic("KB506", Severity.ERROR, message, place, "give the copy a new GUID")
        guids.setdefault(case.guid, place)
        if not case.platforms:
            message = f'atomic test "{case.name}" names no platform'
            yield Diagnostic("KB509", Severity.INFO, message, place, "add a Supported Platforms line")
