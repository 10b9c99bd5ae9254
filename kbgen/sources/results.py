"""Results of runs: what was run and what fired, from the files that tools write. Nothing in them is ever run.

Told by content: a folder holds recorded events of rules; JSON is an ATTiRe log, or evidence of another vault; anything
else is a table, which is a log of Invoke-AtomicRedTeam where it has the columns of one and none for outcomes.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kbgen.sources.evidence import INFO_FILE, Evidence
from kbgen.sources.evidence_file import parse_evidence
from kbgen.sources.evidence_json import JsonReader
from kbgen.sources.evidence_text import EvidenceError, Text, read_text
from kbgen.sources.input_content import InputError
from kbgen.sources.results_atomic_log import is_atomic_log, read_atomic_log
from kbgen.sources.results_attire import is_attire, read_attire
from kbgen.sources.results_columns import Field, find_columns
from kbgen.sources.results_model import LeftOut, Reading, Results
from kbgen.sources.results_outcomes import read_outcomes
from kbgen.sources.results_regression import read_regression
from kbgen.sources.results_table import read_table

EVIDENCE_FORM = "evidence"


def read_results(path: Path, reading: Reading) -> Results:
    """Return what a file or folder of results shows.

    Raises:
        KbgenError: it cannot be read, is larger than a limit, or has no known format; the message names the place.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    if path.is_dir() or path.name == INFO_FILE:
        found = read_regression(path, reading)
    else:
        found = _read_file(read_text(path, path.name, reading.limits), reading)
    return _believable(found, reading.today)


def _read_file(text: Text, reading: Reading) -> Results:
    if text.text.lstrip()[:1] in {"{", "["}:
        return _read_json(text, reading)
    table = read_table(text)
    columns = find_columns(table, reading.columns, text.name)
    if is_atomic_log(table) and not columns.has(Field.OUTCOME):
        return read_atomic_log(table, columns, reading)
    return read_outcomes(table, columns, text.name, reading)


def _read_json(text: Text, reading: Reading) -> Results:
    values = [
        item
        for value in JsonReader(text).values()
        for item in (value if isinstance(value, list) else [value])
    ]
    if values and all(map(is_attire, values)):
        return read_attire(values, text.name, reading)
    if text.text.lstrip().startswith("["):
        return Results(EVIDENCE_FORM, parse_evidence(text))
    raise EvidenceError(f"{text.name}:1: this JSON is neither an ATTiRe log nor a list of records")


def _believable(found: Results, today: dt.date | None) -> Results:
    """Return results without those of days that are still to come."""
    if today is None:
        return found
    future = [record for record in found.records if record.day > today]
    return replace(
        found,
        records=tuple(record for record in found.records if record.day <= today),
        left_out=(*found.left_out, *_future(future)),
    )


def _future(records: Iterable[Evidence]) -> Iterable[LeftOut]:
    return (LeftOut(record.origin, f"{record.day.isoformat()} is still to come") for record in records)
