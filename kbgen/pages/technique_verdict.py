"""The verdict on a technique's page: on each platform what is true of it and why, and every tie that it rests on.

In: a technique and everything known. Out: rows of tables. A tie says how strong it is and which line of which file states it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kbgen.coverage.model import Assessment, Coverage, TechniqueCoverage, Tie
from kbgen.coverage.subject import Rule, Test
from kbgen.coverage.verdict import Inactivity
from kbgen.graph.edge import EdgeKind, Strength, test_case_node
from kbgen.notes.technique import Technique
from kbgen.pages.coverage_summary import note_value, technique_values
from kbgen.render.fact import Value
from kbgen.render.verdicts import flags, reason_in_words, strength_in_words, verdict_value
from kbgen.render.world import World
from kbgen.source import Location

_INACTIVE = {
    Inactivity.STATUS: "inactive: its status",
    Inactivity.MINIMUM_STATUS: "inactive: below the minimum status",
    Inactivity.MINIMUM_LEVEL: "inactive: below the minimum level",
}


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """What is true of the technique on one platform."""

    platform: str
    verdict: Value
    flags: tuple[str, ...]
    rules: int
    rules_rolled_up: int
    """Further rules that only sub-techniques have."""
    tests: int
    tests_rolled_up: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TieRow:
    """A rule or test that is tied to the technique."""

    note: Value
    kind: str
    strength: str
    origin: str
    """Which line of which file states it."""
    via: tuple[Value, ...]
    """The sub-techniques through which it is seen."""
    counts: str
    """On which platforms it counts, or why it does not."""


@dataclass(frozen=True, slots=True)
class TechniqueVerdict:
    """The verdict on a technique."""

    rows: tuple[PlatformRow, ...]
    ties: tuple[TieRow, ...]
    analytics: str
    """How many analytics of ATT&CK have a rule on their log source, as a sentence; empty where none is mounted."""


def technique_verdict(technique: Technique, world: World, url: str) -> TechniqueVerdict | None:
    """Return the verdict on a technique for the page at a URL; None where it is left out of the denominator."""
    coverage = world.findings.coverage
    found = coverage.by_id.get(technique.id)
    if found is None:
        return None
    cells = found.by_platform or {"": found.total}
    analytics = world.findings.analytics.by_technique.get(technique.id)
    return TechniqueVerdict(
        rows=tuple(_row(platform, cell, found, coverage) for platform, cell in cells.items()),
        ties=tuple(_ties(found, world, url)),
        analytics=f"{analytics}." if analytics else "",
    )


def _row(platform: str, cell: Assessment, found: TechniqueCoverage, coverage: Coverage) -> PlatformRow:
    rules = (coverage.rules[tie.path] for tie in found.rolled_up(found.rules))
    tests = (coverage.tests[tie.path] for tie in found.rolled_up(found.tests))
    return PlatformRow(
        platform=platform or "any",
        verdict=verdict_value(cell.verdict),
        flags=flags(cell),
        rules=len(cell.rules),
        rules_rolled_up=sum(not platform or rule.covers(platform) for rule in rules),
        tests=len(cell.tests),
        tests_rolled_up=sum(not platform or test.runs_on(platform) for test in tests),
        reasons=tuple(reason_in_words(reason) for reason in cell.reasons),
    )


def _ties(found: TechniqueCoverage, world: World, url: str) -> Iterator[TieRow]:
    coverage = world.findings.coverage
    for tie in found.rules:
        rule = coverage.rules[tie.path]
        yield _tie(tie, "rule", found, world, url, _rule_counts(rule, found))
    rules = [coverage.rules[tie.path] for tie in found.rules]
    for tie in found.tests:
        test = coverage.tests[tie.path]
        declared = _declared(test, rules, world)
        counts = _on(name for name in found.platforms if test.runs_on(name)) if found.platforms else ""
        yield _tie(tie, "test", found, world, url, counts, declared)


def _tie(  # noqa: PLR0913, PLR0917 (a row takes its columns)
    tie: Tie,
    kind: str,
    found: TechniqueCoverage,
    world: World,
    url: str,
    counts: str,
    declared: str = "",
) -> TieRow:
    return TieRow(
        note=note_value(tie.path, world.knowledge.notes[tie.path].title, world, url),
        kind=kind,
        strength=strength_in_words(Strength.DECLARED if declared else tie.strength),
        origin=declared or _origin(tie, kind, found),
        via=technique_values(tie.via, world, url),
        counts=counts,
    )


def _origin(tie: Tie, kind: str, found: TechniqueCoverage) -> str:
    """Return where a tie is stated: in the rule or test itself, in a query block of the technique's note, or elsewhere."""
    if tie.origin.path == tie.path:
        return f"tag of the {kind}, line {tie.origin.line}"
    if tie.origin.path == found.path:
        return f"query block of this note, line {tie.origin.line}"
    return _place(tie.origin)


def _place(origin: Location) -> str:
    return f"{origin.path}, line {origin.line}"


def _declared(test: Test, rules: Iterable[Rule], world: World) -> str:
    """Return which of the technique's rules names one of a note's tests as its own, and where; empty where none does."""
    guids = {case.guid for case in test.cases if case.guid}
    for rule in rules:
        for guid in rule.declared:
            if guid in guids:
                edge = world.graph.edge(rule.path, test_case_node(guid), EdgeKind.DECLARES_TEST)
                line = f", line {edge.origin.line}" if edge else ""
                return f"declared in rule {rule.title}{line}"
    return ""


def _rule_counts(rule: Rule, found: TechniqueCoverage) -> str:
    if rule.inactive is not None:
        return _INACTIVE[rule.inactive]
    return _on(name for name in found.platforms if rule.covers(name)) if found.platforms else ""


def _on(platforms: Iterable[str]) -> str:
    return ", ".join(platforms) or "on none of its platforms"
