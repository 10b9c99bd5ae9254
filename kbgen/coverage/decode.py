"""Rules and tests as coverage sees them: which count, on which platforms, from which log source."""

from collections.abc import Iterator, Mapping

from kbgen.coverage.platforms import rule_platforms, test_platforms
from kbgen.coverage.subject import Rule, Test, TestCase
from kbgen.coverage.telemetry import Telemetry
from kbgen.coverage.verdict import Inactivity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.notes.technique import Technique
from kbgen.settings import CoverageSettings
from kbgen.vocabulary import Level, Status

_STATUSES = {status: rank for rank, status in enumerate(Status)}
_LEVELS = {level: rank for rank, level in enumerate(Level)}
_RETIRED = {Status.DEPRECATED, Status.UNSUPPORTED}


def rules(knowledge: KnowledgeBase, settings: CoverageSettings, telemetry: Telemetry) -> Mapping[str, Rule]:
    """Return all detection rules by path, in path order.

    Args:
        knowledge: the notes.
        settings: which rules count.
        telemetry: what is collected.
    """
    found: dict[str, Rule] = {}
    for note in knowledge.notes.values():
        if isinstance(note.subject, DetectionRule):
            found[note.path] = _rule(note, note.subject, knowledge, settings, telemetry)
    return found


def tests(knowledge: KnowledgeBase) -> Mapping[str, Test]:
    """Return all notes with tests by path, in path order."""
    return {
        note.path: Test(
            note.path,
            note.title,
            tuple(
                TestCase(case.guid, case.name, test_platforms(case.platforms)) for case in note.subject.cases
            ),
            tuple(tag.name for tag in note.tags),
        )
        for note in knowledge.notes.values()
        if isinstance(note.subject, AtomicTests)
    }


def _rule(
    note: Note,
    rule: DetectionRule,
    knowledge: KnowledgeBase,
    settings: CoverageSettings,
    telemetry: Telemetry,
) -> Rule:
    sigma = rule.sigma if isinstance(rule.sigma, SigmaRule) else None
    platforms = rule_platforms(rule.log_source, _platforms_of_techniques(rule, knowledge))
    events = sigma.events if sigma else ()
    collected = telemetry.collects(rule.log_source, platforms, events)
    return Rule(
        path=note.path,
        id=sigma.id if sigma else "",
        title=note.title,
        status=rule.status.shown,
        level=rule.level.shown,
        log_source=rule.log_source,
        platforms=platforms,
        inactive=_inactivity(rule, settings),
        collected=collected.somewhere,
        declared=tuple(simulation.guid for simulation in sigma.simulations) if sigma else (),
        collected_on=collected.platforms,
        events=events,
        tags=tuple(tag.name for tag in note.tags),
    )


def _platforms_of_techniques(rule: DetectionRule, knowledge: KnowledgeBase) -> Iterator[tuple[str, ...]]:
    for tag in rule.techniques:
        note = knowledge.techniques.get(tag.id)
        if note is not None and isinstance(note.subject, Technique):
            yield note.subject.platforms


def _inactivity(rule: DetectionRule, settings: CoverageSettings) -> Inactivity | None:
    status, level = rule.status.value, rule.level.value
    if status in _RETIRED:
        return Inactivity.STATUS
    least, lowest = settings.minimum_status, settings.minimum_level
    if least is not None and (status is None or _STATUSES[status] < _STATUSES[least]):
        return Inactivity.MINIMUM_STATUS
    if lowest is not None and (level is None or _LEVELS[level] < _LEVELS[lowest]):
        return Inactivity.MINIMUM_LEVEL
    return None
