"""Labelled values of a facts card, and the values that cards of several kinds show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from kbgen.notes.detection_rule import TechniqueTag
from kbgen.notes.fields import Word
from kbgen.notes.tactics import Tactic
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


Labelled: TypeAlias = list[tuple[str, list[Value]]]
"""Labels with their values, some of them without any."""


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


def plain(text: str) -> list[Value]:
    """Return a text as a value; nothing for an empty one."""
    return [Value(text)] if text else []


def code(texts: Iterable[str]) -> list[Value]:
    """Return texts as values in code, empty ones left out."""
    return [Value(text, style="code") for text in texts if text]


def tactics(found: tuple[Tactic, ...], world: World, page_url: str) -> list[Value]:
    """Return tactics as chips that lead to their pages."""
    return [
        Value(item.name, relative(page_url, world.addresses.tactics[item]), "chip")
        if item in world.addresses.tactics
        else Value(item.name, style="chip")
        for item in found
    ]


def techniques(tags: tuple[TechniqueTag, ...], world: World, page_url: str) -> list[Value]:
    """Return the techniques that tags name as links to their pages."""
    return [technique_value(tag.id, world, page_url) for tag in tags]


def technique_value(identifier: str, world: World, page_url: str) -> Value:
    """Return a technique as a link to its page, or its identifier where it has none."""
    note = world.knowledge.techniques.get(identifier)
    if note is None:
        return Value(identifier, style="code")
    return Value(f"{identifier} {note.title}", relative(page_url, world.addresses.notes[note.path]))
