"""The facts card of a note: what its front matter and its content state, as labelled values."""

from dataclasses import dataclass

from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.detection_rule import DetectionRule, TechniqueTag
from kbgen.notes.fields import Word
from kbgen.notes.note import Note, PlainPage
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.notes.tactics import Tactic
from kbgen.notes.technique import Technique
from kbgen.render.addresses import relative
from kbgen.render.world import World
from kbgen.vocabulary import Level, Status


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a fact."""

    text: str
    url: str = ""
    """Reference from the page, or an address on another host; may be empty."""
    style: str = ""
    """``chip``, ``code``, ``level`` or ``status`` with its name, ``number``; empty for plain text."""
    sort: str = ""
    """What a table sorts by where the text does not do; may be empty."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its values."""

    label: str
    values: tuple[Value, ...]


def facts(note: Note, world: World, page_url: str) -> tuple[Fact, ...]:
    """Return the facts of a note that has any; those without a value are left out."""
    found: list[tuple[str, list[Value]]]
    match note.subject:
        case Technique() as subject:
            found = _technique(subject, world, page_url)
        case DetectionRule() as subject:
            found = _rule(subject, world, page_url)
        case AtomicTests() as subject:
            found = _tests(subject, world, page_url)
        case AttackObject() as subject:
            found = _object(subject)
        case PlainPage():
            found = []
    return tuple(Fact(label, tuple(values)) for label, values in found if values)


def _technique(subject: Technique, world: World, page_url: str) -> list[tuple[str, list[Value]]]:
    parent = _technique_value(subject.parent, world, page_url) if subject.parent else None
    return [
        ("ID", [Value(subject.id, style="code")]),
        ("Sub-technique of", [parent] if parent else []),
        ("Tactics", _tactics(subject.tactics, world, page_url)),
        ("Platforms", [Value(name, style="chip") for name in subject.platforms]),
        ("Version", _plain(subject.version)),
        ("Created", _plain(subject.created.shown)),
        ("Last modified", _plain(subject.modified.shown)),
        ("At MITRE", [Value("attack.mitre.org", subject.url)] if subject.url else []),
    ]


def _rule(subject: DetectionRule, world: World, page_url: str) -> list[tuple[str, list[Value]]]:
    sigma = subject.sigma if isinstance(subject.sigma, SigmaRule) else None
    source = subject.log_source
    return [
        ("Techniques", _techniques(subject.techniques, world, page_url)),
        ("Tactics", _tactics(subject.tactics, world, page_url)),
        ("Level", [level_value(subject.level)]),
        ("Status", [status_value(subject.status)]),
        ("Log source", [Value(str(source), style="code")] if str(source) else []),
        ("Author", _plain(sigma.author if sigma else "")),
        ("Created", _plain(subject.created.shown)),
        ("Last modified", _plain(subject.modified.shown)),
        ("Rule ID", [Value(sigma.id, style="code")] if sigma and sigma.id else []),
        ("License", _plain(sigma.license if sigma else "")),
    ]


def _tests(subject: AtomicTests, world: World, page_url: str) -> list[tuple[str, list[Value]]]:
    return [
        ("Techniques", _techniques(subject.techniques, world, page_url)),
        ("Tests", _plain(f"{len(subject.cases):,}")),
        ("Platforms", [Value(name, style="chip") for name in subject.platforms]),
    ]


def _object(subject: AttackObject) -> list[tuple[str, list[Value]]]:
    return [
        ("ID", [Value(subject.id, style="code")] if subject.id else []),
        ("Also known as", [Value(name) for name in subject.other_names]),
        ("Platforms", [Value(name, style="chip") for name in subject.platforms]),
        ("Version", _plain(subject.version)),
        ("Created", _plain(subject.created.shown)),
        ("Last modified", _plain(subject.modified.shown)),
        ("At MITRE", [Value("attack.mitre.org", subject.url)] if subject.url else []),
    ]


def level_value(level: Word[Level]) -> Value:
    """Return a rule's level as a value; its style names the level, its text does as well."""
    name = level.value.value if level.value else "unknown"
    return Value(
        level.shown, style=f"level {name}", sort=str(list(Level).index(level.value)) if level.value else ""
    )


def status_value(status: Word[Status]) -> Value:
    """Return a rule's status as a value."""
    name = status.value.value if status.value else "unknown"
    return Value(status.shown, style=f"status {name}")


def _plain(text: str) -> list[Value]:
    return [Value(text)] if text else []


def _tactics(tactics: tuple[Tactic, ...], world: World, page_url: str) -> list[Value]:
    return [
        Value(item.name, relative(page_url, world.addresses.tactics[item]), "chip")
        if item in world.addresses.tactics
        else Value(item.name, style="chip")
        for item in tactics
    ]


def _techniques(tags: tuple[TechniqueTag, ...], world: World, page_url: str) -> list[Value]:
    return [_technique_value(tag.id, world, page_url) for tag in tags]


def _technique_value(identifier: str, world: World, page_url: str) -> Value:
    note = world.knowledge.techniques.get(identifier)
    if note is None:
        return Value(identifier, style="code")
    return Value(f"{identifier} {note.title}", relative(page_url, world.addresses.notes[note.path]))
