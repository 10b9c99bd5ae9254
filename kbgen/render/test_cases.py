"""The tests of a note as sections of its page: facts, and commands in two forms.

In go a note and its tests; out comes the note's body with more HTML in it. What the note itself says stays in its order;
only the lines of platforms and GUID, and the line breaks between tests, give way to the facts and the frame.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from kbgen.markup.body import Body
from kbgen.markup.coloured import with_code
from kbgen.markup.html_names import VOID
from kbgen.markup.slots import HeadingEnd, HeadingStart, LinkStart
from kbgen.notes.atomic_test import AtomicTests, TestCase
from kbgen.notes.note import Note
from kbgen.render.body import dropped_heading
from kbgen.render.commands import command
from kbgen.render.facts import Value
from kbgen.render.templates import fill_template

_CODE = re.compile(r'(<div class="highlight"[^>]*><pre>.*?</pre></div>)', re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_BREAK = "<br>"
_FOOTNOTES = '<div class="footnote">'
_STATED = re.compile(
    r"(?:(?<=<p>)|\n)<strong>(Supported Platforms|auto_generated_guid):</strong>[^<\n]*(?=\n|</(?:p|li)>)"
)
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_ANCHOR = '<span class="kb-case__anchor" id="{}"></span>\n'
"""An element of its own: Material takes the ``id`` around a code block for the block's own and copies the first."""
_PAIR = '<div class="kb-command">'


@dataclass(frozen=True, slots=True)
class TestFacts:
    """What a test is, for people."""

    number: str
    name: str
    heading: str
    """The ``id`` of its heading; empty where the page shows it as its title."""
    guid: str
    anchor: str
    """The ``id`` of where its section begins; empty where it has none."""
    platforms: tuple[Value, ...]
    executor: str
    """``manual`` where a person performs it; may be empty."""
    manual: bool
    elevation: bool
    inputs: int
    cleanup: bool
    prerequisites: int


def tests_of(note: Note) -> tuple[TestFacts, ...]:
    """Return the facts of each test of a note, in the order of the note; none for a note of another kind."""
    cases = note.subject.cases if isinstance(note.subject, AtomicTests) else ()
    dropped = dropped_heading(note) if cases else None
    return tuple(
        replace(_facts(case), heading="") if case.heading is dropped else _facts(case) for case in cases
    )


def _facts(case: TestCase) -> TestFacts:
    return TestFacts(
        number=case.number,
        name=case.name,
        heading=case.heading.anchor,
        guid=case.guid,
        anchor=case.anchor,
        platforms=tuple(Value(name, style="chip") for name in case.platforms),
        executor="manual" if case.manual else case.executor,
        manual=case.manual,
        elevation=case.elevation,
        inputs=len(case.inputs),
        cleanup=bool(case.cleanup),
        prerequisites=len(case.dependencies),
    )


def with_tests(note: Note) -> Note:
    """Return a note whose body has its tests as sections, each with its facts and its commands in two forms."""
    if not isinstance(note.subject, AtomicTests) or not note.subject.cases:
        return note
    return replace(note, body=_with_sections(with_code(note.body), note.subject))


def _with_sections(body: Body, tests: AtomicTests) -> Body:
    parts = _with_commands(body, tests)
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for place in range(1, len(parts), 2):
        match body.slots[int(parts[place])]:
            case HeadingStart(index=index):
                starts[body.headings[index].line] = place
            case HeadingEnd(index=index):
                ends[body.headings[index].line] = place
            case _:
                pass
    lines = sorted(starts)
    for number, case in enumerate(tests.cases, 1):
        following = bisect_left(lines, case.end)
        end = starts[lines[following]] if following < len(lines) else len(parts)
        _frame(body, parts, case, number, (starts[case.heading.line], ends[case.heading.line], end))
    return replace(body, parts=tuple(parts))


def _with_commands(body: Body, tests: AtomicTests) -> list[str]:
    """Return the parts of a body; commands with placeholders stand in it in two forms."""
    parts = list(body.parts)
    owners = {block.line: case for case in tests.cases for block in case.code}
    pieces = {place: _CODE.split(parts[place]) for place in range(0, len(parts), 2)}
    if sum(len(found) // 2 for found in pieces.values()) != len(body.code_blocks):
        return parts
    blocks = iter(body.code_blocks)
    for place, found in pieces.items():
        for position in range(1, len(found), 2):
            block = next(blocks)
            if block.line in owners:
                found[position] = command(block, found[position], owners[block.line].inputs)
        parts[place] = "".join(found)
    return parts


def _frame(body: Body, parts: list[str], case: TestCase, number: int, places: tuple[int, int, int]) -> None:
    """Write the facts of a test below its heading, and a section around both where its HTML is balanced.

    Args:
        body: the body as the markup stage made it.
        parts: its parts, to be written.
        case: the test.
        number: its place in the note, counted from 1.
        places: where its heading begins, where that ends, and where the next section begins or the body ends.
    """
    start, head, end = places
    below = range(head + 1, end, 2)
    last = next((place for place in below if _FOOTNOTES in body.parts[place]), end - 1)
    inner, notes, behind = parts[last].partition(_FOOTNOTES)
    is_section = _is_balanced(body, head + 1, last)
    if is_section:
        parts[last] = f"{_without_breaks(inner)}\n</section>\n{notes}{behind}"
        parts[start - 1] += '<section class="kb-case">\n'
        switched = next((place for place in below if _PAIR in parts[place]), None)
        if switched is not None:
            switch = fill_template("partials/test_switch.html", {"number": number})
            parts[switched] = parts[switched].replace(_PAIR, f"{switch}{_PAIR}", 1)
    if case.anchor:
        parts[start - 1] += _ANCHOR.format(case.anchor)
    _drop_stated(parts, below, case)
    facts = fill_template("partials/test_facts.html", {"test": _facts(case)})
    parts[head + 1] = f"\n{facts}{parts[head + 1]}"


def _without_breaks(html: str) -> str:
    """Return HTML without the line breaks at its end, with which notes keep tests apart."""
    html = html.rstrip()
    while html.endswith(_BREAK):
        html = html.removesuffix(_BREAK).rstrip()
    return html


def _is_balanced(body: Body, first: int, last: int) -> bool:
    """Tell whether the parts between two places close what they open and nothing else; footnotes are no part of it."""
    depth = 0
    for place in range(first, last + 1):
        if place % 2:
            depth += isinstance(body.slots[int(body.parts[place])], LinkStart)
            continue
        html = body.parts[place].partition(_FOOTNOTES)[0]
        for closing, name in _TAG.findall(_CODE.sub("", html)):
            if name not in VOID:
                depth += -1 if closing else 1
                if depth < 0:
                    return False
    return depth == 0


def _drop_stated(parts: list[str], places: range, case: TestCase) -> None:
    """Take out the lines of the note that the facts of the test say again, each once."""
    stated = {"Supported Platforms": bool(case.platforms), "auto_generated_guid": bool(case.guid)}

    def keep(match: re.Match[str]) -> str:
        return "" if stated.pop(match[1], False) else match[0]

    for place in places:
        if "<strong>" in parts[place]:
            parts[place] = _EMPTY.sub("", _STATED.sub(keep, parts[place]))
