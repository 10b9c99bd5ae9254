"""The lists of rules, tests and other pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.pages.note_pages import page_name
from kbgen.pages.page import Page, PendingPage, TocEntry
from kbgen.render.addresses import PAGES, RULES, TESTS, relative
from kbgen.render.facts import Value, status_value
from kbgen.render.templates import fill_template
from kbgen.render.world import World
from kbgen.vocabulary import Level

_LEVELS = [level.value for level in reversed(Level)]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the list."""

    title: str
    url: str
    status: Value
    product: str
    techniques: tuple[Value, ...]
    counts: bool
    """False where queries by tag cannot find the rule, because its front matter is invalid."""


@dataclass(frozen=True, slots=True)
class TestRow:
    """A note with atomic tests in the list."""

    title: str
    url: str
    platforms: str
    cases: int


@dataclass(frozen=True, slots=True)
class TestGroup:
    """The notes with atomic tests that refer to one technique."""

    technique: Value
    rows: tuple[TestRow, ...]


def list_pages(world: World) -> list[PendingPage]:
    """Return ``/rules/``, ``/tests/`` and ``/pages/``."""
    return [
        PendingPage(RULES, "Detection rules", partial(_rules, world)),
        PendingPage(TESTS, "Atomic tests", partial(_tests, world)),
        PendingPage(PAGES, "Pages", partial(_pages, world)),
    ]


def _rules(world: World) -> Page:
    notes = world.knowledge.of_kind(Kind.DETECTION_RULE)
    rules = [(note, note.subject) for note in notes if isinstance(note.subject, DetectionRule)]
    by_level: dict[str, list[RuleRow]] = {}
    for note, rule in sorted(rules, key=lambda item: (item[1].title.casefold(), item[0].path)):
        by_level.setdefault(rule.level.shown, []).append(_rule_row(note, rule, world))
    order = [level for level in _LEVELS if level in by_level] + sorted(set(by_level) - set(_LEVELS))
    values = {
        "total": len(rules),
        "groups": [(level, level if level in _LEVELS else "unknown", by_level[level]) for level in order],
        "statuses": _counted([rule.status.shown for _, rule in rules]),
        "products": _counted([rule.log_source.product or "no product" for _, rule in rules]),
        "uncounted": [page_name(note) for note in notes if not note.counts],
    }
    toc = tuple(TocEntry(level.capitalize(), f"level-{place}") for place, level in enumerate(order, 1))
    return Page(RULES, "Detection rules", str(fill_template("rules.html", values)), toc)


def _rule_row(note: Note, rule: DetectionRule, world: World) -> RuleRow:
    techniques = tuple(_technique(tag.id, world, RULES) for tag in rule.techniques)
    url = relative(RULES, world.addresses.notes[note.path])
    return RuleRow(
        rule.title, url, status_value(rule.status), rule.log_source.product, techniques, note.counts
    )


def _technique(identifier: str, world: World, url: str) -> Value:
    note = world.knowledge.techniques.get(identifier)
    if note is None:
        return Value(identifier, style="code")
    return Value(identifier, relative(url, world.addresses.notes[note.path]))


def _counted(names: Sequence[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))


def _tests(world: World) -> Page:
    notes = world.knowledge.of_kind(Kind.ATOMIC_TEST)
    groups: dict[str, list[TestRow]] = {}
    cases = 0
    for note in notes:
        if not isinstance(note.subject, AtomicTests):
            continue
        cases += len(note.subject.cases)
        for identifier in [tag.id for tag in note.subject.techniques] or [""]:
            groups.setdefault(identifier, []).append(_test_row(note, note.subject, world))
    values = {
        "total": len(notes),
        "cases": cases,
        "groups": [
            TestGroup(_titled(identifier, world), tuple(rows)) for identifier, rows in sorted(groups.items())
        ],
    }
    return Page(TESTS, "Atomic tests", str(fill_template("tests.html", values)))


def _test_row(note: Note, tests: AtomicTests, world: World) -> TestRow:
    url = relative(TESTS, world.addresses.notes[note.path])
    return TestRow(note.title, url, ", ".join(tests.platforms), len(tests.cases))


def _titled(identifier: str, world: World) -> Value:
    note = world.knowledge.techniques.get(identifier)
    if note is None:
        return Value(identifier or "No technique")
    return Value(page_name(note), relative(TESTS, world.addresses.notes[note.path]))


def _pages(world: World) -> Page:
    folders: dict[str, list[Value]] = {}
    for note in world.knowledge.of_kind(Kind.PAGE):
        folder = note.path.rpartition("/")[0]
        target = relative(PAGES, world.addresses.notes[note.path])
        folders.setdefault(folder, []).append(Value(note.title, target))
    attachments = [Value(path, relative(PAGES, url)) for path, url in world.addresses.attachments.items()]
    values = {"folders": sorted(folders.items()), "attachments": attachments}
    return Page(PAGES, "Pages", str(fill_template("pages.html", values)))
