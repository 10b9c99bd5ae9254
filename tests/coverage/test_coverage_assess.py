"""Claimed, testable, feasible, proven: each fact where it is true, where it is not, and why."""

from typing import Any

import pytest
from coverage_worlds import Assess, atomic, rule, technique

from kbgen.coverage.model import Coverage
from kbgen.coverage.verdict import Reason, Verdict


def verdicts(coverage: Coverage, identifier: str) -> dict[str, str]:
    found = coverage.by_id[identifier]
    cells = {platform: cell.verdict.value for platform, cell in found.by_platform.items()}
    return {"": found.total.verdict.value, **cells}


def reasons(coverage: Coverage, identifier: str, platform: str = "") -> set[str]:
    found = coverage.by_id[identifier]
    cell = found.by_platform[platform] if platform else found.total
    return {reason.value for reason in cell.reasons}


def test_a_technique_without_a_rule_is_a_gap(assess: Assess) -> None:
    coverage = assess(T1046=technique("T1046", "Windows", "Linux"))
    assert verdicts(coverage, "T1046") == {"": "gap", "Windows": "gap", "Linux": "gap"}
    assert reasons(coverage, "T1046") == {"no-rule"}
    assert not coverage.by_id["T1046"].total.attackable


def test_tests_without_a_rule_make_a_gap_attackable(assess: Assess) -> None:
    coverage = assess(T1046=technique("T1046", "Windows", "Linux"), t=atomic("T1046", one="linux"))
    found = coverage.by_id["T1046"]
    assert (found.total.verdict, found.total.attackable) == (Verdict.GAP, True)
    assert found.by_platform["Linux"].attackable
    assert not found.by_platform["Windows"].attackable
    assert found.test_cases == 1


def test_a_rule_covers_its_own_platform_only(assess: Assess) -> None:
    coverage = assess(T1046=technique("T1046", "Windows", "Linux"), r=rule("T1046", product="windows"))
    assert verdicts(coverage, "T1046") == {"": "untested", "Windows": "untested", "Linux": "gap"}
    assert reasons(coverage, "T1046", "Windows") == {"no-test"}
    assert reasons(coverage, "T1046", "Linux") == {"wrong-platform"}


def test_a_rule_for_a_platform_that_the_technique_does_not_have_covers_nothing(assess: Assess) -> None:
    coverage = assess(T1046=technique("T1046", "Linux"), r=rule("T1046", product="windows"))
    assert verdicts(coverage, "T1046") == {"": "gap", "Linux": "gap"}
    assert reasons(coverage, "T1046") == {"wrong-platform"}
    assert coverage.by_id["T1046"].total.rules == ("r.md",)


def test_a_rule_without_a_platform_covers_all(assess: Assess) -> None:
    coverage = assess(
        T1046=technique("T1046", "Windows", "ESXi"), r=rule("T1046", product="", category="application_log")
    )
    assert verdicts(coverage, "T1046") == {"": "untested", "Windows": "untested", "ESXi": "untested"}


def test_a_test_counts_only_on_a_platform_that_a_rule_covers(assess: Assess) -> None:
    coverage = assess(
        T1046=technique("T1046", "Windows", "Linux"),
        r=rule("T1046", product="windows"),
        t=atomic("T1046", one="linux"),
    )
    assert verdicts(coverage, "T1046") == {"": "untested", "Windows": "untested", "Linux": "gap"}
    covered = assess(
        T1046=technique("T1046", "Windows", "Linux"),
        r=rule("T1046", product="windows"),
        t=atomic("T1046", one="linux", two="windows"),
    )
    assert verdicts(covered, "T1046") == {"": "testable", "Windows": "testable", "Linux": "gap"}
    assert reasons(covered, "T1046") == {"never-exercised"}


def test_a_sub_technique_counts_for_its_technique_and_never_the_reverse(assess: Assess) -> None:
    coverage = assess(
        T1059=technique("T1059", "Windows"),
        T1059_001=technique("T1059.001", "Windows"),
        T1059_003=technique("T1059.003", "Windows"),
        child=rule("T1059.001"),
        t=atomic("T1059.003", one="windows"),
    )
    assert {key: found.total.verdict.value for key, found in coverage.by_id.items()} == {
        "T1059": "testable",
        "T1059.001": "untested",
        "T1059.003": "gap",
    }
    above = assess(
        T1059=technique("T1059", "Windows"), T1059_001=technique("T1059.001", "Windows"), r=rule("T1059")
    )
    assert above.by_id["T1059.001"].total.verdict is Verdict.GAP
    parent = coverage.by_id["T1059"]
    assert parent.total.rules == ()
    assert [(tie.path, int(tie.strength), tie.via) for tie in parent.rules] == [
        ("child.md", 2, ("T1059.001",))
    ]


def test_a_tactic_in_common_is_no_coverage(assess: Assess) -> None:
    coverage = assess(T1059=technique("T1059", "Windows", tactics=["Execution"]), r=rule("execution"))
    assert reasons(coverage, "T1059") == {"no-rule"}


def test_an_answer_of_the_techniques_own_query_block_is_an_exact_tie(assess: Assess) -> None:
    block = "```query\ntag: detection_rule\ntag: special\n```"
    coverage = assess(T1059=technique("T1059", "Windows", body=block), r=rule("special"))
    tie = coverage.by_id["T1059"].rules[0]
    assert (tie.path, int(tie.strength), tie.origin.path) == ("r.md", 3, "T1059.md")
    assert coverage.by_id["T1059"].total.claimed


@pytest.mark.parametrize("status", ["deprecated", "unsupported"])
def test_retired_rules_do_not_count(assess: Assess, status: str) -> None:
    coverage = assess(T1046=technique("T1046", "Windows"), r=rule("T1046", status=status))
    assert verdicts(coverage, "T1046") == {"": "gap", "Windows": "gap"}
    assert reasons(coverage, "T1046") == {"only-inactive-rules"}


@pytest.mark.parametrize(
    ("settings", "fields", "claimed"),
    [
        ({"minimum_status": "test"}, {"status": "experimental"}, False),
        ({"minimum_status": "test"}, {"status": "test"}, True),
        ({"minimum_status": "test"}, {"status": "stable"}, True),
        ({"minimum_status": "experimental"}, {"status": "unheard-of"}, False),
        ({}, {"status": "unheard-of"}, True),
        ({"minimum_level": "medium"}, {"level": "low"}, False),
        ({"minimum_level": "medium"}, {"level": "medium"}, True),
        ({"minimum_level": "medium"}, {"level": "critical"}, True),
        ({"minimum_level": "informational"}, {"level": "none at all"}, False),
    ],
)
def test_rules_below_the_minimum_do_not_count(
    assess: Assess, settings: dict[str, str], fields: dict[str, str], claimed: bool
) -> None:
    coverage = assess(settings, T1046=technique("T1046", "Windows"), r=rule("T1046", **fields))
    assert coverage.by_id["T1046"].total.claimed is claimed


def test_feasibility_is_not_guessed(assess: Assess) -> None:
    coverage = assess(T1046=technique("T1046", "Windows"), r=rule("T1046"))
    assert coverage.by_id["T1046"].total.feasible is None


def test_a_rule_whose_log_source_is_not_collected_is_blind(assess: Assess) -> None:
    notes: dict[str, Any] = {
        "T1046": technique("T1046", "Windows"),
        "r": rule("T1046", category="process_creation"),
    }
    blind = assess({"log_sources": ["windows/security"]}, **notes).by_id["T1046"].total
    assert (blind.claimed, blind.feasible, blind.blind) == (True, False, True)
    assert Reason.NO_LOG_SOURCE in blind.reasons
    seeing = assess({"log_sources": ["windows/process_creation"]}, **notes).by_id["T1046"].total
    assert (seeing.feasible, seeing.blind) == (True, False)
    nothing = assess({"log_sources": []}, **notes).by_id["T1046"].total
    assert nothing.feasible is False


def test_what_is_not_claimed_is_not_feasible(assess: Assess) -> None:
    coverage = assess({"log_sources": ["windows"]}, T1046=technique("T1046", "Windows"))
    assert coverage.by_id["T1046"].total.feasible is False
    assert not coverage.by_id["T1046"].total.blind


def test_platforms_out_of_scope_have_no_cell(assess: Assess) -> None:
    coverage = assess(
        {"platforms": ["linux"]},
        T1046=technique("T1046", "Windows", "Linux"),
        T1547=technique("T1547", "Windows"),
        r=rule("T1046"),
    )
    assert verdicts(coverage, "T1046") == {"": "gap", "Linux": "gap"}
    assert [(item.id, item.why.value) for item in coverage.excluded] == [("T1547", "platforms")]


def test_a_technique_that_states_no_platform_is_assessed_by_its_rules_and_tests(assess: Assess) -> None:
    apart: dict[str, Any] = {
        "T1046": technique("T1046"),
        "r": rule("T1046"),
        "t": atomic("T1046", one="linux"),
    }
    assert verdicts(assess(**apart), "T1046") == {"": "untested"}
    assert verdicts(assess(**{**apart, "t": atomic("T1046", one="windows")}), "T1046") == {"": "testable"}


def test_platforms_of_older_releases_are_those_of_today(assess: Assess) -> None:
    coverage = assess(
        T1078=technique("T1078", "Azure AD", "Office 365"), r=rule("T1078", product="okta", category="x")
    )
    assert verdicts(coverage, "T1078") == {"": "untested", "Azure AD": "untested", "Office 365": "gap"}
