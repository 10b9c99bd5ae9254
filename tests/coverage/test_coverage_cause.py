"""Each cause of a loss or a gain: where it is named, and where it is not."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from coverage_worlds import TODAY, Assess, atomic, baseline_of, guid, rule, technique

from kbgen.coverage.cause import Cause, CauseKind
from kbgen.coverage.compare import Comparison, Movement, compare

Notes = Mapping[str, str]
T1046 = technique("T1046", "Windows", "Linux")
BLOCK = "```query\ntag: detection_rule\ntag: special\n```"
TEST_BLOCK = "```query\ntag: atomic_test\ntag: special\n```"
FRESH = "{date: 2026-10-01, outcome: detected}"
OLD = "{date: 2025-01-01, outcome: detected}"
SYSMON: Mapping[str, Any] = {"log_sources": ["windows/process_creation", "linux/process_creation"]}
LINUX_ONLY: Mapping[str, Any] = {"log_sources": ["linux/process_creation"]}


@dataclass(frozen=True)
class Case:
    """A change of a vault."""

    kind: CauseKind
    before: Notes
    now: Notes
    had: Mapping[str, Any] = field(default_factory=dict)
    """The settings before."""
    has: Mapping[str, Any] = field(default_factory=dict)
    """The settings now."""
    detail: str = ""
    path: str = "r.md"
    technique: str = "T1046"


def windows_test(**more: str) -> str:
    return atomic("T1046", one="windows", **more)


LOSSES = [
    Case(
        CauseKind.RULE_REMOVED,
        {"T1046": T1046, "r": rule("T1046"), "other": rule("T1018")},
        {"T1046": T1046, "other": rule("T1018")},
    ),
    Case(
        CauseKind.RULE_RETAGGED,
        {"T1046": T1046, "r": rule("T1046")},
        {"T1046": T1046, "r": rule("T1018")},
        detail="now with T1018",
    ),
    Case(
        CauseKind.RULE_NOT_RETURNED,
        {"T1046": technique("T1046", "Windows", body=BLOCK), "r": rule("special")},
        {"T1046": technique("T1046", "Windows"), "r": rule("special")},
    ),
    Case(
        CauseKind.RULE_INACTIVE,
        {"T1046": T1046, "r": rule("T1046", status="test")},
        {"T1046": T1046, "r": rule("T1046", status="deprecated")},
        detail="status test became deprecated",
    ),
    Case(
        CauseKind.RULE_INACTIVE,
        {"T1046": T1046, "r": rule("T1046", level="high")},
        {"T1046": T1046, "r": rule("T1046", level="low")},
        {"minimum_level": "medium"},
        {"minimum_level": "medium"},
        detail="level high became low",
    ),
    Case(
        CauseKind.RULE_INACTIVE,
        {"T1046": T1046, "r": rule("T1046", status="experimental")},
        {"T1046": T1046, "r": rule("T1046", status="experimental")},
        {},
        {"minimum_status": "test"},
        detail="status experimental is below the minimum",
    ),
    Case(
        CauseKind.RULE_PLATFORM,
        {"T1046": technique("T1046", "Windows"), "r": rule("T1046", product="windows")},
        {"T1046": technique("T1046", "Windows"), "r": rule("T1046", product="linux")},
        detail="log source windows/process_creation became linux/process_creation",
    ),
    Case(
        CauseKind.RULE_PLATFORM,
        {"T1046": technique("T1046"), "r": rule("T1046"), "t": windows_test()},
        {"T1046": technique("T1046"), "r": rule("T1046", product="linux"), "t": windows_test()},
        detail="log source windows/process_creation became linux/process_creation",
    ),
    Case(
        CauseKind.LOG_SOURCE_LOST,
        {"T1046": T1046, "r": rule("T1046")},
        {"T1046": T1046, "r": rule("T1046")},
        SYSMON,
        LINUX_ONLY,
        detail="windows/process_creation",
    ),
    Case(
        CauseKind.TEST_REMOVED,
        {"T1046": T1046, "r": rule("T1046"), "t": windows_test()},
        {"T1046": T1046, "r": rule("T1046")},
        path="t.md",
    ),
    Case(
        CauseKind.TEST_RETAGGED,
        {"T1046": T1046, "r": rule("T1046"), "t": windows_test()},
        {"T1046": T1046, "r": rule("T1046"), "t": atomic("T1018", one="windows")},
        detail="now with T1018",
        path="t.md",
    ),
    Case(
        CauseKind.TEST_NOT_RETURNED,
        {
            "T1046": technique("T1046", "Windows", body=TEST_BLOCK),
            "r": rule("T1046"),
            "t": atomic("special", one="windows"),
        },
        {"T1046": technique("T1046", "Windows"), "r": rule("T1046"), "t": atomic("special", one="windows")},
        path="t.md",
    ),
    Case(
        CauseKind.TEST_PLATFORM,
        {"T1046": T1046, "r": rule("T1046"), "t": windows_test(two="linux")},
        {"T1046": T1046, "r": rule("T1046"), "t": atomic("T1046", two="linux")},
        detail="Windows",
        path="t.md",
    ),
    Case(
        CauseKind.EVIDENCE_LOST,
        {"T1046": T1046, "r": rule("T1046", evidence=FRESH)},
        {"T1046": T1046, "r": rule("T1046")},
        path="",
    ),
    Case(
        CauseKind.EVIDENCE_LOST,
        {"T1046": T1046, "r": rule("T1046", evidence=FRESH)},
        {"T1046": T1046, "r": rule("T1046", evidence=FRESH)},
        {},
        {"evidence_days": 10},
        path="",
    ),
    Case(
        CauseKind.TECHNIQUE_REMOVED,
        {"T1046": T1046, "T1018": technique("T1018", "Windows"), "r": rule("T1046")},
        {"T1018": technique("T1018", "Windows"), "r": rule("T1046")},
        path="T1046.md",
    ),
    Case(
        CauseKind.TECHNIQUE_REMOVED,
        {
            "T1059": technique("T1059", "Windows"),
            "T1059_001": technique("T1059.001", "Windows"),
            "r": rule("T1059.001"),
        },
        {"T1059": technique("T1059", "Windows"), "r": rule("T1059.001")},
        detail="T1059.001",
        path="T1059.001.md",
        technique="T1059",
    ),
    Case(
        CauseKind.PLATFORM_REMOVED,
        {"T1046": T1046, "r": rule("T1046"), "T1018": technique("T1018", "Windows")},
        {"T1046": technique("T1046", "Linux"), "r": rule("T1046"), "T1018": technique("T1018", "Windows")},
        detail="Windows",
        path="T1046.md",
    ),
    Case(
        CauseKind.PLATFORM_REMOVED,
        {"T1046": T1046, "r": rule("T1046")},
        {"T1046": T1046, "r": rule("T1046")},
        {"platforms": ["Windows", "Linux"]},
        {"platforms": ["Linux"]},
        detail="Windows",
        path="T1046.md",
    ),
    Case(
        CauseKind.PLATFORMS_STATED,
        {"T1046": technique("T1046"), "r": rule("T1046")},
        {"T1046": technique("T1046", "Linux"), "r": rule("T1046")},
        detail="now Linux",
        path="T1046.md",
    ),
]
GAINS = [
    Case(
        CauseKind.PLATFORM_ADDED,
        {"T1046": technique("T1046", "Linux"), "r": rule("T1046")},
        {"T1046": technique("T1046", "Linux", "Windows"), "r": rule("T1046")},
        detail="Windows",
        path="T1046.md",
    ),
    Case(
        CauseKind.PLATFORM_ADDED,
        {"T1046": T1046, "r": rule("T1046")},
        {"T1046": T1046, "r": rule("T1046")},
        {"platforms": ["Linux"]},
        {"platforms": ["Windows", "Linux"]},
        detail="Windows",
        path="T1046.md",
    ),
    Case(
        CauseKind.PLATFORMS_STATED,
        {"T1046": technique("T1046", "Linux"), "r": rule("T1046")},
        {"T1046": technique("T1046"), "r": rule("T1046")},
        detail="now none",
        path="T1046.md",
    ),
    Case(CauseKind.RULE_ADDED, {"T1046": T1046}, {"T1046": T1046, "r": rule("T1046")}),
    Case(
        CauseKind.RULE_TAGGED,
        {"T1046": T1046, "r": rule("T1018")},
        {"T1046": T1046, "r": rule("T1018", "T1046")},
    ),
    Case(
        CauseKind.RULE_RETURNED,
        {"T1046": technique("T1046", "Windows"), "r": rule("special")},
        {"T1046": technique("T1046", "Windows", body=BLOCK), "r": rule("special")},
    ),
    Case(
        CauseKind.RULE_ACTIVE,
        {"T1046": T1046, "r": rule("T1046", status="deprecated")},
        {"T1046": T1046, "r": rule("T1046", status="stable")},
    ),
    Case(
        CauseKind.RULE_FOR_PLATFORM,
        {"T1046": technique("T1046", "Linux"), "r": rule("T1046", product="windows")},
        {"T1046": technique("T1046", "Linux"), "r": rule("T1046", product="linux")},
        detail="Linux",
    ),
    Case(
        CauseKind.LOG_SOURCE_COLLECTED,
        {"T1046": T1046, "r": rule("T1046")},
        {"T1046": T1046, "r": rule("T1046")},
        LINUX_ONLY,
        SYSMON,
        detail="windows/process_creation",
    ),
    Case(
        CauseKind.TEST_ADDED,
        {"T1046": T1046, "r": rule("T1046")},
        {"T1046": T1046, "r": rule("T1046"), "t": windows_test()},
        path="t.md",
    ),
    Case(
        CauseKind.TEST_TAGGED,
        {"T1046": T1046, "r": rule("T1046"), "t": atomic("T1018", one="windows")},
        {"T1046": T1046, "r": rule("T1046"), "t": atomic("T1018", "T1046", one="windows")},
        path="t.md",
    ),
    Case(
        CauseKind.TEST_RETURNED,
        {"T1046": technique("T1046", "Windows"), "r": rule("T1046"), "t": atomic("special", one="windows")},
        {
            "T1046": technique("T1046", "Windows", body=TEST_BLOCK),
            "r": rule("T1046"),
            "t": atomic("special", one="windows"),
        },
        path="t.md",
    ),
    Case(
        CauseKind.TEST_FOR_PLATFORM,
        {"T1046": T1046, "r": rule("T1046"), "t": atomic("T1046", two="linux")},
        {"T1046": T1046, "r": rule("T1046"), "t": windows_test(two="linux")},
        detail="Windows",
        path="t.md",
    ),
    Case(
        CauseKind.EVIDENCE_ADDED,
        {"T1046": T1046, "r": rule("T1046")},
        {"T1046": T1046, "r": rule("T1046", evidence=FRESH)},
        path="",
    ),
    Case(
        CauseKind.TECHNIQUE_ADDED,
        {"T1059": technique("T1059", "Windows"), "r": rule("T1059.001")},
        {
            "T1059": technique("T1059", "Windows"),
            "T1059_001": technique("T1059.001", "Windows"),
            "r": rule("T1059.001"),
        },
        detail="T1059.001",
        path="T1059.001.md",
        technique="T1059",
    ),
]


def compared(
    assess: Assess,
    before: Notes,
    now: Notes,
    had: Mapping[str, Any] | None = None,
    has: Mapping[str, Any] | None = None,
    today: dt.date = TODAY,
) -> Comparison:
    return compare(baseline_of(assess(had, TODAY, **before)), assess(has, today, **now))


def only(movements: tuple[Movement, ...]) -> Movement:
    (movement,) = movements
    return movement


def test_every_kind_of_cause_has_a_case() -> None:
    assert {case.kind for case in (*LOSSES, *GAINS)} == set(CauseKind)


@pytest.mark.parametrize("case", LOSSES, ids=lambda case: case.kind.name.lower())
def test_a_loss_names_its_cause_and_nothing_else(assess: Assess, case: Case) -> None:
    found = compared(assess, case.before, case.now, case.had, case.has)
    moved = next(movement for movement in found.regressions if movement.id == case.technique)
    (cause,) = moved.causes
    assert (cause.kind, cause.path) == (case.kind, case.path)
    assert cause.detail == case.detail
    assert found.is_worse
    assert found.gains == ()


@pytest.mark.parametrize("case", LOSSES, ids=lambda case: case.kind.name.lower())
def test_the_same_twice_is_no_loss(assess: Assess, case: Case) -> None:
    for notes, settings in ((case.before, case.had), (case.now, case.has)):
        found = compared(assess, notes, notes, settings, settings)
        assert (found.regressions, found.gains, found.by_attack, found.gone) == ((), (), (), ())
        assert not found.is_worse


@pytest.mark.parametrize("case", GAINS, ids=lambda case: case.kind.name.lower())
def test_a_gain_names_its_cause_and_nothing_else(assess: Assess, case: Case) -> None:
    found = compared(assess, case.before, case.now, case.had, case.has)
    moved = only(found.gains)
    (cause,) = moved.causes
    assert (moved.id, cause.kind, cause.path) == (case.technique, case.kind, case.path)
    assert cause.detail == case.detail
    assert found.regressions == ()


KEPT = [
    case
    for case in (*LOSSES, *GAINS)
    if case.kind.value.startswith(("rule", "test", "log source", "evidence", "new evidence"))
]
"""The changes after which another rule can hold the verdict."""


@pytest.mark.parametrize("case", KEPT, ids=lambda case: case.kind.name.lower())
def test_a_cause_is_silent_where_another_rule_keeps_the_verdict(assess: Assess, case: Case) -> None:
    proof = "{date: 2026-10-30, outcome: detected}"
    keeper = rule(case.technique, product="", category="application", title="Keeper", evidence=proof)
    kept = {"keeper": keeper, "k": atomic(case.technique, three="windows/linux")}
    had, has = (
        {**each, "log_sources": [*each.get("log_sources", []), "*/application"]}
        for each in (case.had, case.has)
    )
    found = compared(assess, {**case.before, **kept}, {**case.now, **kept}, had, has)
    assert (found.regressions, found.gains) == ((), ())


def test_a_renamed_file_with_the_same_rule_id_is_no_loss(assess: Assess) -> None:
    note = rule("T1046", id="0b5a6f7c-0000-4000-8000-000000000001")
    found = compared(assess, {"T1046": T1046, "a": note}, {"T1046": T1046, "b": note})
    assert (found.regressions, found.gains) == ((), ())


def test_a_rule_that_was_renamed_and_retagged_is_retagged_and_not_removed(assess: Assess) -> None:
    known = {"id": "0b5a6f7c-0000-4000-8000-000000000001"}
    found = compared(
        assess, {"T1046": T1046, "a": rule("T1046", **known)}, {"T1046": T1046, "b": rule("T1018", **known)}
    )
    (cause,) = only(found.regressions).causes
    assert (cause.kind, cause.path) == (CauseKind.RULE_RETAGGED, "b.md")


def test_a_rule_without_an_id_that_was_renamed_is_known_by_its_title(assess: Assess) -> None:
    found = compared(
        assess,
        {"T1046": T1046, "a": rule("T1046", title="Port scan")},
        {"T1046": T1046, "b": rule("T1018", title="Port scan")},
    )
    assert [cause.kind for cause in only(found.regressions).causes] == [CauseKind.RULE_RETAGGED]


def test_an_id_of_two_rules_pairs_none_of_them(assess: Assess) -> None:
    known = {"id": "0b5a6f7c-0000-4000-8000-000000000001"}
    before = {"T1046": T1046, "a": rule("T1046", **known), "b": rule("T1018", **known)}
    found = compared(assess, before, {"T1046": T1046, "b": rule("T1018", **known)})
    assert [(cause.kind, cause.path) for cause in only(found.regressions).causes] == [
        (CauseKind.RULE_REMOVED, "a.md")
    ]


def test_a_renamed_note_with_tests_is_known_by_its_guids(assess: Assess) -> None:
    before = {"T1046": T1046, "r": rule("T1046"), "t": windows_test()}
    found = compared(
        assess, before, {"T1046": T1046, "r": rule("T1046"), "u": atomic("T1018", one="windows")}
    )
    (cause,) = only(found.regressions).causes
    assert (cause.kind, cause.path) == (CauseKind.TEST_RETAGGED, "u.md")


def test_of_two_rules_only_the_one_on_the_platform_is_named(assess: Assess) -> None:
    before = {"T1046": T1046, "w": rule("T1046"), "l": rule("T1046", product="linux", title="On Linux")}
    found = compared(assess, before, {"T1046": T1046, "w": rule("T1046")})
    moved = only(found.regressions)
    assert [(name, was.value, now.value) for name, was, now in moved.platforms] == [
        ("Linux", "untested", "gap")
    ]
    assert [cause.title for cause in moved.causes] == ["On Linux"]
    assert (moved.before, moved.after) == (moved.after, moved.before)


def test_a_rule_that_never_counted_causes_nothing(assess: Assess) -> None:
    before = {
        "T1046": T1046,
        "r": rule("T1046"),
        "old": rule("T1046", status="deprecated", title="Retired"),
        "mac": rule("T1046", product="macos", title="Elsewhere"),
    }
    found = compared(assess, before, {"T1046": T1046})
    assert [cause.title for cause in only(found.regressions).causes] == ["Example"]


def test_a_test_of_another_platform_causes_nothing(assess: Assess) -> None:
    before = {"T1046": T1046, "r": rule("T1046"), "t": windows_test(), "l": atomic("T1046", two="linux")}
    found = compared(assess, before, {"T1046": T1046, "r": rule("T1046")})
    assert [cause.path for cause in only(found.regressions).causes] == ["t.md"]


def test_a_removed_test_is_no_cause_where_the_rule_is_gone(assess: Assess) -> None:
    before = {"T1046": T1046, "r": rule("T1046"), "t": windows_test(), "other": rule("T1018")}
    found = compared(assess, before, {"T1046": T1046, "other": rule("T1018")})
    assert [cause.kind for cause in only(found.regressions).causes] == [CauseKind.RULE_REMOVED]


def test_evidence_of_a_removed_rule_is_not_called_old(assess: Assess) -> None:
    before = {"T1046": T1046, "a": rule("T1046", evidence=FRESH), "b": rule("T1046"), "t": windows_test()}
    now = {"T1046": T1046, "b": rule("T1046"), "t": windows_test()}
    assert [cause.kind for cause in only(compared(assess, before, now).regressions).causes] == [
        CauseKind.RULE_REMOVED
    ]


def test_evidence_grows_old_by_itself(assess: Assess) -> None:
    notes = {"T1046": T1046, "r": rule("T1046", evidence=FRESH)}
    later = compared(assess, notes, notes, today=dt.date(2027, 6, 1))
    assert [cause.kind for cause in only(later.regressions).causes] == [CauseKind.EVIDENCE_LOST]


def test_old_evidence_that_counts_through_a_new_tag_is_not_called_new(assess: Assess) -> None:
    before = {"T1046": T1046, "r": rule("T1018", evidence=FRESH)}
    now = {"T1046": T1046, "r": rule("T1018", "T1046", evidence=FRESH)}
    assert [cause.kind for cause in only(compared(assess, before, now).gains).causes] == [
        CauseKind.RULE_TAGGED
    ]


def test_a_rule_that_names_its_test_is_proven_by_it(assess: Assess) -> None:
    named = guid("one")
    tested = {"T1046": T1046, "t": atomic("T1018", one="windows")}
    proof = f"{{date: 2026-10-01, outcome: detected, test: {named}}}"
    before = {**tested, "r": rule("T1046", guid=named, evidence=proof)}
    now = {**tested, "r": rule("T1046", evidence=proof)}
    moved = only(compared(assess, before, now).regressions)
    assert moved.before.value == "proven"
    assert [cause.kind for cause in moved.causes] == [CauseKind.EVIDENCE_LOST]


@pytest.mark.parametrize(
    ("cause", "text"),
    [
        (Cause(CauseKind.RULE_REMOVED, "a.md", "Scan"), "rule removed: Scan"),
        (Cause(CauseKind.EVIDENCE_LOST), "evidence gone or too old"),
        (Cause(CauseKind.PLATFORM_REMOVED, detail="Linux"), "platform no longer assessed (Linux)"),
        (
            Cause(CauseKind.RULE_RETAGGED, "a.md", "Scan", "now with T1018"),
            "rule no longer tagged with it: Scan (now with T1018)",
        ),
    ],
)
def test_a_cause_reads_as_a_phrase(cause: Cause, text: str) -> None:
    assert str(cause) == text
