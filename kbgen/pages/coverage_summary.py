"""The verdict at a glance: one sentence, what it is of, a chart by tactic, and what changed. For the home page and `/coverage/`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kbgen.coverage.cause import Cause
from kbgen.coverage.compare import Comparison, Movement
from kbgen.coverage.model import Coverage
from kbgen.coverage.summary import Dimension, Part, parts, summary
from kbgen.coverage.verdict import Fact, Verdict
from kbgen.exporters.coverage_text import sight
from kbgen.exporters.denominator import left_out_in_words, releases_in_words
from kbgen.pages.coverage_charts import ChartRow, chart_row, percent
from kbgen.pages.names import linked_name
from kbgen.render.addresses import COVERAGE, GAPS, relative
from kbgen.render.fact import Value
from kbgen.render.values import plural
from kbgen.render.world import World

STYLE = "coverage.css"
"""The style sheet of the pages that show charts of coverage."""


@dataclass(frozen=True, slots=True)
class MovementRow:
    """A technique that gained or lost a verdict."""

    technique: Value
    before: str
    after: str
    where: str
    """Platforms, and whether it became blind or sees again; may be empty."""
    causes: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an earlier report."""

    since: str
    releases: tuple[str, str] | None
    """The releases of ATT&CK before and now, where they differ."""
    lists: tuple[tuple[str, tuple[MovementRow, ...]], ...]
    """What happened, ``lost a verdict``, with the techniques; empty lists too."""
    added: tuple[Value, ...]
    gone: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Return what changed as a sentence."""
        told = (f"{plural(len(rows), 'technique', 'techniques')} {what}" for what, rows in self.lists if rows)
        return f"Since {self.since}: {', '.join(told) or 'no verdict changed'}."


@dataclass(frozen=True, slots=True)
class Glance:
    """The verdict at a glance."""

    sentence: str
    scope: str
    """Of what the numbers are, and what is left out of the denominator."""
    tactics: tuple[ChartRow, ...]
    changes: Changes | None
    coverage_url: str
    gaps_url: str
    legend: tuple[str, ...] = tuple(verdict.value for verdict in Verdict)


def has_coverage(world: World) -> bool:
    """Tell whether there is anything to cover: without techniques the site has no pages on coverage."""
    return bool(world.knowledge.techniques)


def glance(world: World, url: str) -> Glance | None:
    """Return the verdict at a glance for the page at a URL; None in a vault without techniques."""
    if not has_coverage(world):
        return None
    coverage = world.findings.coverage
    return Glance(
        sentence=verdict_sentence(coverage),
        scope=scope_sentence(coverage),
        tactics=tactic_rows(world, url),
        changes=changes(world.comparison, world, url),
        coverage_url=relative(url, COVERAGE),
        gaps_url=relative(url, GAPS),
    )


def verdict_sentence(coverage: Coverage) -> str:
    """Return the numbers of the whole denominator: ``Rules claim 359 of 625 techniques (57 %), 282 have a test, …``."""
    count = summary(coverage)
    if not count.techniques:
        return "No technique is in scope."
    claimed, testable, proven = (
        count.facts[fact] or 0 for fact in (Fact.CLAIMED, Fact.TESTABLE, Fact.PROVEN)
    )
    feasible = count.facts[Fact.FEASIBLE]
    seen = "" if feasible is None else f", of {feasible:,} a log source is collected"
    return (
        f"Rules claim {claimed:,} of {plural(count.techniques, 'technique', 'techniques')}"
        f" ({percent(count, Fact.CLAIMED)}), {testable:,} {'has' if testable == 1 else 'have'} a test{seen},"
        f" {proven:,} {'is' if proven == 1 else 'are'} proven; {plural(count.gap, 'is a gap', 'are gaps')}."
    )


def scope_sentence(coverage: Coverage) -> str:
    """Return of which release and platforms the numbers are, and what is left out of the denominator."""
    release = releases_in_words(coverage) or "techniques of the vault, no release of ATT&CK is mounted"
    platforms = ", ".join(coverage.platforms) or "none stated"
    return (
        f"Techniques and sub-techniques, each counted once: {release}; platforms in scope: {platforms};"
        f" left out of the denominator: {left_out_in_words(coverage) or 'nothing'}."
    )


def tactic_rows(world: World, url: str) -> tuple[ChartRow, ...]:
    """Return a row for each tactic, in the order of the matrix."""
    known = {item.shortname: (item.name, target) for item, target in world.addresses.tactics.items()}
    found = parts(world.findings.coverage, Dimension.TACTIC, world.findings.threats)

    def name(part: Part) -> Value:
        text, target = known.get(part.key, (part.name, None))
        return Value(text, relative(url, target) if target is not None else "")

    return tuple(chart_row(part, name(part)) for part in found)


def technique_values(identifiers: Iterable[str], world: World, url: str) -> tuple[Value, ...]:
    """Return identifiers of techniques as links to their pages."""
    return tuple(_identifier(identifier, world, url) for identifier in identifiers)


def technique_value(identifier: str, name: str, world: World, url: str) -> Value:
    """Return a technique's identifier and name, with a link where it has a page."""
    note = world.knowledge.techniques.get(identifier)
    return linked_name(note, world, url) if note else Value(f"{identifier} {name}")


def note_value(path: str, text: str, world: World, url: str) -> Value:
    """Return a text as a link to the page of a note, where there is one."""
    target = world.addresses.notes.get(path)
    return Value(text, relative(url, target) if target is not None else "")


def _identifier(identifier: str, world: World, url: str) -> Value:
    note = world.knowledge.techniques.get(identifier)
    return Value(identifier) if note is None else note_value(note.path, identifier, world, url)


def changes(found: Comparison | None, world: World, url: str) -> Changes | None:
    """Return what changed since an earlier report; None where there is none."""
    if found is None:
        return None
    lists = (
        ("lost a verdict", found.regressions),
        ("gained a verdict", found.gains),
        ("moved with the release of ATT&CK alone", found.by_attack),
    )
    return Changes(
        since=found.baseline,
        releases=found.releases,
        lists=tuple((what, _movements(items, world, url)) for what, items in lists),
        added=technique_values(found.added, world, url),
        gone=tuple(f"{item.id} {item.name} ({item.why})" for item in found.gone),
        remarks=found.remarks,
    )


def _movements(items: Sequence[Movement], world: World, url: str) -> tuple[MovementRow, ...]:
    return tuple(_movement(item, world, url) for item in items)


def _movement(item: Movement, world: World, url: str) -> MovementRow:
    where = [f"{name}: {was.value} → {is_now.value}" for name, was, is_now in item.platforms]
    return MovementRow(
        technique=technique_value(item.id, item.name, world, url),
        before=item.before.value,
        after=item.after.value,
        where="; ".join((*where, *sight(item))),
        causes=tuple(_cause(cause, world, url) for cause in dict.fromkeys(item.causes)),
    )


def _cause(cause: Cause, world: World, url: str) -> Value:
    return note_value(cause.path, str(cause), world, url)
