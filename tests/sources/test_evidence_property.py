"""Evidence in the front matter of notes."""

import datetime as dt

import pytest

from kbgen.diagnostics import Diagnostic
from kbgen.source import Location
from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.evidence_property import Holder, read_property
from kbgen.vault.frontmatter import read_front_matter

GUID = "11111111-2222-4333-8444-555555555555"
OTHER = "22222222-2222-4333-8444-555555555555"
RULE_NOTE = Holder("rules/r.md", rule="rules/r.md")
TEST_NOTE = Holder("tests/t.md", tests=(GUID,))


def read(yaml: str, holder: Holder = RULE_NOTE) -> list[Evidence | Diagnostic]:
    fields = read_front_matter(holder.path, f"---\n{yaml}\n---\n").front_matter
    assert fields is not None
    return list(read_property(fields, holder))


def test_in_a_rules_note_the_rule_is_the_notes_own() -> None:
    yaml = (
        "title: R\nevidence:\n"
        f"  - {{date: 2026-05-01, test: {GUID.upper()}, outcome: Detected, platform: Windows, note: on HOST-1}}\n"
        "  - {date: 2026-05-02T23:30:00-05:00, outcome: missed}"
    )
    assert read(yaml) == [
        Evidence(
            Outcome.DETECTED,
            dt.date(2026, 5, 1),
            Location("rules/r.md", 4, 5),
            rule="rules/r.md",
            test=GUID,
            platform="Windows",
            note="on HOST-1",
        ),
        Evidence(Outcome.MISSED, dt.date(2026, 5, 3), Location("rules/r.md", 5, 5), rule="rules/r.md"),
    ]


def test_in_a_note_with_one_test_the_test_is_that_one_and_a_rule_can_be_named() -> None:
    (record,) = read("evidence: [{date: 2026-05-01, outcome: detected, rule: Port Scan}]", TEST_NOTE)
    assert isinstance(record, Evidence)
    assert (record.rule, record.test) == ("Port Scan", GUID)


def test_in_a_note_with_several_tests_one_has_to_be_named() -> None:
    several = Holder("t.md", tests=(GUID, OTHER))
    (record,) = read(f"evidence: [{{date: 2026-05-01, outcome: executed, test: {OTHER}}}]", several)
    assert isinstance(record, Evidence)
    assert record.test == OTHER
    (finding,) = read("evidence: [{date: 2026-05-01, outcome: executed}]", several)
    assert isinstance(finding, Diagnostic)
    assert "names none of the note's 2 tests" in finding.message


def test_a_single_record_needs_no_list_and_nothing_is_nothing() -> None:
    (record,) = read("evidence: {date: 2026-05-01, outcome: executed}")
    assert isinstance(record, Evidence)
    assert read("evidence:") == read("evidence: []") == read("title: R") == []


@pytest.mark.parametrize(
    ("entry", "column", "message", "hint"),
    [
        ("works", 12, "this is no record", "write [{date: 2026-05-01, outcome: detected}]"),
        ("{outcome: missed}", 12, "it has no date", "write [{date: 2026-05-01, outcome: detected}]"),
        ("{date: 1.1, outcome: missed}", 19, "'1.1' is no day", "write YYYY-MM-DD"),
        (
            "{date: 2026-05-01}",
            12,
            "it has no outcome",
            "use one of detected, missed, executed, not-evaluated",
        ),
        ("{date: 2026-05-01, outcome: detektid}", 40, "'detektid' is no outcome", "did you mean detected?"),
        ("{date: 2026-05-01, outcome: x}", 40, "'x' is no outcome", "use one of detected, missed,"),
        ("{date: 2026-05-01, outcom: missed}", 31, "'outcom' is unknown", "did you mean outcome?"),
        ("{date: 2026-05-01, zzz: 1}", 31, "'zzz' is unknown", "known are date, outcome, rule, test"),
        ("{date: [2026-05-01]}", 19, "date has to be one value", ""),
        ("{date: 2026-05-01, outcome: missed, test: T1}", 54, "'T1' is no GUID", "auto_generated_guid"),
        ("{date: 2026-05-01, outcome: missed, rule: R}", 54, "the rule is the note's own", "take rule out"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(entry: str, column: int, message: str, hint: str) -> None:
    (finding,) = read(f"evidence: [{entry}]")
    assert isinstance(finding, Diagnostic)
    assert (finding.code, finding.location) == ("KB721", Location("rules/r.md", 2, column))
    assert finding.message.startswith(f"evidence is not used: {message}")
    assert hint in finding.hint


def test_what_is_wrong_with_one_entry_leaves_the_others() -> None:
    found = read("evidence: [x, {date: 2026-05-01, outcome: executed}, 7]")
    assert [type(item).__name__ for item in found] == ["Diagnostic", "Evidence", "Diagnostic"]
