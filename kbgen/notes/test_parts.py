"""The parts of an atomic test: what its headings announce, and the code below them.

Form: below the heading of a test stand headings such as ``Inputs:``, ``Attack Commands: Run with `sh`!``, ``Run it with
these steps!``, ``Cleanup Commands:`` and ``Dependencies:``, and below the last one, for each dependency, ``Description:
…``, ``Check Prereq Commands:`` and ``Get Prereq Commands:``. Commands are code blocks; they are text and never run.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from kbgen.markup.body import CodeBlock, Heading


class PartKind(Enum):
    """What a heading inside of a test announces."""

    INPUTS = "inputs"
    """A table of input arguments."""
    COMMANDS = "commands"
    """What runs."""
    STEPS = "steps"
    """What a person does."""
    CLEANUP = "cleanup"
    """What undoes it."""
    DEPENDENCIES = "dependencies"
    """What must be there before."""
    DEPENDENCY = "dependency"
    """One thing that must be there."""
    CHECK = "check"
    """What tells whether it is there."""
    GET = "get"
    """What makes it be there."""


_ANNOUNCED: tuple[tuple[PartKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (PartKind.INPUTS, r"inputs?\b"),
        (PartKind.STEPS, r"(?:run it with these|manual) steps\b|steps:?$"),
        (PartKind.COMMANDS, r"(?:attack |test )?commands?\b|run (?:it )?with\b"),
        (PartKind.CLEANUP, r"clean[- ]?up\b"),
        (PartKind.DEPENDENCIES, r"(?:dependencies|prerequisites)\b"),
        (PartKind.DEPENDENCY, r"description:"),
        (PartKind.CHECK, r"check pre-?req\w*\b"),
        (PartKind.GET, r"get pre-?req\w*\b"),
    )
)
"""How the headings of parts begin; the first that fits counts."""
_NAMED = re.compile(r"description:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a test: a heading, with the code below it."""

    kind: PartKind
    heading: Heading
    end: int
    """Line in the file before which it ends, counted from 1."""
    blocks: tuple[CodeBlock, ...]


@dataclass(frozen=True, slots=True)
class Dependency:
    """Something that must be there before a test can run."""

    description: str
    line: int
    """Line in the file where it begins, counted from 1."""
    prereq: tuple[CodeBlock, ...] = ()
    """Tells whether it is there."""
    get_prereq: tuple[CodeBlock, ...] = ()
    """Makes it be there."""


def kind_of(heading: Heading) -> PartKind | None:
    """Return what a heading announces; None where it is no part of a test."""
    return next((kind for kind, pattern in _ANNOUNCED if pattern.match(heading.text)), None)


def parts_of(headings: Sequence[Heading], blocks: Sequence[CodeBlock], end: int) -> Iterator[Part]:
    """Yield the parts of a test.

    Args:
        headings: the headings below that of the test, by line.
        blocks: its code, by line.
        end: the line before which the test ends.
    """
    for place, heading in enumerate(headings):
        kind = kind_of(heading)
        if kind is None:
            continue
        later = headings[place + 1 :]
        last = next((it.line for it in later if kind_of(it) or it.level <= heading.level), end)
        yield Part(kind, heading, last, tuple(it for it in blocks if heading.line < it.line < last))


def dependencies_of(parts: Sequence[Part]) -> tuple[Dependency, ...]:
    """Return the dependencies that the parts of a test state."""
    found: list[Dependency] = []
    for part in parts:
        match part.kind:
            case PartKind.DEPENDENCY:
                found.append(Dependency(_NAMED.sub("", part.heading.text, count=1), part.heading.line))
            case PartKind.CHECK if found and not (found[-1].prereq or found[-1].get_prereq):
                found[-1] = replace(found[-1], prereq=part.blocks)
            case PartKind.CHECK:
                found.append(Dependency("", part.heading.line, prereq=part.blocks))
            case PartKind.GET if found and not found[-1].get_prereq:
                found[-1] = replace(found[-1], get_prereq=part.blocks)
            case PartKind.GET:
                found.append(Dependency("", part.heading.line, get_prereq=part.blocks))
            case _:
                pass
    return tuple(found)
