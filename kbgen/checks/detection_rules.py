"""KB501 to KB505: what notes with detection rules state about themselves.

What mounted rules have wrong is reported by their source, in the file from which they come; of those, only an id that
two sources share is left to find here.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.knowledge.sigma_names import sigma_of_note
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.places import place_in_source, place_of
from kbgen.notes.rule_filter import RuleFilter
from kbgen.notes.sigma_rule import SigmaFault, SigmaRule
from kbgen.source import Location
from kbgen.sources.sigma_documents import SigmaKind
from kbgen.vocabulary import Level, Status

CHECKS = (
    Check(
        "KB501",
        "rule note without a rule",
        Severity.WARNING,
        "The note is tagged as a detection rule but embeds no YAML block that is one: a rule has title, logsource and "
        "detection, a correlation title and correlation. A filter tunes rules and detects nothing.",
        "a note with tags: [detection_rule] and no yml block",
        "Add the Sigma rule as a fenced yml block, or take the tag away.",
    ),
    Check(
        "KB502",
        "Sigma rule is not valid YAML",
        Severity.ERROR,
        "The text is shown, but nothing can be read from this document: level, status and log source come from the front "
        "matter. A block may hold several documents, such as a correlation and its rules.",
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
        "the same id in two notes, or in two mounted folders",
        "Give the copy a new UUID.",
    ),
)
_REQUIRED = {
    SigmaKind.RULE: ("title", "logsource", "detection"),
    SigmaKind.CORRELATION: ("title", "correlation"),
    SigmaKind.FILTER: (),
}


def check_detection_rules(
    knowledge: KnowledgeBase, rule_tags: AbstractSet[str], found: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with rules.

    Args:
        knowledge: all notes.
        rule_tags: case-folded tags that mark a note as a detection rule.
        found: what the sources have reported.
    """
    rules = [
        note for note in knowledge.notes.values() if isinstance(note.subject, DetectionRule | RuleFilter)
    ]
    for note in rules:
        if not note.document.source and isinstance(note.subject, DetectionRule | RuleFilter):
            yield from _kind(note, note.subject, rule_tags)
            yield from _faults(note, note.subject.sigma)
            if isinstance(note.subject, DetectionRule):
                yield from _words(note, note.subject)
    yield from _ids_used_twice(rules, found)


def _kind(
    note: Note, subject: DetectionRule | RuleFilter, rule_tags: AbstractSet[str]
) -> Iterator[Diagnostic]:
    """Report a note that says that it holds a rule and does not."""
    place = Location(note.path)
    match subject:
        case DetectionRule(sigma=None):
            message, hint = (
                "the note holds no Sigma rule",
                "add the rule as a fenced yml block, or take the tag away",
            )
        case DetectionRule(sigma=SigmaRule() as sigma):
            missing = [key for key in _REQUIRED[sigma.kind] if key not in sigma.lines]
            if not missing:
                return
            message, hint = (
                f"the Sigma {sigma.kind.value} has no {' and no '.join(missing)}",
                "add what is missing",
            )
            place = Location(note.path, sigma.line)
        case RuleFilter():
            tag = next((tag for tag in note.tags if tag.name.casefold() in rule_tags), None)
            if tag is None:
                return
            message = "the note is tagged as a detection rule and holds a filter, which detects nothing"
            hint = f"take the tag {tag.name} away"
            place = Location(note.path, tag.line, tag.column)
        case _:
            return
    yield Diagnostic("KB501", Severity.WARNING, message, place, hint)


def _faults(note: Note, sigma: SigmaRule | SigmaFault | None) -> Iterator[Diagnostic]:
    """Report every document of a note that is not valid YAML."""
    faults: tuple[SigmaFault, ...] = ()
    if isinstance(sigma, SigmaFault):
        faults = (sigma, *sigma.others)
    elif sigma is not None:
        faults = sigma.faults
    for fault in faults:
        place = Location(note.path, fault.line, fault.column)
        message = f"the Sigma {fault.kind.value} cannot be read: {fault.message}"
        yield Diagnostic("KB502", Severity.ERROR, message, place)


def _words(note: Note, rule: DetectionRule) -> Iterator[Diagnostic]:
    """Report a level and a status that Sigma does not know."""
    sigma = rule.sigma if isinstance(rule.sigma, SigmaRule) else None
    for code, name, word, known in (
        ("KB503", "level", rule.level, Level),
        ("KB504", "status", rule.status, Status),
    ):
        if word.is_unknown:
            message = f'{name} "{word.text}" is none of Sigma\'s'
            place = place_of(note, name, line=sigma.line_of(name) if sigma else 1)
            hint = f"use one of {', '.join(member.value for member in known)}"
            yield Diagnostic(code, Severity.WARNING, message, place, hint)


def _ids_used_twice(rules: Iterable[Note], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Report each id that is that of another rule, where the source of both has not done so."""
    reported = {(item.location.path, item.location.line) for item in found if item.code == "KB520"}
    ids: dict[str, Location] = {}
    for note in rules:
        sigma = sigma_of_note(note)
        if sigma is None or not sigma.id:
            continue
        place = place_in_source(note, sigma.line_of("id"), sigma.line)
        if (place.path, place.line) in reported:
            continue
        first = ids.setdefault(sigma.id, place)
        if first is not place:
            message = f"rule id {sigma.id} is already that of {first}"
            yield Diagnostic("KB505", Severity.ERROR, message, place, "give the copy a new UUID")
