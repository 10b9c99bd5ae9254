"""A note that holds atomic tests, in the form that Atomic Red Team renders, and refers to techniques.

Form: a heading ``Atomic Test #n - name`` for each test, and in its section the lines
``**Supported Platforms:** Linux, macOS`` and ``**auto_generated_guid:** …``. Commands are text; they are never run.
"""

import re
from dataclasses import dataclass

from kbgen.markup.body import Body, Heading
from kbgen.markup.tag import Tag
from kbgen.notes.detection_rule import TechniqueTag, technique_tags
from kbgen.vault.document import Document

_TITLE = re.compile(r"Atomic Test #(\d+)\s*[-–:]\s*(.*)", re.IGNORECASE)
_PLATFORMS = re.compile(r"\*\*Supported Platforms:\*\*[ \t]*(.*)")
_GUID = re.compile(
    r"\*\*auto_generated_guid:\*\*[ \t]*"
    r"([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})"
)
_EXECUTOR = re.compile(r"#+ .*Run with `([^`]+)`(.*)")


@dataclass(frozen=True, slots=True)
class TestCase:
    """One atomic test. Its GUID is its identity; its number in the note is not stable."""

    name: str
    guid: str
    """In lower case; empty where the note states none."""
    platforms: tuple[str, ...]
    """As written."""
    executor: str
    """What runs it, such as ``bash``; empty for manual steps."""
    elevation: bool
    """True where it needs elevated rights."""
    heading: Heading
    """Where it begins on the page and in the file."""


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
    lines = document.text.split("\n")
    titled = [(heading, match) for heading in body.headings if (match := _TITLE.match(heading.text))]
    starts = [heading.line - 1 for heading, _ in titled]
    ends = [*starts[1:], len(lines)]
    cases = tuple(
        _case(match[2].strip(), heading, "\n".join(lines[start:end]))
        for (heading, match), start, end in zip(titled, starts, ends, strict=False)
    )
    return AtomicTests(technique_tags(tags), cases)


def _case(name: str, heading: Heading, text: str) -> TestCase:
    platforms, guid, executor = _PLATFORMS.search(text), _GUID.search(text), _EXECUTOR.search(text)
    names = platforms[1].split(",") if platforms else []
    return TestCase(
        name=name,
        guid=guid[1].lower() if guid else "",
        platforms=tuple(dict.fromkeys(part.strip() for part in names if part.strip())),
        executor=executor[1] if executor else "",
        elevation=bool(executor and "elevation required" in executor[2].lower()),
        heading=heading,
    )
