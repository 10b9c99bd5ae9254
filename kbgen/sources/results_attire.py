"""ATTiRe: logs of executed attack steps as JSON, which Invoke-AtomicRedTeam and other tools write.

Read are ``execution-data`` (``target.host``, ``time-generated``) and of each of ``procedures`` its ``procedure-name``,
``procedure-id``, ``mitre-technique-id`` and the first ``time-start`` of its ``steps``. The log shows that something was run,
never what came of it. Commands, their output, addresses and names of users are not kept.

Specification: ATTiRe 1.1.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from kbgen.source import Location
from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.evidence_day import day_of
from kbgen.sources.evidence_text import guid_of, one_line, techniques_of
from kbgen.sources.results_model import LeftOut, Reading, Results

FORM = "ATTiRe log"


def is_attire(value: object) -> bool:
    """Tell whether a value of JSON is a log of this form."""
    return isinstance(value, dict) and ("attire-version" in value or "procedures" in value)


def read_attire(logs: Sequence[object], name: str, reading: Reading) -> Results:
    """Return what logs show.

    Args:
        logs: the values of the file.
        name: the file's name.
        reading: how results are read.
    """
    found = [entry for log in logs for entry in _entries(log, Location(name), reading)]
    return Results(
        FORM,
        tuple(entry for entry in found if isinstance(entry, Evidence)),
        tuple(entry for entry in found if isinstance(entry, LeftOut)),
    )


def _entries(log: object, place: Location, reading: Reading) -> Iterator[Evidence | LeftOut]:
    about = _map(_map(log).get("execution-data"))
    host = _text(_map(about.get("target")).get("host"))
    for number, procedure in enumerate(_list(_map(log).get("procedures")), start=1):
        yield _entry(_map(procedure), number, host, _text(about.get("time-generated")), place, reading)


def _entry(
    procedure: dict[str, Any], number: int, host: str, generated: str, place: Location, reading: Reading
) -> Evidence | LeftOut:
    name = _text(procedure.get("procedure-name"))
    shown = f"procedure {number}" + (f" ({one_line(name, 80)})" if name else "")
    starts = (_text(_map(step).get("time-start")) for step in _list(procedure.get("steps")))
    time = next((text for text in starts if text), generated)
    day = day_of(time)
    if day is None:
        return LeftOut(place, f"{shown} has no date that can be read: {time!r}")
    technique = "".join(techniques_of(_text(procedure.get("mitre-technique-id")))[:1])
    folded = " ".join(name.casefold().split())
    test = guid_of(_text(_map(procedure.get("procedure-id")).get("id")))
    test = test or (reading.known().tests.get((technique, folded), "") if name else "")
    if not test and not technique:
        return LeftOut(place, f"{shown} names neither a test nor a technique")
    notes = ([] if test or not name else [f"test {name}"]) + ([f"host {host}"] if host else [])
    note = one_line(", ".join(notes))
    return Evidence(
        Outcome.EXECUTED, day, place, test=test, technique=technique, note=note, source=place.path
    )


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    """Return a list; PowerShell writes a list of one as the one."""
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
