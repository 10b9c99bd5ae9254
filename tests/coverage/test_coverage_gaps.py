"""Gaps: their rank part by part, and the shortest way to cover a threat."""

from dataclasses import fields, replace
from typing import Any

import pytest
from coverage_worlds import TODAY, MakeProject, atomic, rule, technique, threat

from kbgen.coverage.gaps import Gap, plan, ranked_gaps
from kbgen.project import Project


def gap(project: Project, identifier: str) -> Gap:
    return next(item for item in project.gaps if item.technique.id == identifier)


def order(project: Project) -> list[str]:
    return [item.technique.id for item in project.gaps]


def test_a_claimed_technique_is_no_gap(make_project: MakeProject) -> None:
    project = make_project(
        T1046=technique("T1046", "Windows"), T1018=technique("T1018", "Windows"), r=rule("T1046")
    )
    assert order(project) == ["T1018"]


def test_each_part_of_the_rank_counts_before_the_next(make_project: MakeProject) -> None:
    """Later parts speak for the technique that an earlier one puts behind."""
    project = make_project(
        {"profile": ["G0001"], "log_sources": ["windows"]},
        T1006=technique("T1006", "Windows", "Linux"),
        T1005=technique("T1005", "Windows"),
        T1004=technique("T1004", "Windows", "Linux"),
        r=rule("T1004", "T1003", "T1002", status="deprecated"),
        T1003=technique("T1003", "Windows", "Linux"),
        t=atomic("T1003", "T1002", one="windows"),
        T1002=technique("T1002", "Windows", "Linux"),
        G0002=threat("G0002", "T1002", "T1001"),
        S0001=threat("S0001", "T1002"),
        T1001=technique("T1001", "Windows", "Linux", "macOS"),
        G0001=threat("G0001", "T1001"),
    )
    assert order(project) == ["T1001", "T1002", "T1003", "T1004", "T1005", "T1006"]


def test_a_gap_explains_its_rank(make_project: MakeProject) -> None:
    project = make_project(
        {"profile": ["G0001", "S0001"], "log_sources": ["linux"]},
        T1046=technique("T1046", "Windows", "Linux", "ESXi"),
        r=rule("T1046", status="deprecated"),
        x=rule("T1046", product="macos"),
        t=atomic("T1046", one="linux"),
        G0001=threat("G0001", "T1046"),
        G0002=threat("G0002", "T1046"),
        S0001=threat("S0001", "T1046"),
    )
    found = gap(project, "T1046")
    assert (found.profile, found.groups, found.software) == (("G0001", "S0001"), 2, 1)
    assert (found.has_test, found.rules_needed, found.inactive) == (True, 3, ("r.md",))


def test_a_rule_of_another_platform_is_no_inactive_rule_that_would_help(make_project: MakeProject) -> None:
    project = make_project(
        T1046=technique("T1046", "Windows"), r=rule("T1046", product="linux", status="deprecated")
    )
    assert gap(project, "T1046").inactive == ()


@pytest.mark.parametrize(
    ("settings", "collected"),
    [({}, None), ({"log_sources": ["windows"]}, True), ({"log_sources": ["linux"]}, None)],
)
def test_a_log_source_is_collected_where_that_of_an_inactive_rule_is(
    make_project: MakeProject, settings: dict[str, Any], collected: bool | None
) -> None:
    project = make_project(
        settings, TODAY, T1046=technique("T1046", "Windows"), r=rule("T1046", status="deprecated")
    )
    coverage, threats = project.coverage, project.threats
    assert ranked_gaps(coverage, threats)[0].collected is collected


@pytest.mark.parametrize(("collectable", "collected"), [(None, None), ({"T1046"}, True), (set(), False)])
def test_a_log_source_is_collected_where_one_of_attack_would_show_the_technique(
    make_project: MakeProject, collectable: set[str] | None, collected: bool | None
) -> None:
    project = make_project(T1046=technique("T1046", "Windows"))
    (found,) = ranked_gaps(project.coverage, project.threats, (), collectable)
    assert found.collected is collected


def test_a_technique_without_platforms_needs_one_rule(make_project: MakeProject) -> None:
    assert gap(make_project(T1046=technique("T1046")), "T1046").rules_needed == 1


def test_the_rank_has_a_part_for_each_field_and_the_identifier(make_project: MakeProject) -> None:
    found = gap(make_project(T1046=technique("T1046", "Windows")), "T1046")
    better = [
        replace(found, profile=("G0001",)),
        replace(found, groups=1),
        replace(found, software=1),
        replace(found, has_test=True),
        replace(found, collected=True),
    ]
    assert all(item.rank < found.rank for item in better)
    assert replace(found, rules_needed=2).rank > found.rank
    assert {item.name for item in fields(Gap)} == {
        "technique",
        "profile",
        "groups",
        "software",
        "has_test",
        "collected",
        "rules_needed",
        "inactive",
    }


def test_a_plan_has_a_step_for_each_gap_and_none_for_what_comes_along(make_project: MakeProject) -> None:
    project = make_project(
        {"platforms": ["Windows"]},
        T1046=technique("T1046", "Windows"),
        r=rule("T1046"),
        T1059=technique("T1059", "Windows"),
        T1059_001=technique("T1059.001", "Windows"),
        T1059_003=technique("T1059.003", "Windows"),
        t=atomic("T1059.003", one="windows"),
        T1018=technique("T1018", "Linux"),
        T1020=technique("T1020", "Windows"),
        G0016=threat("G0016", "T1046", "T1059", "T1059.001", "T1059.003", "T1018"),
        G0007=threat("G0007", "T1020"),
    )
    group = project.threats.find("G0016")
    assert group is not None
    found = plan(project.coverage, project.gaps, group)
    assert found.covered == ("T1046",)
    assert [step.technique.id for step in found.steps] == ["T1059.003", "T1059.001"]
    assert found.along == ("T1059",)
    assert found.out_of_scope == ("T1018",)


def test_a_technique_whose_sub_technique_the_threat_does_not_use_is_a_step(
    make_project: MakeProject,
) -> None:
    project = make_project(
        T1059=technique("T1059", "Windows"),
        T1059_001=technique("T1059.001", "Windows"),
        G0016=threat("G0016", "T1059"),
    )
    group = project.threats.find("G0016")
    assert group is not None
    found = plan(project.coverage, project.gaps, group)
    assert ([step.technique.id for step in found.steps], found.along) == (["T1059"], ())


def test_a_threat_all_of_whose_techniques_are_covered_needs_no_step(make_project: MakeProject) -> None:
    project = make_project(
        T1046=technique("T1046", "Windows"), r=rule("T1046"), G0016=threat("G0016", "T1046")
    )
    group = project.threats.find("G0016")
    assert group is not None
    found = plan(project.coverage, project.gaps, group)
    assert (found.covered, found.steps, found.along, found.out_of_scope) == (("T1046",), (), (), ())
