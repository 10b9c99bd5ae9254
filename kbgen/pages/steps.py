"""The techniques before and after one in each of its tactics, for people who read a tactic from end to end."""

from dataclasses import dataclass

from kbgen.notes.technique import Technique
from kbgen.pages.names import linked_name
from kbgen.render.addresses import relative
from kbgen.render.fact import Value
from kbgen.render.world import World


@dataclass(frozen=True, slots=True)
class Steps:
    """The neighbours of a technique in one of its tactics."""

    tactic: Value
    previous: Value | None
    """None for the first one."""
    following: Value | None
    """None for the last one."""


def steps_of(technique: Technique, world: World, url: str) -> tuple[Steps, ...]:
    """Return the neighbours of a technique in each of its tactics, in identifier order; none in a tactic of one.

    Args:
        technique: the technique or sub-technique.
        world: everything known.
        url: the page that links to them.
    """
    found = []
    for tactic in technique.tactics:
        identifiers = world.knowledge.tactics.get(tactic, ())
        if technique.id not in identifiers or len(identifiers) < 2:
            continue
        place = identifiers.index(technique.id)
        before = identifiers[place - 1 : place] if place else ()
        target = relative(url, world.addresses.tactics[tactic])
        found.append(
            Steps(
                Value(tactic.name, target),
                *(_link(part, world, url) for part in (before, identifiers[place + 1 : place + 2])),
            )
        )
    return tuple(found)


def _link(identifiers: tuple[str, ...], world: World, url: str) -> Value | None:
    return linked_name(world.knowledge.techniques[identifiers[0]], world, url) if identifiers else None
