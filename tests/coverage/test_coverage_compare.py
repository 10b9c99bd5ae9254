"""Comparison of two states: what moved, what left, what the release of ATT&CK did, and what cannot be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from coverage_worlds import TODAY, Assess, atomic, baseline_of, rule, technique
from stix_worlds import release

from kbgen.coverage.baseline import BaselineError
from kbgen.coverage.cause import CauseKind
from kbgen.coverage.compare import Comparison, compare
from kbgen.project import Project
from kbgen.settings import read_settings

T1046 = technique("T1046", "Windows", "Linux")
WINDOWS = ("Windows",)


@pytest.fixture
def mounted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a function that makes a vault of notes on which a release of ATT&CK is mounted."""

    def run(bundle: str, **notes: str) -> Project:
        folder = tmp_path_factory.mktemp("mounted")
        (folder / "vault").mkdir()
        (folder / "attack.json").write_text(bundle, encoding="utf-8")
        for name, text in notes.items():
            (folder / "vault" / f"{name}.md").write_text(text, encoding="utf-8")
        settings = read_settings({"sources": [{"attack": "attack.json"}]})
        return Project(folder / "vault", settings, base=folder, today=TODAY)

    return run


def moved(before: Project, now: Project) -> Comparison:
    return compare(baseline_of(before.coverage), now.coverage, now.mounted.retired)


def ids(found: Comparison) -> tuple[list[str], list[str], list[str]]:
    return tuple(  # type: ignore[return-value]
        [movement.id for movement in movements]
        for movements in (found.regressions, found.gains, found.by_attack)
    )


def test_nothing_changed(assess: Assess) -> None:
    coverage = assess(T1046=T1046, r=rule("T1046"))
    found = compare(baseline_of(coverage), coverage)
    assert found == Comparison("2026-11-01", None, (), (), (), (), (), ())


def test_a_rise_and_a_fall_of_one_technique_are_both_told(assess: Assess) -> None:
    before = assess(T1046=T1046, w=rule("T1046"), t=atomic("T1046", one="windows"), x=rule("T1018"))
    now = assess(
        T1046=T1046, t=atomic("T1046", one="windows"), x=rule("T1018"), n=rule("T1046", product="linux")
    )
    found = compare(baseline_of(before), now)
    (lost,), (gained,) = found.regressions, found.gains
    assert [(name, was.value, is_now.value) for name, was, is_now in lost.platforms] == [
        ("Windows", "testable", "gap")
    ]
    assert [(name, was.value, is_now.value) for name, was, is_now in gained.platforms] == [
        ("Linux", "gap", "untested")
    ]
    assert (lost.before.value, lost.after.value) == ("testable", "untested")


def test_a_platform_lost_while_another_stays_is_a_regression(assess: Assess) -> None:
    before = assess(T1046=T1046, w=rule("T1046"), n=rule("T1046", product="linux"))
    found = compare(baseline_of(before), assess(T1046=T1046, w=rule("T1046")))
    (lost,) = found.regressions
    assert lost.before is lost.after
    assert [name for name, _, _ in lost.platforms] == ["Linux"]


def test_a_platform_that_was_renamed_is_the_same(assess: Assess) -> None:
    okta = rule("T1078", product="okta")
    before = assess(T1078=technique("T1078", "Azure AD", "Windows"), r=okta)
    now = assess(T1078=technique("T1078", "Identity Provider", "Windows"), r=okta)
    assert ids(compare(baseline_of(before), now)) == ([], [], [])


def test_a_new_platform_of_a_technique_is_no_loss(assess: Assess) -> None:
    before = assess(T1046=technique("T1046", "Windows"), r=rule("T1046"))
    assert ids(compare(baseline_of(before), assess(T1046=T1046, r=rule("T1046")))) == ([], [], [])


def test_an_uncovered_platform_that_the_note_drops_is_no_loss(assess: Assess) -> None:
    before = assess(T1046=T1046, r=rule("T1046"))
    now = assess(T1046=technique("T1046", "Windows"), r=rule("T1046"))
    assert ids(compare(baseline_of(before), now)) == ([], [], [])


def test_another_scope_is_remarked_and_no_loss_where_the_technique_keeps_its_verdict(assess: Assess) -> None:
    notes = {"T1046": T1046, "w": rule("T1046"), "n": rule("T1046", product="linux")}
    before = baseline_of(assess({"platforms": ["Windows", "Linux"]}, TODAY, **notes))
    found = compare(before, assess({"platforms": ["Windows"]}, TODAY, **notes))
    assert not found.is_worse
    assert found.remarks == ("the platforms in scope differ from those of the baseline",)


def test_becoming_blind_is_a_regression_on_the_platform(assess: Assess) -> None:
    notes = {"T1046": T1046, "w": rule("T1046"), "n": rule("T1046", product="linux")}
    before = baseline_of(assess({"log_sources": ["windows", "linux"]}, TODAY, **notes))
    (lost,) = compare(before, assess({"log_sources": ["windows"]}, TODAY, **notes)).regressions
    assert (lost.became_blind, lost.blind_on, lost.platforms) == (True, ("Linux",), ())
    assert [cause.kind for cause in lost.causes] == [CauseKind.LOG_SOURCE_LOST]
    assert [cause.path for cause in lost.causes] == ["n.md"]
    (gained,) = compare(
        baseline_of(assess({"log_sources": ["windows"]}, TODAY, **notes)),
        assess({"log_sources": ["windows", "linux"]}, TODAY, **notes),
    ).gains
    assert gained.sees_again


def test_what_the_collected_rule_leaves_blind_names_that_rule(assess: Assess) -> None:
    seen, unseen = rule("T1046", title="Seen"), rule("T1046", category="dns_query", title="Unseen")
    settings = {"log_sources": ["windows/process_creation"]}
    before = baseline_of(assess(settings, T1046=technique("T1046", "Windows"), a=seen, b=unseen))
    (lost,) = compare(before, assess(settings, T1046=technique("T1046", "Windows"), b=unseen)).regressions
    assert lost.blind_on == ("Windows",)
    assert [(cause.kind, cause.title) for cause in lost.causes] == [(CauseKind.RULE_REMOVED, "Seen")]


def test_log_sources_declared_for_the_first_time_make_nothing_newly_blind(assess: Assess) -> None:
    notes = {"T1046": T1046, "r": rule("T1046")}
    found = compare(
        baseline_of(assess(None, TODAY, **notes)), assess({"log_sources": ["linux"]}, TODAY, **notes)
    )
    assert not found.is_worse
    assert found.remarks == ("the baseline does not tell what is feasible, so nothing counts as newly blind",)


def test_log_sources_that_are_no_longer_declared_cannot_pass(assess: Assess) -> None:
    notes = {"T1046": T1046, "r": rule("T1046")}
    before = baseline_of(assess({"log_sources": ["windows"]}, TODAY, **notes))
    with pytest.raises(BaselineError, match="no log sources are declared any more"):
        compare(before, assess(None, TODAY, **notes))


def test_a_gap_whose_note_is_removed_is_told_and_no_regression(assess: Assess) -> None:
    before = assess(T1046=T1046, T1018=technique("T1018", "Windows"), r=rule("T1046"))
    found = compare(baseline_of(before), assess(T1046=T1046, r=rule("T1046")))
    assert not found.is_worse
    assert [(item.id, item.before.value, item.why) for item in found.gone] == [("T1018", "gap", "no note")]


def test_an_accepted_risk_leaves_the_denominator_and_is_no_regression(assess: Assess) -> None:
    risk = {"technique": "T1046", "reason": "no network", "owner": "it", "until": "2027-01-01"}
    notes = {"T1046": T1046, "r": rule("T1046")}
    before = baseline_of(assess(None, TODAY, **notes))
    found = compare(before, assess({"accepted": [risk]}, TODAY, **notes))
    assert not found.is_worse
    assert [(item.id, item.why) for item in found.gone] == [
        ("T1046", "accepted: no network (it, until 2027-01-01)")
    ]


def test_a_tie_to_a_rule_that_the_report_does_not_have_is_passed_over(assess: Assess) -> None:
    before = baseline_of(assess(T1046=T1046, r=rule("T1046"), x=rule("T1018")))
    without = msgspec.structs.replace(before, rules={"x.md": before.rules["x.md"]})
    (lost,) = compare(without, assess(T1046=T1046, x=rule("T1018"))).regressions
    assert lost.causes == ()


def test_a_sub_technique_that_loses_takes_its_technique_along(assess: Assess) -> None:
    family = {"T1059": technique("T1059", "Windows"), "T1059_001": technique("T1059.001", "Windows")}
    before = assess(None, TODAY, **family, r=rule("T1059.001"), x=rule("T1018"))
    found = compare(baseline_of(before), assess(None, TODAY, **family, r=rule("T1018"), x=rule("T1018")))
    assert [(item.id, [cause.kind for cause in item.causes]) for item in found.regressions] == [
        ("T1059", [CauseKind.RULE_RETAGGED]),
        ("T1059.001", [CauseKind.RULE_RETAGGED]),
    ]


# Another vault


def many(count: int, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}{number}": rule("T1046", title=f"{prefix} {number}", id=f"{prefix}-{number}")
        for number in range(count)
    }


def test_the_report_of_another_vault_is_refused(assess: Assess) -> None:
    before = baseline_of(assess(None, TODAY, T1046=T1046, **many(25, "a")))
    other = assess(None, TODAY, T1046=T1046, **many(25, "b"))
    with pytest.raises(BaselineError, match=r"'Orchard' of 2026-11-01 .* that of another vault"):
        compare(before, other)


def test_one_rule_in_twenty_is_enough_to_be_the_same_vault(assess: Assess) -> None:
    before = baseline_of(assess(None, TODAY, T1046=T1046, **many(20, "a")))
    kept = {**many(19, "b"), **many(1, "a")}
    assert compare(before, assess(None, TODAY, T1046=T1046, **kept)).is_worse is False


def test_a_vault_that_shares_nothing_is_another_one_however_small(assess: Assess) -> None:
    before = baseline_of(assess(T1046=T1046, a=rule("T1046")))
    with pytest.raises(BaselineError, match="another vault"):
        compare(before, assess(T1018=technique("T1018", "Windows"), b=rule("T1018", title="Other")))


def test_a_vault_all_of_whose_rules_were_deleted_is_the_same_one(assess: Assess) -> None:
    for count in (1, 40):
        before = baseline_of(assess(None, TODAY, T1046=T1046, **many(count, "a")))
        found = compare(before, assess(T1046=T1046))
        assert [len(item.causes) for item in found.regressions] == [count]


def test_the_report_of_an_empty_vault_can_be_compared(assess: Assess) -> None:
    found = compare(baseline_of(assess(page="text")), assess(T1046=T1046, r=rule("T1046")))
    assert (found.added, found.is_worse) == (("T1046",), False)


# Releases of ATT&CK


Techniques = Mapping[str, Sequence[str]]


def test_a_change_of_release_is_told_first(mounted: Any) -> None:
    before = mounted(release("98.0", {"T9001": WINDOWS}), r=rule("T9001"))
    found = moved(before, mounted(release("99.0", {"T9001": WINDOWS}), r=rule("T9001")))
    assert found.releases == ("enterprise-attack 98.0", "enterprise-attack 99.0")
    assert ids(found) == ([], [], [])


def test_a_release_that_is_mounted_for_the_first_time_is_a_change(assess: Assess, mounted: Any) -> None:
    before = assess(T9001=technique("T9001", "Windows"), r=rule("T9001"))
    now = mounted(release("99.0", {"T9001": WINDOWS}), T9001=technique("T9001", "Windows"), r=rule("T9001"))
    assert compare(baseline_of(before), now.coverage).releases == ("none", "enterprise-attack 99.0")


def test_movement_without_a_cause_in_the_vault_is_that_of_the_release(mounted: Any) -> None:
    """The sub-technique through which the technique was covered is revoked, and nobody touched the rule."""
    notes = {"r": rule("T9001.001"), "x": rule("T9002")}
    before = mounted(
        release("98.0", {"T9001": WINDOWS, "T9001.001": WINDOWS, "T9002": WINDOWS, "T9003": WINDOWS}), **notes
    )
    now = mounted(
        release(
            "99.0",
            {"T9001": WINDOWS, "T9002": WINDOWS, "T9003": WINDOWS, "T9004": WINDOWS},
            revoked={"T9001.001": "T9004"},
        ),
        **notes,
    )
    found = moved(before, now)
    assert ids(found) == ([], [], ["T9001"])
    assert not found.is_worse
    assert found.added == ("T9004",)
    assert [(item.id, item.before.value, item.why) for item in found.gone] == [
        ("T9001.001", "untested", "revoked: T9004")
    ]


def test_a_rule_that_follows_its_revoked_technique_is_no_loss_of_the_vault(mounted: Any) -> None:
    old = release("98.0", {"T9001": WINDOWS, "T9001.001": WINDOWS, "T9002": WINDOWS})
    new = release("99.0", {"T9001": WINDOWS, "T9002": WINDOWS}, revoked={"T9001.001": "T9002"})
    before = mounted(old, r=rule("T9001.001"), t=atomic("T9001.001", one="windows"))
    found = moved(before, mounted(new, r=rule("T9002"), t=atomic("T9002", one="windows")))
    assert (ids(found)[0], ids(found)[2]) == ([], ["T9001"])
    assert ids(found)[1] == ["T9002"]


def test_a_loss_of_the_vault_stays_one_under_another_release(mounted: Any) -> None:
    techniques: Techniques = {"T9001": WINDOWS, "T9002": WINDOWS}
    before = mounted(release("98.0", techniques), r=rule("T9001"), x=rule("T9002"))
    found = moved(before, mounted(release("99.0", techniques), x=rule("T9002")))
    assert ids(found) == (["T9001"], [], [])
    assert [cause.kind for cause in found.regressions[0].causes] == [CauseKind.RULE_REMOVED]


def test_a_platform_that_the_release_drops_is_no_loss_of_the_vault(mounted: Any) -> None:
    notes = {"r": rule("T9001"), "n": rule("T9002", product="linux")}
    before = mounted(release("98.0", {"T9001": ("Windows", "Linux"), "T9002": ("Linux",)}), **notes)
    now = mounted(release("99.0", {"T9001": ("Linux",), "T9002": ("Linux",)}), **notes)
    assert ids(moved(before, now)) == ([], [], ["T9001"])


def test_a_sub_technique_that_the_release_adds_lifts_its_technique_without_the_vault(mounted: Any) -> None:
    notes = {"r": rule("T9001.001"), "x": rule("T9002")}
    before = mounted(release("98.0", {"T9001": WINDOWS, "T9002": WINDOWS}), **notes)
    now = mounted(release("99.0", {"T9001": WINDOWS, "T9001.001": WINDOWS, "T9002": WINDOWS}), **notes)
    found = moved(before, now)
    assert ids(found) == ([], [], ["T9001"])
    assert found.added == ("T9001.001",)


@pytest.mark.parametrize("retired", ["revoked", "deprecated"])
def test_a_technique_that_the_release_retires_says_so_where_the_vault_still_has_its_note(
    mounted: Any, retired: str
) -> None:
    own = {"T9001": technique("T9001", "Windows"), "r": rule("T9001")}
    before = mounted(release("98.0", {"T9001": WINDOWS, "T9002": WINDOWS}), **own)
    more: dict[str, Any] = (
        {"revoked": {"T9001": "T9002"}} if retired == "revoked" else {"deprecated": ["T9001"]}
    )
    found = moved(before, mounted(release("99.0", {"T9002": WINDOWS}, **more), **own))
    assert ids(found) == ([], [], [])
    assert [(item.id, item.why) for item in found.gone] == [
        ("T9001", "revoked: T9002" if retired == "revoked" else "deprecated")
    ]


def test_two_unknown_versions_are_the_same(mounted: Any) -> None:
    coverage = mounted(release("98.0", {"T9001": WINDOWS}), r=rule("T9001")).coverage
    unknown = replace(coverage, releases=tuple(replace(item, version="") for item in coverage.releases))
    assert compare(baseline_of(unknown), unknown).releases is None
    assert compare(baseline_of(unknown), coverage).releases == (
        "enterprise-attack (version unknown)",
        "enterprise-attack 98.0",
    )
