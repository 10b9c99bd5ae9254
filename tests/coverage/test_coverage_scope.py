"""What leaves the denominator, and that it is always listed."""

import datetime as dt

import pytest
from coverage_worlds import TODAY, Assess, rule, technique

from kbgen.coverage.summary import Dimension, parts, summary
from kbgen.coverage.threats import Threats
from kbgen.coverage.verdict import Fact

NO_THREATS = Threats({}, {})
RISK = {"technique": "T1200", "reason": "no physical access", "owner": "it"}


@pytest.mark.parametrize(("days", "accepted"), [(1, True), (0, True), (-1, False)])
def test_an_accepted_risk_leaves_the_denominator_until_its_last_day(
    assess: Assess, days: int, accepted: bool
) -> None:
    until = (TODAY + dt.timedelta(days=days)).isoformat()
    coverage = assess({"accepted": [{**RISK, "until": until}]}, T1200=technique("T1200", "Windows"))
    assert ("T1200" in coverage.by_id) is not accepted
    listed = [(item.id, item.why.value, item.detail) for item in coverage.excluded]
    assert listed == ([("T1200", "accepted", f"no physical access (it, until {until})")] if accepted else [])


def test_an_accepted_technique_does_not_take_its_sub_techniques_along(assess: Assess) -> None:
    coverage = assess(
        {"accepted": [{**RISK, "technique": "t1059", "until": "2027-01-01"}]},
        T1059=technique("T1059", "Windows"),
        T1059_001=technique("T1059.001", "Windows"),
    )
    assert list(coverage.by_id) == ["T1059.001"]


def test_totals_count_a_technique_once_and_tactics_once_each(assess: Assess) -> None:
    coverage = assess(
        T1053=technique("T1053", "Windows", "Linux", tactics=["Execution", "Persistence"]),
        T1046=technique("T1046", "Linux", tactics=["Discovery"]),
        r=rule("T1053"),
    )
    whole = summary(coverage)
    assert (whole.techniques, whole.gap, whole.facts[Fact.CLAIMED], whole.facts[Fact.FEASIBLE]) == (
        2,
        1,
        1,
        None,
    )
    assert whole.percent(Fact.CLAIMED) == 50
    assert whole.percent(Fact.FEASIBLE) is None
    tactics = [
        (part.key, part.count.techniques, part.count.gap)
        for part in parts(coverage, Dimension.TACTIC, NO_THREATS)
    ]
    assert tactics == [("execution", 1, 0), ("persistence", 1, 0), ("discovery", 1, 1)]
    platforms = [
        (part.key, part.count.techniques, part.count.gap)
        for part in parts(coverage, Dimension.PLATFORM, NO_THREATS)
    ]
    assert platforms == [("Linux", 2, 2), ("Windows", 1, 0)]
