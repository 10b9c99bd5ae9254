"""The facts card of a note: what its front matter and its content state, as labelled values."""

from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note, PlainPage
from kbgen.notes.rule_filter import RuleFilter
from kbgen.notes.technique import Technique
from kbgen.render.fact import (
    Fact,
    Labelled,
    Value,
    code,
    level_value,
    plain,
    status_value,
    tactics,
    technique_value,
    techniques,
)
from kbgen.render.rule_facts import filter_facts, rule_facts
from kbgen.render.verdicts import flags, verdict_value
from kbgen.render.world import World

__all__ = ["Fact", "Value", "facts", "level_value", "status_value"]


def facts(note: Note, world: World, page_url: str) -> tuple[Fact, ...]:
    """Return the facts of a note that has any; those without a value are left out."""
    found: Labelled
    match note.subject:
        case Technique() as subject:
            found = _technique(subject, world, page_url)
        case DetectionRule() as subject:
            found = rule_facts(note, subject, world, page_url)
        case AtomicTests() as subject:
            found = _tests(subject, world, page_url)
        case AttackObject() as subject:
            found = _object(subject)
        case RuleFilter() as subject:
            found = filter_facts(note, subject, world, page_url)
        case PlainPage():
            found = []
    return tuple(Fact(label, tuple(values)) for label, values in found if values)


def _technique(subject: Technique, world: World, page_url: str) -> Labelled:
    parent = technique_value(subject.parent, world, page_url) if subject.parent else None
    return [
        ("ID", code([subject.id])),
        ("Verdict", _verdict(subject, world)),
        ("Sub-technique of", [parent] if parent else []),
        ("Tactics", tactics(subject.tactics, world, page_url)),
        ("Platforms", [Value(name, style="chip") for name in subject.platforms]),
        ("Version", plain(subject.version)),
        ("Created", plain(subject.created.shown)),
        ("Last modified", plain(subject.modified.shown)),
        ("At MITRE", [Value("attack.mitre.org", subject.url)] if subject.url else []),
    ]


def _verdict(subject: Technique, world: World) -> list[Value]:
    """Return the verdict on a technique, or why it is left out of the denominator."""
    found = world.findings.coverage.by_id.get(subject.id)
    if found is not None:
        return [
            verdict_value(found.total.verdict),
            *(Value(flag, style="chip") for flag in flags(found.total)),
        ]
    excluded = (item for item in world.findings.coverage.excluded if item.id == subject.id)
    return [Value(f"left out: {item.why.value}") for item in excluded]


def _tests(subject: AtomicTests, world: World, page_url: str) -> Labelled:
    return [
        ("Techniques", techniques(subject.techniques, world, page_url)),
        ("Tests", plain(f"{len(subject.cases):,}")),
        ("Platforms", [Value(name, style="chip") for name in subject.platforms]),
    ]


def _object(subject: AttackObject) -> Labelled:
    return [
        ("ID", code([subject.id])),
        ("Also known as", [Value(name) for name in subject.other_names]),
        ("Platforms", [Value(name, style="chip") for name in subject.platforms]),
        ("Version", plain(subject.version)),
        ("Created", plain(subject.created.shown)),
        ("Last modified", plain(subject.modified.shown)),
        ("At MITRE", [Value("attack.mitre.org", subject.url)] if subject.url else []),
    ]
