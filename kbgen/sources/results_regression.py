"""Recorded events of rules: folders of regression tests as SigmaHQ keeps them beside its rules.

An ``info.yml`` names the rule (``rule_metadata[].id``), the day (``date``) and its recordings
(``regression_tests_info[]`` with ``type``, ``path`` and, mostly, ``match_count``). Beside it lie the recordings: the log
itself (``.evtx``) and its events as JSON, one value or several behind one another. A rule is detected by them only where it
really matches one of the events; whether it does, a function tells that is handed in.
"""

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kbgen.errors import KbgenError
from kbgen.settings import InputLimits
from kbgen.source import Location
from kbgen.sources.evidence import INFO_FILE, Evidence, Outcome
from kbgen.sources.evidence_day import day_of
from kbgen.sources.evidence_json import JsonReader
from kbgen.sources.evidence_text import EvidenceError, Text, guid_of, one_line, read_text
from kbgen.sources.input_content import too_large
from kbgen.sources.results_model import LeftOut, Reading, Results
from kbgen.vault.yaml12 import load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

FORM = "recorded events of rules"
_EVENTS = ".json"
_PLATFORMS = {"evtx": "Windows"}
_BEST_FIRST = (Outcome.DETECTED, Outcome.MISSED, Outcome.NOT_EVALUATED)


@dataclass(frozen=True, slots=True)
class _Info:
    """What an ``info.yml`` says."""

    name: str
    """Its path, from the folder that was given or, where its recordings say so, from the repository's root."""
    place: Location
    """Where its date stands."""
    day: dt.date
    rules: tuple[str, ...]
    """UUIDs of rules."""
    recordings: tuple["_Recording", ...]


@dataclass(frozen=True, slots=True)
class _Recording:
    """A recording that an ``info.yml`` names."""

    path: str
    """As written: from the repository's root."""
    type: str
    expected: str
    """Number of events that the rule should match, as written; may be empty."""


def read_regression(root: Path, reading: Reading) -> Results:
    """Return what the recorded events below a folder show of the rules of the knowledge base.

    Args:
        root: a folder, or one ``info.yml``.
        reading: how results are read; rules that are not known there are counted and left out.

    Raises:
        EvidenceError: there is no ``info.yml`` with a rule, or a folder cannot be listed.
        InputError: the files are larger than a limit.
    """
    folder = root if root.is_dir() else root.parent
    found: list[Evidence] = []
    left_out: list[LeftOut] = []
    unknown = 0
    for path in _info_files(root, reading.limits):
        name = path.relative_to(folder).as_posix()
        info = _described(path, name, reading.limits)
        if isinstance(info, LeftOut):
            left_out.append(info)
        if not isinstance(info, _Info) or not info.recordings:
            continue
        texts = reading.known().texts
        unknown += sum(rule not in texts for rule in info.rules)
        found += (_evidence(rule, info, path.parent, reading) for rule in info.rules if rule in texts)
    if not found and not left_out and not unknown:
        raise EvidenceError(f"{root}: no {INFO_FILE} with rules and recorded events is in this folder")
    return Results(FORM, tuple(found), tuple(left_out), unknown_rules=unknown)


def _info_files(root: Path, limits: InputLimits) -> Iterator[Path]:
    """Yield the files that describe recordings, in order; refuse a folder with more than is to be read."""
    if not root.is_dir():
        yield root
        return
    found: list[Path] = []
    total = 0
    for directory, folders, files in os.walk(root, onerror=_unlisted):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if INFO_FILE in files:
            found.append(Path(directory, INFO_FILE))
            read = (Path(directory, name) for name in files if name == INFO_FILE or name.endswith(_EVENTS))
            total += sum(path.lstat().st_size for path in read)
            if total > limits.max_input_bytes:
                raise too_large(str(root), limits)
    yield from sorted(found)


def _unlisted(error: OSError) -> None:
    raise EvidenceError(f"{error.filename}: cannot be listed: {error.strerror}") from None


def _described(path: Path, name: str, limits: InputLimits) -> _Info | LeftOut | None:
    """Return what an ``info.yml`` says, or why it says nothing; None for one that is about something else than rules."""
    try:
        text = read_text(path, name, limits).text
    except KbgenError as error:
        return LeftOut(Location(name), str(error).removeprefix(f"{name}: "))
    loaded = load_yaml(text)
    if isinstance(loaded, YamlFault):
        place = Location(name, loaded.line, loaded.column)
        return LeftOut(place, f"this is no valid YAML: {loaded.message}")
    root = loaded.root
    if not isinstance(root, YamlMap) or root.get("rule_metadata") is None:
        return None
    date, node = _text(root, "date"), root.get("date")
    place = Location(name, node.line if node is not None else 1)
    day = day_of(date)
    if day is None:
        return LeftOut(place, f"{date!r} is no date")
    rules = (guid_of(_text(item, "id")) for item in _maps(root.get("rule_metadata")))
    recordings = tuple(_recordings(root))
    parent = PurePosixPath(recordings[0].path).parent if recordings else PurePosixPath()
    whole = (parent / INFO_FILE).as_posix() if len(parent.parts) > 1 else name
    return _Info(one_line(whole), place, day, tuple(filter(None, rules)), recordings)


def _recordings(root: YamlMap) -> Iterator[_Recording]:
    for item in _maps(root.get("regression_tests_info")):
        yield _Recording(
            _text(item, "path").replace("\\", "/"), _text(item, "type").casefold(), _text(item, "match_count")
        )


def _evidence(rule: str, info: _Info, folder: Path, reading: Reading) -> Evidence:
    text = reading.known().texts[rule]
    outcomes = [_played(text, recording, folder, reading) for recording in info.recordings]
    outcome, note = min(outcomes, key=lambda found: _BEST_FIRST.index(found[0]))
    types = {recording.type for recording in info.recordings}
    platform = _PLATFORMS.get(types.pop(), "") if len(types) == 1 else ""
    return Evidence(
        outcome, info.day, info.place, rule=rule, platform=platform, note=one_line(note), source=info.name
    )


def _played(rule: str, recording: _Recording, folder: Path, reading: Reading) -> tuple[Outcome, str]:
    """Return whether a rule matches the events of a recording, and what is to be said about that."""
    name = PurePosixPath(recording.path).stem + _EVENTS
    path = folder / name
    if not path.is_file() or path.is_symlink():
        return Outcome.NOT_EVALUATED, f"its events are not there as JSON ({name})"
    try:
        events = _events(read_text(path, name, reading.limits))
    except KbgenError as error:
        return Outcome.NOT_EVALUATED, str(error)
    matches = [reading.evaluate(rule, event) for event in events]
    matched = sum(match.matched is True for match in matches)
    reason = next((match.reason for match in matches if match.matched is None), "")
    if not matched and (reason or not events):
        return Outcome.NOT_EVALUATED, reason or f"{name} has no events"
    expected = f", {recording.expected} expected" if recording.expected not in {"", str(matched)} else ""
    outcome = Outcome.DETECTED if matched else Outcome.MISSED
    return outcome, f"{matched} of {len(events)} recorded events match{expected}"


def _events(text: Text) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for value in JsonReader(text).values():
        items = value if isinstance(value, list) else [value]
        found += (item for item in items if isinstance(item, dict))
    return found


def _maps(node: YamlNode | None) -> Iterator[YamlMap]:
    items = node.items if isinstance(node, YamlList) else ()
    return (item for item in items if isinstance(item, YamlMap))


def _text(node: YamlMap, name: str) -> str:
    value = node.get(name)
    return value.text.strip() if isinstance(value, YamlScalar) else ""
