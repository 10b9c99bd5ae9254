"""Which evidence shows that a rule fired, and how long it does so."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

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

    def holds_on(self, platform: str) -> bool:
        """Tell whether it proves something of a platform."""
        return not self.platform or self.platform == canonical(platform)


@dataclass(frozen=True, slots=True)
class Proofs:
    """All evidence, sorted out."""

    by_rule: Mapping[str, tuple[Proof, ...]]
    """Path of a rule to what shows that it fired, the latest first."""
    exercised: frozenset[str]
    """GUIDs of the tests that were run, whatever came of it."""
    unmatched: tuple[Evidence, ...]
    """Records that name a rule or a test that the knowledge base does not have."""


NO_PROOFS = Proofs({}, frozenset(), ())
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
        today: the day of the assessment.
        days: how long evidence lasts; a record of that many days ago still counts.
    """
    names = _names(rules)
    guids = {case.guid for test in tests.values() for case in test.cases if case.guid}
    proofs: dict[str, list[Proof]] = {}
    exercised: set[str] = set()
    unmatched: list[Evidence] = []
    for record in evidence:
        path = names.get(record.rule.casefold()) if record.rule else None
        if (record.rule and path is None) or (record.test and record.test not in guids):
            unmatched.append(record)
        if record.test in guids and record.outcome is not Outcome.NOT_EVALUATED:
            exercised.add(record.test)
        if path is not None and record.outcome is Outcome.DETECTED:
            fresh = (today - record.day).days <= days
            platform = canonical(record.platform) if record.platform else ""
            proofs.setdefault(path, []).append(Proof(path, record.test, platform, record.day, fresh, record))
    return Proofs(
        {path: tuple(sorted(found, key=_latest_first)) for path, found in sorted(proofs.items())},
        frozenset(exercised),
        tuple(unmatched),
    )


def _latest_first(proof: Proof) -> tuple[int, str, str, str]:
    return -proof.day.toordinal(), proof.test, proof.platform, str(proof.record.origin)


def _names(rules: Mapping[str, Rule]) -> dict[str, str]:
    """Return what a record may call a rule, case-folded, with its path; names of several rules mean none of them."""
    titles: dict[str, list[str]] = {}
    for rule in rules.values():
        for name in {rule.title.casefold(), PurePosixPath(rule.path).stem.casefold()}:
            titles.setdefault(name, []).append(rule.path)
    found = {name: paths[0] for name, paths in titles.items() if len(paths) == 1}
    found |= {rule.path.casefold(): rule.path for rule in rules.values()}
    return found | {rule.id.casefold(): rule.path for rule in reversed(list(rules.values())) if rule.id}
