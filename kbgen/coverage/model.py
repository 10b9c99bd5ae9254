"""Coverage as values: what each technique is tied to, what is true of it, and why."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from kbgen.coverage.proof import Proofs
from kbgen.coverage.subject import Rule, Test
from kbgen.coverage.telemetry import Telemetry
from kbgen.coverage.verdict import Exclusion, Fact, Reason, Verdict
from kbgen.graph.edge import Strength
from kbgen.settings import AcceptedRisk
from kbgen.source import Location


@dataclass(frozen=True, slots=True)
class Tie:
    """A rule or test note that is tied to a technique."""

    path: str
    strength: Strength
    """``EXACT`` or ``ROLL_UP``."""
    origin: Location
    """Where the tie is stated."""
    via: tuple[str, ...] = ()
    """The sub-techniques through which it is seen, in order; empty for an exact tie."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is true of a technique, as a whole or on one platform."""

    claimed: bool
    testable: bool
    feasible: bool | None
    """None where no log sources are declared."""
    proven: bool
    rules: tuple[str, ...] = ()
    """Paths of the rules tied exactly that cover it here, whatever their status."""
    tests: tuple[str, ...] = ()
    """Paths of the test notes tied exactly that have a test that runs here."""
    attackable: bool = False
    """True for a gap that has tests, exactly or through a sub-technique."""
    reasons: tuple[Reason, ...] = ()
    """In the order of the vocabulary."""

    @property
    def verdict(self) -> Verdict:
        """Return the highest verdict that is true."""
        if self.proven:
            return Verdict.PROVEN
        if self.testable:
            return Verdict.TESTABLE
        return Verdict.UNTESTED if self.claimed else Verdict.GAP

    @property
    def blind(self) -> bool:
        """Tell whether it is claimed while the log source of no such rule is collected."""
        return self.claimed and self.feasible is False

    def has(self, fact: Fact) -> bool | None:
        """Tell whether a fact is true; None where it was not assessed."""
        match fact:
            case Fact.CLAIMED:
                return self.claimed
            case Fact.TESTABLE:
                return self.testable
            case Fact.FEASIBLE:
                return self.feasible
            case Fact.PROVEN:
                return self.proven


@dataclass(frozen=True, slots=True)
class TechniqueCoverage:
    """The coverage of one technique or sub-technique in scope."""

    id: str
    name: str
    path: str
    """Vault path of its note."""
    tactics: tuple[str, ...]
    """Short names, in the order of the note."""
    platforms: tuple[str, ...]
    """Its platforms in scope, in order; empty where its note states none."""
    rules: tuple[Tie, ...]
    """By strength, the strongest first, then by path."""
    tests: tuple[Tie, ...]
    """The same."""
    test_cases: int
    """Single tests in the test notes tied exactly."""
    total: Assessment
    by_platform: Mapping[str, Assessment]
    """For each of its platforms in scope."""

    def exact(self, ties: tuple[Tie, ...]) -> tuple[Tie, ...]:
        """Return those of its ties that are exact or stronger."""
        return tuple(tie for tie in ties if tie.strength >= Strength.EXACT)

    def rolled_up(self, ties: tuple[Tie, ...]) -> tuple[Tie, ...]:
        """Return those of its ties that only its sub-techniques have."""
        return tuple(tie for tie in ties if tie.strength < Strength.EXACT)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A technique that leaves the denominator."""

    id: str
    name: str
    why: Exclusion
    detail: str
    """The owner, reason and last day of an accepted risk, or the identifier that replaces a revoked technique."""
    risk: AcceptedRisk | None = None
    """What the settings say of an accepted risk."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many techniques there are in a part of the denominator, and of how many each fact is true."""

    techniques: int
    facts: Mapping[Fact, int | None]
    """None where a fact was not assessed."""
    gap: int
    """Techniques with the verdict ``gap``."""
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    """How many techniques have each verdict, the worst first; they add up to all techniques."""

    def percent(self, fact: Fact) -> float | None:
        """Return the share of a fact, 0 to 100; None where it was not assessed or there are no techniques."""
        number = self.facts[fact]
        return None if number is None or not self.techniques else 100 * number / self.techniques


@dataclass(frozen=True, slots=True)
class Release:
    """Which release of ATT&CK the techniques are from."""

    domain: str
    version: str
    """Empty where the source does not state it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a whole knowledge base."""

    day: dt.date
    """The day of the assessment."""
    releases: tuple[Release, ...]
    """The mounted releases of ATT&CK; empty for a vault that stands alone."""
    platforms: tuple[str, ...]
    """The platforms in scope, in order: those of the settings, else all that techniques in the vault have."""
    techniques: tuple[TechniqueCoverage, ...]
    """The denominator, in the order of identifiers."""
    excluded: tuple[Excluded, ...]
    """In the order of identifiers."""
    rules: Mapping[str, Rule]
    """All rules by path, in path order."""
    tests: Mapping[str, Test]
    """All test notes by path, in path order."""
    proofs: Proofs
    telemetry: Telemetry
    by_id: Mapping[str, TechniqueCoverage]
    """The denominator by identifier."""
