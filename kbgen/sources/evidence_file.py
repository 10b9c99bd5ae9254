"""Files of evidence: a JSON array with one record in each line, so that a difference between two versions can be read.

A record is an object of texts: ``date`` and ``outcome``, at least one of ``rule``, ``test`` and ``technique``, and where
there is more to say ``platform``, ``note`` and ``source``. Records are sorted, and none is there twice. A file that a
person or a tool has laid out otherwise is read all the same.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.source import Location
from kbgen.sources.evidence import INFO_FILE, Evidence, Outcome
from kbgen.sources.evidence_day import day_of
from kbgen.sources.evidence_json import JsonReader
from kbgen.sources.evidence_text import EvidenceError, Text, guid_of, one_line, read_text, techniques_of

KEYS = ("date", "outcome", "rule", "test", "technique", "platform", "note", "source")
"""The keys of a record, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Evidence that was brought together."""

    records: tuple[Evidence, ...]
    """All of it, sorted."""
    added: tuple[Evidence, ...]
    """What is new in it, sorted."""
    replaced: tuple[Evidence, ...]
    """What gave way to a later evaluation of the same recorded events."""


def read_evidence_files(
    names: Iterable[str], vault: Path, limits: InputLimits = DEFAULT_LIMITS
) -> tuple[Evidence, ...]:
    """Return the records of files of evidence, each once; files that do not exist have none.

    Args:
        names: the files, relative to the vault.
        vault: the vault's folder.
        limits: how much of a file is read.

    Raises:
        EvidenceError: a file cannot be read or is damaged; the message names file and line.
    """
    found: dict[tuple[str, ...], Evidence] = {}
    for name in names:
        for record in read_evidence(vault / name, name, limits):
            found.setdefault(_identity(record), record)
    return tuple(found.values())


def read_evidence(path: Path, name: str, limits: InputLimits = DEFAULT_LIMITS) -> tuple[Evidence, ...]:
    """Return the records of one file of evidence, in its order; raises what `read_evidence_files` raises."""
    if not path.exists() and not path.is_symlink():
        return ()
    return parse_evidence(read_text(path, name, limits))


def parse_evidence(text: Text) -> tuple[Evidence, ...]:
    """Return the records of a text; raises what `read_evidence_files` raises."""
    if not text.encoding.startswith("utf-"):
        raise EvidenceError(f"{text.name}:1: the file is not UTF-8")
    return tuple(_record(value, place) for place, value in JsonReader(text).elements())


def evidence_text(records: Iterable[Evidence]) -> str:
    """Return the text of a file that holds these records, in order."""
    written = ",\n".join(json.dumps(as_values(record), ensure_ascii=False) for record in in_order(records))
    return f"[\n{written}\n]\n" if written else "[]\n"


def as_values(record: Evidence) -> dict[str, str]:
    """Return a record as the file holds it, without what is empty."""
    values = (record.day.isoformat(), record.outcome.value, record.rule, record.test, record.technique)
    more = (record.platform, record.note, record.source)
    return {key: value for key, value in zip(KEYS, (*values, *more), strict=True) if value}


def in_order(records: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return records by day, rule, test, technique, platform, outcome and note."""
    return tuple(sorted(records, key=lambda record: (*_identity(record), record.source)))


def merge_evidence(old: Iterable[Evidence], new: Iterable[Evidence]) -> Merged:
    """Return old and new records together; what is old stays, what says the same is there once.

    The outcome of a rule on the recorded events of a source is different: it follows from the rule as it is now, so a new
    one takes the place of the old one, unless nothing could be evaluated this time.
    """
    found = {_identity(record): record for record in old}
    added: dict[tuple[str, ...], Evidence] = {}
    replaced: list[Evidence] = []
    places = {_place(record): key for key, record in found.items() if _place(record)}
    for record in in_order(new):
        key, place = _identity(record), _place(record)
        older = found.get(places.get(place, ()))
        if key in found or (older is not None and _says_less(record, older)):
            continue
        if older is not None:
            del found[_identity(older)]
            if added.pop(_identity(older), None) is None:
                replaced.append(older)
        found[key] = added[key] = record
        if place:
            places[place] = key
    return Merged(in_order(found.values()), in_order(added.values()), in_order(replaced))


def _identity(record: Evidence) -> tuple[str, ...]:
    named = (record.day.isoformat(), record.rule, record.test, record.technique, record.platform)
    return (*named, record.outcome.value, record.note)


def _place(record: Evidence) -> tuple[str, ...]:
    """Return which recorded events a record is about; empty where it is about a run."""
    return (record.source, record.rule) if record.source.rpartition("/")[2] == INFO_FILE else ()


def _says_less(record: Evidence, older: Evidence) -> bool:
    return record.outcome is Outcome.NOT_EVALUATED and older.outcome is not Outcome.NOT_EVALUATED


def _record(value: object, place: Location) -> Evidence:
    if not isinstance(value, dict):
        raise EvidenceError(f'{place}: expected a record such as {{"date": "2026-05-01", …}}')
    for key, text in value.items():
        if key not in KEYS:
            raise EvidenceError(f"{place}: unknown key {key!r}; known are {', '.join(KEYS)}")
        if not isinstance(text, str):
            raise EvidenceError(f"{place}: {key} has to be a text")
    texts = {key: one_line(value.get(key, ""), len(value.get(key, "")) + 1) for key in KEYS}
    day = _day(texts["date"], place)
    outcome = next((each for each in Outcome if each.value == texts["outcome"].casefold()), None)
    if outcome is None:
        known = ", ".join(each.value for each in Outcome)
        raise EvidenceError(f"{place}: outcome {texts['outcome']!r} is none of {known}")
    if not (texts["rule"] or texts["test"] or texts["technique"]):
        raise EvidenceError(f"{place}: the record names neither a rule, nor a test, nor a technique")
    record = Evidence(outcome, day, place, guid_of(texts["rule"]) or texts["rule"])
    return replace(
        record,
        test=_exactly("test", texts["test"], guid_of(texts["test"]), "a GUID", place),
        technique=_exactly(
            "technique",
            texts["technique"],
            "".join(techniques_of(texts["technique"])[:1]),
            "T1059.001",
            place,
        ),
        platform=texts["platform"],
        note=texts["note"],
        source=texts["source"],
    )


def _day(text: str, place: Location) -> dt.date:
    day = day_of(text)
    if day is None:
        raise EvidenceError(f"{place}: date {text!r} is no day such as 2026-05-01")
    return day


def _exactly(key: str, text: str, found: str, expected: str, place: Location) -> str:
    if text and not found:
        raise EvidenceError(f"{place}: {key} {text!r} is not of the form {expected}")
    return found
