"""Numbers with their denominators: in all, by tactic, by platform, by threat group.

Totals count a technique once; by tactic it counts once in each of its tactics, by platform once on each of its
platforms, with what is true of it there. Techniques and sub-techniques count alike.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from kbgen.coverage.model import Assessment, Count, Coverage
from kbgen.coverage.threats import Threats
from kbgen.coverage.verdict import Fact, Verdict
from kbgen.notes.kind import Kind
from kbgen.notes.tactics import tactic


class Dimension(Enum):
    """By what the denominator is split."""

    TACTIC = "tactic"
    PLATFORM = "platform"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the denominator."""

    key: str
    """Short name of the tactic, name of the platform, or identifier of the group."""
    name: str
    """Name for people."""
    count: Count


def summary(coverage: Coverage) -> Count:
    """Return the numbers of the whole denominator."""
    return count(technique.total for technique in coverage.techniques)


def parts(coverage: Coverage, dimension: Dimension, threats: Threats) -> tuple[Part, ...]:
    """Return the numbers of each part: tactics in matrix order, platforms by name, groups by identifier."""
    match dimension:
        case Dimension.TACTIC:
            return _by_tactic(coverage)
        case Dimension.PLATFORM:
            return _by_platform(coverage)
        case Dimension.GROUP:
            return _by_group(coverage, threats)


def count(assessments: Iterable[Assessment]) -> Count:
    """Return how many assessments there are, and of how many each fact is true."""
    found = list(assessments)
    facts: Mapping[Fact, int | None] = {fact: _number(found, fact) for fact in Fact}
    numbers = Counter(item.verdict for item in found)
    verdicts = {verdict: numbers[verdict] for verdict in Verdict}
    return Count(len(found), facts, verdicts[Verdict.GAP], verdicts)


def _number(found: list[Assessment], fact: Fact) -> int | None:
    if not found and fact is Fact.FEASIBLE:
        return None
    stated = [item.has(fact) for item in found]
    return None if None in stated else sum(bool(value) for value in stated)


def _by_tactic(coverage: Coverage) -> tuple[Part, ...]:
    found: dict[str, list[Assessment]] = {}
    for technique in coverage.techniques:
        for shortname in technique.tactics:
            found.setdefault(shortname, []).append(technique.total)
    known = sorted((tactic(shortname) for shortname in found), key=lambda item: item.order)
    return tuple(Part(item.shortname, item.name, count(found[item.shortname])) for item in known)


def _by_platform(coverage: Coverage) -> tuple[Part, ...]:
    found: dict[str, list[Assessment]] = {}
    for technique in coverage.techniques:
        for platform, cell in technique.by_platform.items():
            found.setdefault(platform, []).append(cell)
    return tuple(Part(name, name, count(found[name])) for name in sorted(found, key=str.casefold))


def _by_group(coverage: Coverage, threats: Threats) -> tuple[Part, ...]:
    return tuple(
        Part(group.id, group.name, count(_totals(coverage, group.techniques)))
        for group in threats.of_kind(Kind.GROUP)
        if any(identifier in coverage.by_id for identifier in group.techniques)
    )


def _totals(coverage: Coverage, identifiers: Iterable[str]) -> list[Assessment]:
    return [coverage.by_id[identifier].total for identifier in identifiers if identifier in coverage.by_id]
