"""What is true of a technique: claimed, testable, feasible, proven, and why it is not more.

A tie counts on a platform only where both sides allow it: the technique runs there, and the rule or test is for it. Ties
by a tactic alone (strength 1) never get here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kbgen.coverage.model import Assessment, Tie
from kbgen.coverage.proof import Proof, Proofs
from kbgen.coverage.subject import Rule, Test, platforms_named
from kbgen.coverage.verdict import Reason
from kbgen.graph.edge import Strength


@dataclass(frozen=True, slots=True)
class Known:
    """What all techniques are assessed by."""

    rules: Mapping[str, Rule]
    tests: Mapping[str, Test]
    proofs: Proofs
    telemetry: bool
    """True where it is declared what is collected."""


@dataclass(frozen=True, slots=True)
class Tied:
    """The ties of one technique."""

    rules: Sequence[Tie]
    tests: Sequence[Tie]
    names: Sequence[str] = ()
    """Identifiers of the technique and of its sub-techniques, by which records may name it."""


def assess_on(platform: str, tied: Tied, known: Known) -> Assessment:
    """Return what is true of a technique on one of its platforms."""
    fitting = [tie for tie in tied.rules if known.rules[tie.path].covers(platform)]
    running = [tie for tie in tied.tests if known.tests[tie.path].runs_on(platform)]
    active = [rule for tie in fitting if (rule := known.rules[tie.path]).inactive is None]
    fired = _fired(active, platform, tied, known)
    found = Assessment(
        claimed=bool(active),
        testable=bool(active and running),
        feasible=any(rule.is_collected_on(platform) for rule in active) if known.telemetry else None,
        proven=any(proof.fresh for proof in fired),
        rules=_exact_paths(fitting),
        tests=_exact_paths(running),
        attackable=bool(running and not active),
    )
    if found.claimed:
        exercised = bool(fired) or _exercised(active, platform, tied, known)
        reasons = _why_no_better(found, fired, exercised=exercised)
    else:
        reasons = _why_unclaimed(fitting, tied, known)
    return replace(found, reasons=_in_order(reasons))


def assess_total(cells: Mapping[str, Assessment], tied: Tied, known: Known) -> Assessment:
    """Return what is true of a technique as a whole: what is true on any of its platforms.

    A technique whose note states no platform is assessed as if it ran on those of its rules and tests.

    Args:
        cells: what is true on each platform that its note states and that is in scope.
        tied: its ties.
        known: what it is assessed by.
    """
    parts = cells or {name: assess_on(name, tied, known) for name in _platforms_of(tied, known) or [""]}
    facts = list(parts.values())
    found = Assessment(
        claimed=any(cell.claimed for cell in facts),
        testable=any(cell.testable for cell in facts),
        feasible=any(cell.feasible for cell in facts) if known.telemetry else None,
        proven=any(cell.proven for cell in facts),
        rules=_exact_paths(tied.rules),
        tests=_exact_paths(tied.tests),
        attackable=any(cell.attackable for cell in facts) and not any(cell.claimed for cell in facts),
    )
    alike = [cell for cell in facts if cell.verdict is found.verdict]
    reasons = {reason for cell in alike for reason in cell.reasons}
    if not found.blind:
        reasons.discard(Reason.NO_LOG_SOURCE)
    if not reasons.isdisjoint({Reason.NEVER_DETECTED, Reason.STALE_EVIDENCE}):
        reasons.discard(Reason.NEVER_EXERCISED)
    return replace(found, reasons=_in_order(reasons))


def _platforms_of(tied: Tied, known: Known) -> list[str]:
    rules = (known.rules[tie.path] for tie in tied.rules)
    return platforms_named(rules, (known.tests[tie.path] for tie in tied.tests))


def _fired(active: Sequence[Rule], platform: str, tied: Tied, known: Known) -> list[Proof]:
    """Return what shows that one of these rules fired here, for recorded events or for a test of the technique."""
    guids = _guids(platform, tied, known)
    return [
        proof
        for rule in active
        for proof in known.proofs.by_rule.get(rule.path, ())
        if proof.holds_on(platform) and proof.concerns(tied.names, guids.union(rule.declared))
    ]


def _exercised(active: Sequence[Rule], platform: str, tied: Tied, known: Known) -> bool:
    """Tell whether something of the technique was run here: a test, one that a rule names, or recorded events."""
    declared = (guid for rule in active for guid in rule.declared)
    tried = (rule.path for rule in active)
    names = (*_guids(platform, tied, known), *declared, *tied.names, *tried)
    return any(known.proofs.was_run(name, platform) for name in names)


def _guids(platform: str, tied: Tied, known: Known) -> set[str]:
    """Return the GUIDs of the tests of the technique that run on a platform."""
    cases = (case for tie in tied.tests for case in known.tests[tie.path].cases)
    return {case.guid for case in cases if case.guid and case.runs_on(platform)}


def _why_no_better(found: Assessment, fired: Sequence[Proof], *, exercised: bool) -> set[Reason]:
    reasons = set()
    if found.blind:
        reasons.add(Reason.NO_LOG_SOURCE)
    if not found.testable:
        reasons.add(Reason.NO_TEST)
    if fired and not found.proven:
        reasons.add(Reason.STALE_EVIDENCE)
    elif found.testable and not fired:
        reasons.add(Reason.NEVER_DETECTED if exercised else Reason.NEVER_EXERCISED)
    return reasons


def _why_unclaimed(fitting: Sequence[Tie], tied: Tied, known: Known) -> set[Reason]:
    if not tied.rules:
        return {Reason.NO_RULE}
    reasons = set()
    if any(known.rules[tie.path].inactive is None for tie in tied.rules):
        reasons.add(Reason.WRONG_PLATFORM)
    if fitting or not reasons:
        reasons.add(Reason.ONLY_INACTIVE_RULES)
    return reasons


def _exact_paths(ties: Iterable[Tie]) -> tuple[str, ...]:
    return tuple(tie.path for tie in ties if tie.strength >= Strength.EXACT)


def _in_order(reasons: set[Reason]) -> tuple[Reason, ...]:
    return tuple(reason for reason in Reason if reason in reasons)
