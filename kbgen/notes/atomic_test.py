"""A note that holds atomic tests, in the form that Atomic Red Team renders, and refers to techniques.

Form: a heading ``Atomic Test #n - name`` for each test, and in its section the lines
``**Supported Platforms:** Linux, macOS`` and ``**auto_generated_guid:** …``, outside of code, and the parts that
``test_parts`` names. Commands are text; they are never run.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kbgen.markup.body import Body, CodeBlock, Heading
from kbgen.markup.tag import Tag
from kbgen.notes.detection_rule import TechniqueTag, technique_tags
from kbgen.notes.inputs_table import read_inputs
from kbgen.notes.test_parts import Dependency, Part, PartKind, dependencies_of, kind_of, parts_of
from kbgen.sources.atomics_model import InputArgument
from kbgen.vault.document import Document

_TITLE = re.compile(r"Atomic Test #(\d+)\s*[-–:]\s*(.*)", re.IGNORECASE)
_PLATFORMS = re.compile(r"\*\*Supported Platforms:\*\*[ \t]*(.*)")
_GUID = re.compile(
    r"\*\*auto_generated_guid:\*\*[ \t]*"
    r"([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})"
)
_EXECUTOR = re.compile(r"Run with `([^`]+)`", re.IGNORECASE)
_QUOTED = re.compile(r"^(?:[ \t]*>)+")
_ELEVATION = "elevation required"
_RUNS = (PartKind.COMMANDS, PartKind.STEPS)


@dataclass(frozen=True, slots=True)
class TestCase:
    """One atomic test. Its GUID is its identity; its number in the note is not stable."""

    name: str
    number: str
    """As written, such as ``12``."""
    guid: str
    """In lower case; empty where the note states none."""
    platforms: tuple[str, ...]
    """As written."""
    executor: str
    """What runs it, such as ``bash``; empty for manual steps."""
    manual: bool
    """True where a person performs its steps."""
    elevation: bool
    """True where it needs elevated rights."""
    inputs: tuple[InputArgument, ...]
    """What its placeholders stand for."""
    commands: tuple[CodeBlock, ...]
    """What runs, or the steps of a manual test."""
    cleanup: tuple[CodeBlock, ...]
    """What undoes it."""
    dependencies: tuple[Dependency, ...]
    dependency_executor: str
    """What runs the commands of the dependencies; empty where the note does not say."""
    heading: Heading
    """Where it begins on the page and in the file."""
    end: int
    """Line in the file before which it ends, counted from 1."""
    anchor: str = ""
    """The ``id`` of where it begins on the page: the GUID, where nothing else of the note has that ``id``."""

    @property
    def code(self) -> tuple[CodeBlock, ...]:
        """Return all its code: commands, clean-up, and what its dependencies need."""
        needed = (block for item in self.dependencies for block in (*item.prereq, *item.get_prereq))
        return (*self.commands, *self.cleanup, *needed)


@dataclass(frozen=True, slots=True)
class AtomicTests:
    """What the note says of its tests."""

    techniques: tuple[TechniqueTag, ...]
    """From the tags, in their order, each technique once."""
    cases: tuple[TestCase, ...]
    """In the order of the note."""

    @property
    def platforms(self) -> tuple[str, ...]:
        """Return the platforms of all tests, each once, by name."""
        return tuple(sorted({name for case in self.cases for name in case.platforms}, key=str.casefold))


def atomic_tests(document: Document, tags: tuple[Tag, ...], body: Body) -> AtomicTests:
    """Return the tests of a note."""
    return AtomicTests(technique_tags(tags), tuple(_with_anchors(_cases(document, body), body)))


def _with_anchors(cases: Sequence[TestCase], body: Body) -> Iterator[TestCase]:
    taken = {*body.anchors, *(heading.anchor for heading in body.headings), ""}
    for case in cases:
        yield case if case.guid in taken else replace(case, anchor=case.guid)
        taken.add(case.guid)


def _cases(document: Document, body: Body) -> list[TestCase]:
    lines = document.text.split("\n")
    headings = sorted(body.headings, key=lambda heading: heading.line)
    blocks = sorted(body.code_blocks, key=lambda block: block.line)
    numbers = [block.line for block in blocks]
    in_code = {block.line + place for block in blocks for place in range(_length(block))}
    starts = [place for place, heading in enumerate(headings) if _TITLE.match(heading.text)]
    cases: list[TestCase] = []
    for start, following in pairwise([*starts, len(headings)]):
        first, *below = headings[start:following]
        end = _end(first, below, headings[following].line if following < len(headings) else len(lines) + 1)
        inside = blocks[bisect_left(numbers, first.line) : bisect_left(numbers, end)]
        parts = tuple(parts_of([heading for heading in below if heading.line < end], inside, end))
        prose = [lines[line - 1] for line in range(first.line, end) if line not in in_code]
        cases.append(_case(first, end, parts, lines, "\n".join(prose)))
    return cases


def _length(block: CodeBlock) -> int:
    return block.text.removesuffix("\n").count("\n") + 1


def _end(heading: Heading, below: Sequence[Heading], end: int) -> int:
    """Return the line before which a test ends: the first heading of its own level or above behind its last part."""
    last = max((place for place, each in enumerate(below) if kind_of(each)), default=-1)
    return next((each.line for each in below[last + 1 :] if each.level <= heading.level), end)


def _case(heading: Heading, end: int, parts: Sequence[Part], lines: Sequence[str], prose: str) -> TestCase:
    title = _TITLE.match(heading.text)
    platforms, guid = _PLATFORMS.search(prose), _GUID.search(prose)
    names = platforms[1].split(",") if platforms else []
    runs = next((part for part in parts if part.kind in _RUNS), None)
    needs = next((part for part in parts if part.kind is PartKind.DEPENDENCIES), None)
    table = next((part for part in parts if part.kind is PartKind.INPUTS), None)
    return TestCase(
        name=title[2].strip() if title else "",
        number=title[1] if title else "",
        guid=guid[1].lower() if guid else "",
        platforms=tuple(dict.fromkeys(part.strip() for part in names if part.strip())),
        executor=_executor(runs, lines),
        manual=runs is not None and runs.kind is PartKind.STEPS,
        elevation=runs is not None and _ELEVATION in runs.heading.text.lower(),
        inputs=_inputs(table, lines) if table else (),
        commands=_blocks(parts, *_RUNS),
        cleanup=_blocks(parts, PartKind.CLEANUP),
        dependencies=dependencies_of(parts),
        dependency_executor=_executor(needs, lines),
        heading=heading,
        end=end,
    )


def _inputs(part: Part, lines: Sequence[str]) -> tuple[InputArgument, ...]:
    first = part.heading.line
    below = lines[first : part.end - 1]
    if _QUOTED.match(lines[first - 1]):
        below = [_QUOTED.sub("", line, count=1) for line in below]
    return read_inputs(below, first + 1)


def _executor(part: Part | None, lines: Sequence[str]) -> str:
    found = _EXECUTOR.search(lines[part.heading.line - 1]) if part else None
    return found[1].strip() if found else ""


def _blocks(parts: Sequence[Part], *kinds: PartKind) -> tuple[CodeBlock, ...]:
    return tuple(block for part in parts if part.kind in kinds for block in part.blocks)
