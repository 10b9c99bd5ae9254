"""The cells of coverage with the rules that count in each, to be looked at again under other telemetry."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kbgen.coverage.model import Coverage, TechniqueCoverage
from kbgen.coverage.subject import Rule

Sees: TypeAlias = Callable[[Rule, str], bool]
"""Tells whether a rule's log source is collected on a platform; an empty name means any."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A technique on one platform."""

    platform: str
    """Empty where neither the technique nor one of its rules is for a certain platform."""
    rules: tuple[Rule, ...]
    """The active rules tied to it that cover the platform, in the order of the ties."""

    def is_feasible(self, sees: Sees) -> bool:
        """Tell whether the log source of one of its rules is collected."""
        return any(sees(rule, self.platform) for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A technique that active rules claim."""

    technique: TechniqueCoverage
    cells: tuple[Cell, ...]
    """Those in which it is claimed, in the order of its platforms."""

    def is_feasible(self, sees: Sees) -> bool:
        """Tell whether the log source of one of its rules is collected on a platform where the rule counts."""
        return any(cell.is_feasible(sees) for cell in self.cells)


def active_rules(coverage: Coverage) -> Iterator[Rule]:
    """Yield the rules that count, in path order."""
    return (rule for rule in coverage.rules.values() if rule.inactive is None)


def claimed_techniques(coverage: Coverage) -> tuple[Claimed, ...]:
    """Return the techniques that active rules claim, in the order of identifiers."""
    found = (Claimed(technique, tuple(_cells(coverage, technique))) for technique in coverage.techniques)
    return tuple(item for item in found if item.cells)


def _cells(coverage: Coverage, technique: TechniqueCoverage) -> Iterator[Cell]:
    tied = (coverage.rules[tie.path] for tie in technique.rules)
    active = [rule for rule in tied if rule.inactive is None]
    names = technique.platforms or sorted({name for rule in active for name in rule.platforms}) or ("",)
    for platform in names:
        rules = tuple(rule for rule in active if rule.covers(platform))
        if rules:
            yield Cell(platform, rules)
