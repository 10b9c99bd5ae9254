"""The log of Invoke-AtomicRedTeam."""

import datetime as dt
from pathlib import Path

import pytest

from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.evidence_day import DayOrder
from kbgen.sources.results import read_results
from kbgen.sources.results_model import Known, Reading, Results

GUID = "11111111-2222-4333-8444-555555555555"
LATER = (
    '"Execution Time (UTC)","Execution Time (Local)","Technique","Test Number","Test Name","Hostname","IP Address",'
    '"Username","GUID","ProcessId","ExitCode"\r\n'
)
RUN = (
    '"2026-05-01T22:30:00Z","2026-05-02T00:30:00","T1046","1","Scan a port","HOST-1","192.0.2.7","HOST-1\\kim",'
    f'"{GUID.upper()}","4242","0"\r\n'
)


def read(folder: Path, data: bytes | str, reading: Reading | None = None) -> Results:
    path = folder / "log.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_results(path, reading or Reading())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_run_is_an_execution_on_the_day_in_utc_and_says_nothing_of_a_rule(
    tmp_path: Path, encoding: str
) -> None:
    results = read(tmp_path, (LATER + RUN).encode(encoding))
    assert results.form == "log of Invoke-AtomicRedTeam"
    (record,) = results.records
    assert record == Evidence(
        Outcome.EXECUTED,
        dt.date(2026, 5, 1),
        record.origin,
        test=GUID,
        technique="T1046",
        note="host HOST-1",
        source="log.csv",
    )
    assert (record.origin.path, record.origin.line) == ("log.csv", 2)


def test_addresses_and_names_of_users_are_not_kept(tmp_path: Path) -> None:
    assert not {"192.0.2.7", "kim"} & set(str(read(tmp_path, LATER + RUN).records).replace("\\", " ").split())


def test_an_exit_code_that_is_not_zero_is_noted(tmp_path: Path) -> None:
    (record,) = read(tmp_path, LATER + RUN.replace('"0"', '"-1073741502"')).records
    assert (record.outcome, record.note) == (Outcome.EXECUTED, "host HOST-1, exit code -1073741502")


def test_semicolons_and_a_line_with_the_type_are_read(tmp_path: Path) -> None:
    text = "#TYPE System.Object\r\n" + (LATER + RUN).replace('","', '";"')
    assert [record.test for record in read(tmp_path, text).records] == [GUID]


def test_names_of_several_lines_keep_the_lines_of_later_rows(tmp_path: Path) -> None:
    found = read(tmp_path, LATER + RUN.replace("Scan a port", "Scan\r\na, port") + RUN)
    assert [record.origin.line for record in found.records] == [2, 4]


EARLIER = (
    '"Execution Time (UTC)","Execution Time (Local)","Technique","Test Number","Test Name","Hostname"\r\n'
)


def test_a_log_without_guids_finds_the_test_by_its_name(tmp_path: Path) -> None:
    row = '"2026-05-01T22:30:00Z","","T1046","1","Scan  a Port","H"\r\n'
    known = Known(tests={("T1046", "scan a port"): GUID})
    (record,) = read(tmp_path, EARLIER + row, Reading(known=lambda: known)).records
    assert (record.test, record.note) == (GUID, "host H")
    (record,) = read(tmp_path, EARLIER + row).records
    assert (record.test, record.technique, record.note) == ("", "T1046", "test Scan a Port, host H")


def test_a_spreadsheet_may_have_changed_the_times(tmp_path: Path) -> None:
    rows = "".join(f'"{day}/2026 22:30","","T1046","1","x","H"\r\n' for day in ("5/1", "5/14"))
    days = [record.day.isoformat() for record in read(tmp_path, EARLIER + rows).records]
    assert days == ["2026-05-01", "2026-05-14"]
    alone = EARLIER + '"5/1/2026 22:30","","T1046","1","x","H"\r\n'
    assert [str(item) for item in read(tmp_path, alone).left_out] == [
        "log.csv:2: day and month cannot be told apart in '5/1/2026 22:30'; say --day-first or --month-first"
    ]
    (record,) = read(tmp_path, alone, Reading(order=DayOrder.DAY_FIRST)).records
    assert record.day == dt.date(2026, 1, 5)


def test_rows_without_a_day_or_a_name_are_left_out_with_their_line(tmp_path: Path) -> None:
    text = EARLIER + '"","","T1046","1","x","H"\r\n"2026-05-01T22:30:00Z","","","1","x","H"\r\n'
    results = read(tmp_path, text)
    assert results.records == ()
    assert [str(item) for item in results.left_out] == [
        "log.csv:2: the row has no date",
        "log.csv:3: the row names neither a test nor a technique",
    ]


def test_with_a_column_for_outcomes_it_is_a_table_of_outcomes(tmp_path: Path) -> None:
    text = LATER.replace('"ExitCode"', '"ExitCode","Outcome","Rule"') + RUN.replace(
        '"0"', '"0","Detected","Port Scan"'
    )
    (record,) = read(tmp_path, text).records
    assert (record.outcome, record.rule, record.test, record.day.isoformat()) == (
        Outcome.DETECTED,
        "Port Scan",
        GUID,
        "2026-05-01",
    )
