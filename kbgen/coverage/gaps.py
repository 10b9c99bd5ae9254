"""Gaps, ranked, each with the parts of its rank; and the shortest way to cover what a threat uses."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kbgen.coverage.model import Coverage, TechniqueCoverage
from kbgen.coverage.platforms import canonical
from kbgen.coverage.threats import Threat, Threats
from kbgen.coverage.verdict import Verdict
from kbgen.notes.identifiers import parent_id
from kbgen.notes.kind import Kind


@dataclass(frozen=True, slots=True)
class Gap:
    """A technique that no active rule covers, and what speaks for covering it first.

    Gaps are ranked by: the threats of the profile that use it, then all groups and software that use it, the most first;
    those with a test; those whose log source is collected; those that need the fewest rules; their identifiers.
    """

    technique: TechniqueCoverage
    profile: tuple[str, ...]
    """Identifiers of the groups and software of the profile that use it."""
    groups: int
    """Number of threat groups that use it."""
    software: int
    """Number of pieces of software that use it."""
    has_test: bool
    """True where a test exists, so that a rule could be tried at once."""
    collected: bool | None
    """Tells whether a log source that would show it is collected; None where that cannot be told."""
    rules_needed: int
    """Rules that would have to be written: one for each of its platforms that no rule covers, at least one."""
    inactive: tuple[str, ...]
    """Paths of rules that would cover it if they were active."""

    @property
    def rank(self) -> tuple[int, int, bool, bool, int, str]:
        """Return a key that sorts the most pressing first."""
        return (
            -len(self.profile),
            -(self.groups + self.software),
            not self.has_test,
            not self.collected,
            self.rules_needed,
            self.technique.id,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The shortest way to cover what a threat uses."""

    threat: Threat
    covered: tuple[str, ...]
    """Techniques that it uses and that are claimed already."""
    steps: tuple[Gap, ...]
    """The techniques that need a rule, the most pressing first. A rule for a sub-technique counts for its technique."""
    along: tuple[str, ...]
    """Gaps that need no rule of their own, since a step covers one of their sub-techniques."""
    out_of_scope: tuple[str, ...]
    """Techniques that it uses and that are not in the denominator."""


def ranked_gaps(
    coverage: Coverage,
    threats: Threats,
    profile: Collection[Threat] = (),
    collectable: Collection[str] | None = None,
) -> tuple[Gap, ...]:
    """Return the gaps, the most pressing first.

    Args:
        coverage: what is covered.
        threats: who uses which technique.
        profile: the threats that matter most.
        collectable: identifiers of techniques that a collected log source would show; None where that cannot be told.
    """
    gaps = (
        _gap(technique, coverage, threats, profile, collectable)
        for technique in coverage.techniques
        if technique.total.verdict is Verdict.GAP
    )
    return tuple(sorted(gaps, key=lambda gap: gap.rank))


def plan(coverage: Coverage, gaps: Iterable[Gap], threat: Threat) -> Plan:
    """Return the shortest way to cover what a threat uses.

    Args:
        coverage: what is covered.
        gaps: all gaps, ranked.
        threat: the group or software.
    """
    used = set(threat.techniques)
    open_gaps = {gap.technique.id: gap for gap in gaps if gap.technique.id in used}
    along = {parent for identifier in open_gaps if (parent := parent_id(identifier)) in open_gaps}
    return Plan(
        threat=threat,
        covered=tuple(
            identifier
            for identifier in threat.techniques
            if identifier in coverage.by_id and identifier not in open_gaps
        ),
        steps=tuple(gap for identifier, gap in open_gaps.items() if identifier not in along),
        along=tuple(identifier for identifier in threat.techniques if identifier in along),
        out_of_scope=tuple(
            identifier for identifier in threat.techniques if identifier not in coverage.by_id
        ),
    )


def _gap(
    technique: TechniqueCoverage,
    coverage: Coverage,
    threats: Threats,
    profile: Collection[Threat],
    collectable: Collection[str] | None,
) -> Gap:
    users = threats.users.get(technique.id, ())
    chosen = {threat.id for threat in profile}
    tied = (coverage.rules[tie.path] for tie in technique.rules)
    inactive = [rule for rule in tied if rule.inactive is not None and _fits(rule.platforms, technique)]
    collected = {rule.collected for rule in inactive}
    shown = None if collectable is None else technique.id in collectable
    return Gap(
        technique=technique,
        profile=tuple(threat.id for threat in users if threat.id in chosen),
        groups=sum(threat.kind is Kind.GROUP for threat in users),
        software=sum(threat.kind is Kind.SOFTWARE for threat in users),
        has_test=technique.total.attackable,
        collected=True if True in collected else shown,
        rules_needed=max(1, sum(not cell.claimed for cell in technique.by_platform.values())),
        inactive=tuple(rule.path for rule in inactive),
    )


def _fits(platforms: frozenset[str], technique: TechniqueCoverage) -> bool:
    names = {canonical(name) for name in technique.platforms}
    return not platforms or not names or bool(platforms & names)
