"""Which form results have is told by their content."""

import datetime as dt
from pathlib import Path

import pytest

from kbgen.errors import KbgenError
from kbgen.settings import InputLimits
from kbgen.sources.evidence_file import evidence_text
from kbgen.sources.results import read_results
from kbgen.sources.results_model import NOTHING_KNOWN, Reading, not_evaluated

TABLE = "MITRE ID,Outcome,Date\nT1046,Alerted,2026-05-01\nT1046,Alerted,2026-05-02\n"


def written(folder: Path, text: str, name: str = "results.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_evidence_of_another_vault_is_read_as_it_is(tmp_path: Path) -> None:
    records = read_results(written(tmp_path, TABLE), Reading()).records
    results = read_results(written(tmp_path, evidence_text(records), "evidence.json"), Reading())
    assert results.form == "evidence"
    assert evidence_text(results.records) == evidence_text(records)


def test_days_that_are_still_to_come_are_left_out_with_their_line(tmp_path: Path) -> None:
    results = read_results(written(tmp_path, TABLE), Reading(today=dt.date(2026, 5, 1)))
    assert [record.day.isoformat() for record in results.records] == ["2026-05-01"]
    assert [str(item) for item in results.left_out] == ["results.txt:3: 2026-05-02 is still to come"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "results.txt:1: the file is empty"),
        ('{"a": 1}', "results.txt:1: this JSON is neither an ATTiRe log nor a list of records"),
        ('{"a": 1', "results.txt:1:8: this is no valid JSON"),
        ("[1]", "results.txt:1:2: expected a record"),
        ("<html>\n", "results.txt:1: no column is known to hold the outcome"),
        ("MZ\0\0", "results.txt:1:3: a zero byte"),
    ],
)
def test_what_has_no_known_form_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(KbgenError) as refused:
        read_results(written(tmp_path, text), Reading())
    assert str(refused.value).startswith(message)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match=r"gone\.csv: there is no such file or folder"):
        read_results(tmp_path / "gone.csv", Reading())


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="max_input_bytes"):
        read_results(written(tmp_path, TABLE), Reading(limits=InputLimits(max_input_bytes=20)))


def test_nothing_is_known_and_nothing_evaluated_by_default() -> None:
    assert Reading().known() is NOTHING_KNOWN
    assert not_evaluated("title: x", {}).matched is None
