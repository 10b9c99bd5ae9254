"""What evidence shows, for `/coverage/`: for each rule when it last fired and how old that is, and what no longer fires."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.coverage.model import Coverage
from kbgen.coverage.proof import Lapse, Proof
from kbgen.pages.coverage_summary import note_value
from kbgen.render.fact import Value
from kbgen.render.values import plural
from kbgen.render.world import World
from kbgen.sources.evidence import Outcome

_OUTCOMES = {
    Outcome.DETECTED: "detected",
    Outcome.MISSED: "missed",
    Outcome.EXECUTED: "executed without a word on rules",
    Outcome.NOT_EVALUATED: "not evaluated",
}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """That a rule fired, when last, and for what."""

    rule: Value
    day: str
    age: int
    """Days since."""
    fresh: bool
    """True where it still proves something."""
    test: Value
    platform: str
    records: int
    """How many records show that the rule fired."""


@dataclass(frozen=True, slots=True)
class LapseRow:
    """A rule that fired once and, when the same was run again, did not."""

    rule: Value
    fired: str
    missed: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What evidence shows."""

    sentence: str
    rows: tuple[EvidenceRow, ...]
    lapses: tuple[LapseRow, ...]


def evidence_view(world: World, url: str) -> EvidenceView:
    """Return what evidence shows, for the page at a URL."""
    coverage = world.findings.coverage
    return EvidenceView(
        sentence=_sentence(coverage),
        rows=tuple(_row(proofs, world, url) for proofs in coverage.proofs.by_rule.values()),
        lapses=tuple(_lapse(lapse, world, url) for lapse in coverage.proofs.lapses),
    )


def _sentence(coverage: Coverage) -> str:
    records = coverage.proofs.records
    if not records:
        return "No result has been imported, and no rule has a regression log: nothing is proven."
    counted = Counter(record.outcome for record in records)
    told = ", ".join(
        f"{counted[outcome]:,} {name}" for outcome, name in _OUTCOMES.items() if counted[outcome]
    )
    return f"{plural(len(records), 'record', 'records')}: {told}{''.join(_set_aside(coverage))}."


def _set_aside(coverage: Coverage) -> Iterator[str]:
    if coverage.proofs.unmatched:
        yield f"; {len(coverage.proofs.unmatched):,} with an unknown rule or test"
    if coverage.proofs.future:
        yield f"; {len(coverage.proofs.future):,} of days to come, which show nothing"


def _row(proofs: tuple[Proof, ...], world: World, url: str) -> EvidenceRow:
    coverage = world.findings.coverage
    latest = proofs[0]
    target = world.addresses.of_test(latest.test, url) if latest.test else None
    return EvidenceRow(
        rule=note_value(latest.rule, coverage.rules[latest.rule].title, world, url),
        day=latest.day.isoformat(),
        age=(coverage.day - latest.day).days,
        fresh=latest.fresh,
        test=Value(latest.test, target or "", "" if target else "code")
        if latest.test
        else Value("recorded events"),
        platform=latest.platform,
        records=len(proofs),
    )


def _lapse(lapse: Lapse, world: World, url: str) -> LapseRow:
    title = world.findings.coverage.rules[lapse.rule].title
    return LapseRow(
        note_value(lapse.rule, title, world, url), lapse.fired.day.isoformat(), lapse.missed.day.isoformat()
    )
