"""Which evidence shows that a rule fired, and how long it does so."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kbgen.coverage.names import rule_names
from kbgen.coverage.platforms import canonical
from kbgen.coverage.subject import Rule, Test
from kbgen.sources.evidence import Evidence, Outcome


@dataclass(frozen=True, slots=True)
class Proof:
    """That a rule fired on a day."""

    rule: str
    """Path of the rule's note."""
    test: str
    """GUID of the test for which it fired; empty for recorded events."""
    platform: str
    """Platform on which it fired, by its name in ATT&CK; empty where nothing is said."""
    day: dt.date
    fresh: bool
    """True where it is not older than evidence lasts."""
    record: Evidence
    runs_on: frozenset[str] = frozenset()
    """Platforms of ATT&CK on which the test runs; empty where nothing is said, or where no test is named."""

    def holds_on(self, platform: str) -> bool:
        """Tell whether it proves something of a platform; both the record and the test have to allow it."""
        name = canonical(platform)
        if not name:
            return True
        return self.platform in {"", name} and (not self.runs_on or name in self.runs_on)

    def concerns(self, techniques: Collection[str], tests: Collection[str]) -> bool:
        """Tell whether it proves something of a technique: by its test, else by the technique that the record names.

        Args:
            techniques: identifiers of the technique and of its sub-techniques.
            tests: GUIDs of the technique's tests, and of those that the rule names.
        """
        if self.test:
            return self.test in tests
        return not self.record.technique or self.record.technique in techniques


@dataclass(frozen=True, slots=True)
class Lapse:
    """That a rule fired and, when the same was run again, did not."""

    rule: str
    """Path of the rule's note."""
    fired: Evidence
    """The last time that it fired."""
    missed: Evidence
    """The last time that it did not, on a later day."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """All evidence, sorted out."""

    by_rule: Mapping[str, tuple[Proof, ...]] = field(default_factory=dict)
    """Path of a rule to what shows that it fired, the latest first."""
    exercised: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What was run, whatever came of it: GUIDs of tests, identifiers of techniques where a record names no known test, and
    paths of rules that were tried on recorded events; each with the platforms, of which an empty one is any."""
    unmatched: tuple[Evidence, ...] = ()
    """Records that name a rule or a test that the knowledge base does not have."""
    lapses: tuple[Lapse, ...] = ()
    """Rules that fired and later did not, by path."""
    future: tuple[Evidence, ...] = ()
    """Records of days that are still to come; they show nothing."""
    records: tuple[Evidence, ...] = ()
    """All of them, as they came."""

    def was_run(self, name: str, platform: str) -> bool:
        """Tell whether something was run on a platform: a test, a technique, or the recorded events of a rule."""
        platforms = self.exercised.get(name, frozenset())
        return bool(platforms) and (not platform or not platforms.isdisjoint({"", canonical(platform)}))


NO_PROOFS = Proofs()
"""What no evidence shows."""


def sort_out(
    evidence: Iterable[Evidence],
    rules: Mapping[str, Rule],
    tests: Mapping[str, Test],
    today: dt.date,
    days: int,
) -> Proofs:
    """Return what evidence shows of the rules and tests that there are.

    Args:
        evidence: the records.
        rules: all rules by path.
        tests: all notes with tests by path.
        today: the day of the assessment; records of later days are set aside.
        days: how long evidence lasts; a record of that many days ago still counts.
    """
    names = rule_names(rules.values())
    runs_on = {case.guid: case.platforms for test in tests.values() for case in test.cases if case.guid}
    proofs: dict[str, list[Proof]] = {}
    exercised: dict[str, set[str]] = {}
    unmatched: list[Evidence] = []
    future: list[Evidence] = []
    tried: list[tuple[str, Evidence]] = []
    records = tuple(evidence)
    for record in records:
        path = names.get(record.rule.casefold(), "") if record.rule else ""
        if (record.rule and not path) or (record.test and record.test not in runs_on):
            unmatched.append(record)
        if record.day > today:
            future.append(record)
            continue
        if record.outcome is Outcome.NOT_EVALUATED:
            continue
        platform, cases = canonical(record.platform), runs_on.get(record.test, frozenset())
        for name in _exercises(record, path, runs_on):
            exercised.setdefault(name, set()).update({platform} if platform else cases or {""})
        if path:
            tried.append((path, record))
        if path and record.outcome is Outcome.DETECTED:
            fresh = (today - record.day).days <= days
            proof = Proof(path, record.test, platform, record.day, fresh, record, cases)
            proofs.setdefault(path, []).append(proof)
    return Proofs(
        MappingProxyType(
            {path: tuple(sorted(found, key=_latest_first)) for path, found in sorted(proofs.items())}
        ),
        MappingProxyType({name: frozenset(found) for name, found in sorted(exercised.items())}),
        tuple(unmatched),
        tuple(_lapses(tried)),
        tuple(future),
        records,
    )


def _exercises(record: Evidence, path: str, tests: Mapping[str, object]) -> Iterator[str]:
    """Yield what a record shows to have been run: the test, else the technique, else the recorded events of a rule."""
    if record.test in tests:
        yield record.test
    elif record.technique:
        yield record.technique
    elif path and not record.test:
        yield path


def _lapses(tried: Iterable[tuple[str, Evidence]]) -> Iterator[Lapse]:
    """Yield the rules whose last run of the same test, on the same platform, was a miss after they had fired."""
    latest: dict[tuple[str, str, str, str], dict[Outcome, Evidence]] = {}
    for path, record in tried:
        key = path, record.test, "" if record.test else record.technique, canonical(record.platform)
        found = latest.setdefault(key, {})
        if record.outcome not in found or record.day > found[record.outcome].day:
            found[record.outcome] = record
    for (path, *_), found in sorted(latest.items()):
        fired, missed = found.get(Outcome.DETECTED), found.get(Outcome.MISSED)
        if fired is not None and missed is not None and missed.day > fired.day:
            yield Lapse(path, fired, missed)


def _latest_first(proof: Proof) -> tuple[int, str, str, str]:
    return -proof.day.toordinal(), proof.test, proof.platform, str(proof.record.origin)
