"""Tables with outcomes, as purple-team tools export them."""

from pathlib import Path

import pytest

from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.evidence_text import EvidenceError
from kbgen.sources.results import read_results
from kbgen.sources.results_columns import plain
from kbgen.sources.results_model import Known, Reading, Results
from kbgen.sources.results_outcomes import WORDS, UnknownWordError, outcome_of

GUID = "11111111-2222-4333-8444-555555555555"
RULE = "99999999-2222-4333-8444-555555555555"
HEAD = "Test Case,MITRE ID,Outcome,Detection Date,Rule,GUID\n"
PLAIN = {plain(word): outcome for word, outcome in WORDS.items()}


def read(folder: Path, text: str, reading: Reading | None = None) -> Results:
    path = folder / "purple.csv"
    path.write_text(text, encoding="utf-8")
    return read_results(path, reading or Reading())


def shown(record: Evidence) -> tuple[str, str, str, str, str]:
    return record.outcome.value, record.day.isoformat(), record.rule, record.test, record.technique


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Detected", Outcome.DETECTED),
        ("ALERTED", Outcome.DETECTED),
        ("Alerted - High", Outcome.DETECTED),
        ("Alerted (High)", Outcome.DETECTED),
        ("Blocked", Outcome.EXECUTED),
        ("Logged", Outcome.MISSED),
        ("Logged – Centrally Logged", Outcome.MISSED),
        ("None", Outcome.MISSED),
        ("NotDetected", Outcome.MISSED),
        ("not detected", Outcome.MISSED),
        ("Blocked, Alerted", Outcome.DETECTED),
        ("Blocked; Logged", Outcome.MISSED),
        ("N/A", None),
        ("TBD", None),
        ("Abandoned", None),
        ("", None),
        (" - ", None),
    ],
)
def test_the_words_of_such_tools_are_understood(text: str, outcome: Outcome | None) -> None:
    assert outcome_of(text, PLAIN) is outcome


@pytest.mark.parametrize("text", ["Stopped", "Detected, maybe", "Undetectable", "Alertedness"])
def test_other_words_are_not_guessed(text: str) -> None:
    with pytest.raises(UnknownWordError):
        outcome_of(text, PLAIN)


def test_a_row_is_one_test_on_one_day_for_the_rules_that_it_names(tmp_path: Path) -> None:
    text = (
        HEAD
        + f"One,T1046 - Scan,Alerted,2026-05-01T23:30:00-05:00,Port Scan;{{{RULE.upper()}}},{GUID}\n"
        + "Two,t1059_001,None,2026-05-02,Port Scan,\n"
    )
    results = read(tmp_path, text)
    assert results.form == "table of outcomes"
    assert [shown(record) for record in results.records] == [
        ("detected", "2026-05-02", "Port Scan", GUID, "T1046"),
        ("detected", "2026-05-02", RULE, GUID, "T1046"),
        ("missed", "2026-05-02", "Port Scan", "", "T1059.001"),
    ]
    assert [record.note for record in results.records] == [
        "outcome Alerted",
        "outcome Alerted",
        "outcome None, test Two",
    ]
    assert [record.origin.line for record in results.records] == [2, 2, 3]


def test_an_outcome_without_a_rule_is_kept_without_one(tmp_path: Path) -> None:
    (record,) = read(tmp_path, HEAD + f"One,T1046,Detected,2026-05-01,,{GUID}\n").records
    assert shown(record) == ("detected", "2026-05-01", "", GUID, "T1046")


def test_a_test_is_found_by_its_name(tmp_path: Path) -> None:
    known = Known(tests={("T1046", "one"): GUID, ("", "two"): RULE})
    text = HEAD + "One,T1046,Logged,2026-05-01,,\nTwo,,Logged,2026-05-01,,\nOne,T1059,Logged,2026-05-01,,\n"
    found = read(tmp_path, text, Reading(known=lambda: known)).records
    assert [record.test for record in found] == [GUID, RULE, ""]


def test_a_tool_is_a_rule_where_the_knowledge_base_has_one_of_that_name(tmp_path: Path) -> None:
    text = "MITRE ID,Outcome,Date,Detecting Tool\nT1046,Alerted,2026-05-01,Port Scan\nT1046,Alerted,2026-05-01,Example EDR\n"
    found = read(tmp_path, text, Reading(known=lambda: Known(rules=frozenset({"port scan"})))).records
    assert [(record.rule, record.note) for record in found] == [
        ("Port Scan", "outcome Alerted"),
        ("", "outcome Alerted, by Example EDR"),
    ]


def test_operating_systems_get_the_names_of_attack(tmp_path: Path) -> None:
    names = ["Windows 11", "Ubuntu Linux", "macOS 15", "Mac OS X", "ESXi", ""]
    rows = "".join(f"T1046,Alerted,2026-05-01,{name}\n" for name in names)
    found = read(tmp_path, "MITRE ID,Outcome,Date,OS\n" + rows).records
    assert [record.platform for record in found] == ["Windows", "Linux", "macOS", "macOS", "ESXi", ""]


def test_unknown_words_are_reported_once_each_with_what_is_understood(tmp_path: Path) -> None:
    text = (
        HEAD
        + "One,T1046,Stopped,2026-05-01,,\nTwo,T1046,Stopped,2026-05-01,,\nThree,T1046,Alerted,2026-05-01,,\n"
    )
    results = read(tmp_path, text)
    assert len(results.records) == 1
    (left_out,) = results.left_out
    assert str(left_out).startswith(
        "purple.csv:2: the outcome 'Stopped' (2 rows) is not understood; understood are "
    )
    assert "Detected, Alerted" in left_out.message
    assert '--outcome "Stopped=detected"' in left_out.message


def test_words_can_be_explained_and_explained_otherwise(tmp_path: Path) -> None:
    text = (
        HEAD
        + "One,T1046,Stopped,2026-05-01,,\nTwo,T1046,Blocked,2026-05-01,,\nThree,T1046,Other,2026-05-01,,\n"
    )
    words = {"stopped": Outcome.EXECUTED, "Blocked": Outcome.DETECTED, "Other": None}
    results = read(tmp_path, text, Reading(words=words))
    assert [record.outcome for record in results.records] == [Outcome.EXECUTED, Outcome.DETECTED]
    assert (results.left_out, results.not_run) == ((), 1)


def test_columns_can_be_named(tmp_path: Path) -> None:
    text = "Qué,Cuándo,Técnica\nAlerted,01.05.2026,T1046\n"
    reading = Reading(columns={"Qué": "outcome", "cuándo": "date", "Técnica": "technique"})
    assert [shown(record) for record in read(tmp_path, text, reading).records] == [
        ("detected", "2026-05-01", "", "", "T1046")
    ]


@pytest.mark.parametrize(
    ("head", "field"), [("Test Case,When,Outcome", "date"), ("Test Case,Date,What came of it", "outcome")]
)
def test_a_table_without_outcomes_or_dates_is_refused_with_the_way_out(
    tmp_path: Path, head: str, field: str
) -> None:
    with pytest.raises(EvidenceError) as refused:
        read(tmp_path, f"{head}\na,b,c\n")
    assert f"purple.csv:1: no column is known to hold the {field}" in str(refused.value)
    assert f'--map "COLUMN={field}"' in str(refused.value)


def test_rows_that_cannot_be_used_are_left_out_in_order(tmp_path: Path) -> None:
    text = (
        HEAD
        + "One,T1046,Alerted,,,\nTwo,,Alerted,2026-05-01,,\nThree,T1046,Odd,2026-05-01,,\n1,2,3,4,5,6,7\nFour,T1046,TBD,,,\n"
    )
    results = read(tmp_path, text)
    assert [(item.place.line, item.message[:27]) for item in results.left_out] == [
        (2, "the row has no date"),
        (3, "the row names neither a tes"),
        (4, "the outcome 'Odd' (1 row) i"),
        (5, "the row has 7 cells and the"),
    ]
    assert results.not_run == 1


def test_formulas_stay_text(tmp_path: Path) -> None:
    text = HEAD.replace("\n", ",Notes\n") + f"One,T1046,Alerted,2026-05-01,=1+1,{GUID},@SUM(A1)\n"
    (record,) = read(tmp_path, text).records
    assert (record.rule, record.note) == ("=1+1", "outcome Alerted, @SUM(A1)")
