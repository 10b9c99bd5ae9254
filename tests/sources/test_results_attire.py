"""ATTiRe logs."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.results import read_results
from kbgen.sources.results_model import Known, Reading, Results

GUID = "11111111-2222-4333-8444-555555555555"


def procedure(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "procedure-name": "Scan a port",
        "procedure-description": "Looks for open ports.",
        "procedure-id": {"type": "guid", "id": GUID},
        "mitre-technique-id": "T1046",
        "order": 1,
        "steps": [
            {
                "command": "nc -z 192.0.2.1 80",
                "executor": "sh",
                "order": 1,
                "output": [{"content": "secret", "level": "STDOUT", "type": "console"}],
                "time-start": "2026-05-01T22:00:00.000Z",
                "time-stop": "2026-05-01T22:00:01.000Z",
            }
        ],
    }
    return {**values, **changes}


def log(*procedures: Any) -> dict[str, Any]:
    return {
        "attire-version": "1.1",
        "execution-data": {
            "execution-source": "example",
            "target": {"user": "kim", "host": "HOST-1", "ip": "192.0.2.7", "path": "PATH=/bin"},
            "time-generated": "2026-05-03T00:00:00.000Z",
        },
        "procedures": list(procedures),
    }


def read(folder: Path, content: Any, encoding: str = "utf-8", reading: Reading | None = None) -> Results:
    path = folder / "attire.json"
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    path.write_bytes(text.encode(encoding))
    return read_results(path, reading or Reading())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_procedure_is_an_execution_and_nothing_else_of_it_is_kept(tmp_path: Path, encoding: str) -> None:
    results = read(tmp_path, log(procedure()), encoding)
    assert results.form == "ATTiRe log"
    (record,) = results.records
    assert record == Evidence(
        Outcome.EXECUTED,
        dt.date(2026, 5, 1),
        record.origin,
        test=GUID,
        technique="T1046",
        note="host HOST-1",
        source="attire.json",
    )


def test_a_list_of_one_may_be_the_one_and_the_time_that_of_the_log(tmp_path: Path) -> None:
    content = log()
    content["procedures"] = procedure(steps={})
    (record,) = read(tmp_path, content).records
    assert record.day == dt.date(2026, 5, 3)


def test_a_procedure_without_a_guid_is_found_by_its_name(tmp_path: Path) -> None:
    content = log(procedure(**{"procedure-id": {"type": "other", "id": "7"}}))
    known = Known(tests={("T1046", "scan a port"): GUID})
    (record,) = read(tmp_path, content, reading=Reading(known=lambda: known)).records
    assert record.test == GUID
    (record,) = read(tmp_path, content).records
    assert (record.test, record.technique, record.note) == ("", "T1046", "test Scan a port, host HOST-1")


def test_several_logs_may_be_in_a_list_or_behind_one_another(tmp_path: Path) -> None:
    text = json.dumps(log(procedure()))
    assert len(read(tmp_path, text + "\n" + text).records) == 2
    assert len(read(tmp_path, f"[{text},{text}]").records) == 2


def test_procedures_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    nameless = procedure(**{"procedure-id": None, "mitre-technique-id": ""})
    timeless = procedure(steps=[{"time-start": "soon"}])
    results = read(tmp_path, log(nameless, timeless, 7, procedure()))
    assert len(results.records) == 1
    assert [str(item) for item in results.left_out] == [
        "attire.json:1: procedure 1 (Scan a port) names neither a test nor a technique",
        "attire.json:1: procedure 2 (Scan a port) has no date that can be read: 'soon'",
        "attire.json:1: procedure 3 names neither a test nor a technique",
    ]


def test_odd_shapes_are_no_reason_to_fail(tmp_path: Path) -> None:
    odd = {
        "attire-version": 1,
        "execution-data": "",
        "procedures": [procedure(**{"procedure-name": 5}), None, []],
    }
    results = read(tmp_path, odd)
    assert [record.note for record in results.records] == [""]
    assert len(results.left_out) == 2
