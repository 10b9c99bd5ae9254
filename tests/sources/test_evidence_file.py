"""Files of evidence: what is read, refused, written, and brought together."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.errors import KbgenError
from kbgen.source import Location
from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.evidence_file import (
    evidence_text,
    merge_evidence,
    parse_evidence,
    read_evidence,
    read_evidence_files,
)
from kbgen.sources.evidence_text import EvidenceError, Text, one_line

GUID = "11111111-2222-4333-8444-555555555555"
PLACE = Location("x.csv", 2)
RUN = Evidence(Outcome.EXECUTED, dt.date(2026, 5, 1), PLACE, test=GUID, technique="T1046", source="x.csv")
FIRED = replace(RUN, outcome=Outcome.DETECTED, rule="Port Scan", platform="Windows", note="host A")
INFO = "regression_data/rules/a/info.yml"
REPLAYED = Evidence(Outcome.MISSED, dt.date(2026, 5, 1), PLACE, rule=GUID, platform="Windows", source=INFO)


def parsed(text: str) -> tuple[Evidence, ...]:
    return parse_evidence(Text("evidence.json", text, "utf-8"))


def without_place(records: tuple[Evidence, ...]) -> list[Evidence]:
    return [replace(record, origin=PLACE) for record in records]


def test_one_record_stands_in_each_line_in_order_without_what_is_empty() -> None:
    later = replace(RUN, day=dt.date(2026, 6, 1))
    assert evidence_text([later, FIRED, RUN]) == (
        "[\n"
        f'{{"date": "2026-05-01", "outcome": "executed", "test": "{GUID}", "technique": "T1046", "source": "x.csv"}},\n'
        f'{{"date": "2026-05-01", "outcome": "detected", "rule": "Port Scan", "test": "{GUID}", "technique": "T1046",'
        ' "platform": "Windows", "note": "host A", "source": "x.csv"},\n'
        f'{{"date": "2026-06-01", "outcome": "executed", "test": "{GUID}", "technique": "T1046", "source": "x.csv"}}\n'
        "]\n"
    )
    assert evidence_text([]) == "[]\n"


def test_records_know_their_lines_however_the_file_is_laid_out() -> None:
    text = evidence_text([RUN, FIRED])
    assert [record.origin for record in parsed(text)] == [
        Location("evidence.json", 2),
        Location("evidence.json", 3),
    ]
    pretty = json.dumps(json.loads(text), indent=2).replace("\n", "\n\n")
    assert without_place(parsed(pretty)) == without_place(parsed(text)) == [RUN, FIRED]
    assert [record.origin.line for record in parsed(pretty)] == [3, 17]


names = st.text(max_size=20).map(one_line)
records = st.builds(
    Evidence,
    outcome=st.sampled_from(Outcome),
    day=st.dates(min_value=dt.date(2000, 1, 1)),
    origin=st.just(PLACE),
    rule=names,
    test=st.sampled_from(["", GUID]),
    technique=st.sampled_from(["T1046", "T1059.001"]),
    platform=names,
    note=names,
    source=names,
)


@given(st.lists(records, max_size=8), st.randoms(use_true_random=False))
def test_writing_and_reading_gives_the_same_in_any_order(
    found: list[Evidence], chance: st.DataObject
) -> None:
    merged = merge_evidence([], found).records
    text = evidence_text(merged)
    assert without_place(parsed(text)) == list(merged)
    chance.shuffle(found)  # type: ignore[attr-defined]
    assert evidence_text(merge_evidence(parsed(text), found).records) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: expected a list"),
        ("{}", "1:1: expected a list"),
        ("[\n{]", "2:2: this is no valid JSON"),
        ("[\n<<<<<<< HEAD\n{}\n]", "2:1: this is no valid JSON"),
        (
            '[\n{"date": "2026-05-01", "outcome": "executed", "technique": "T1046"}\n{}]',
            "3:1: expected a comma",
        ),
        ("[]\nx", "2:1: nothing may follow"),
        ("[", "1:2: this is no valid JSON"),
        ("[" * 200_000, "this value cannot be read"),
        ("[1]", "1:2: expected a record"),
        ('[{"date": 2026}]', "date has to be a text"),
        (
            '[{"date": "2026-05-01", "outcome": "worked", "technique": "T1046"}]',
            "outcome 'worked' is none of detected,",
        ),
        ('[{"date": "someday", "outcome": "missed", "technique": "T1046"}]', "date 'someday' is no day"),
        (
            '[{"date": "2026-05-01", "outcome": "missed"}]',
            "names neither a rule, nor a test, nor a technique",
        ),
        ('[{"date": "2026-05-01", "outcome": "missed", "test": "7"}]', "test '7' is not of the form"),
        (
            '[{"date": "2026-05-01", "outcome": "missed", "technique": "scan"}]',
            "technique 'scan' is not of the form",
        ),
        ('[{"date": "2026-05-01", "outcome": "missed", "guid": "7"}]', "unknown key 'guid'; known are date,"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(EvidenceError, match=r"^evidence\.json:\d+:\d+: ") as refused:
        parsed(text)
    assert message in str(refused.value)


def test_a_file_that_is_absent_is_empty_and_one_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert read_evidence(tmp_path / "evidence.json", "evidence.json") == ()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("gone")
    (tmp_path / "latin").write_bytes(b'[{"note": "\xe9"}]')
    for name in ("folder", "link", "latin"):
        with pytest.raises(KbgenError, match=f"^{name}:"):
            read_evidence(tmp_path / name, name)


def test_several_files_count_together_and_what_they_share_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(evidence_text([RUN]), encoding="utf-8")
    (tmp_path / "b.json").write_text(evidence_text([RUN, FIRED]), encoding="utf-8-sig")
    found = read_evidence_files(("a.json", "b.json", "gone.json"), tmp_path)
    assert [(record.origin.path, record.outcome.value) for record in found] == [
        ("a.json", "executed"),
        ("b.json", "detected"),
    ]


def test_a_record_that_is_there_already_is_not_added_whatever_file_it_comes_from() -> None:
    merged = merge_evidence([RUN], [replace(RUN, source="copy of x.csv", origin=Location("y", 9)), FIRED])
    assert merged.records == (RUN, FIRED)
    assert merged.added == (FIRED,)
    assert merged.replaced == ()


def test_an_evaluation_of_recorded_events_takes_the_place_of_an_earlier_one() -> None:
    repaired = replace(REPLAYED, outcome=Outcome.DETECTED)
    merged = merge_evidence([REPLAYED, RUN], [repaired])
    assert merged.records == (RUN, repaired)
    assert (merged.added, merged.replaced) == ((repaired,), (REPLAYED,))


def test_what_could_not_be_evaluated_takes_the_place_of_nothing_that_could() -> None:
    unknown = replace(REPLAYED, outcome=Outcome.NOT_EVALUATED, note="no backend")
    assert merge_evidence([REPLAYED], [unknown]).records == (REPLAYED,)
    assert merge_evidence([unknown], [REPLAYED]).records == (REPLAYED,)
    other = replace(unknown, note="another reason")
    assert merge_evidence([unknown], [other]).records == (other,)


def test_runs_never_take_the_place_of_runs() -> None:
    missed = replace(FIRED, outcome=Outcome.MISSED)
    assert merge_evidence([FIRED], [missed]).records == (FIRED, missed)
