"""Evidence that a person writes into the front matter of a rule or of a note with tests.

Form: ``evidence: [{date: 2026-05-01, outcome: detected, test: <guid>, platform: Windows, note: …}]``. In a rule's note the
rule is the note's own; in a note with tests ``rule`` names one, and ``test`` may be left out where there is only one.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.source import Location
from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.evidence_day import day_of
from kbgen.sources.evidence_text import guid_of, one_line
from kbgen.vault.document import FrontMatter
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

PROPERTY = "evidence"
KEYS = ("date", "outcome", "rule", "test", "platform", "note")
"""The keys of an entry."""
_CODE = "KB721"
_EXAMPLE = "write [{date: 2026-05-01, outcome: detected}]"


@dataclass(frozen=True, slots=True)
class Holder:
    """The note that states evidence."""

    path: str
    """Vault path."""
    rule: str = ""
    """The path again where the note holds a rule; empty where it holds tests."""
    tests: tuple[str, ...] = ()
    """GUIDs of the tests that it holds."""


class _Fault(Exception):  # noqa: N818 (it never leaves this module)
    def __init__(self, message: str, node: YamlNode, hint: str = "") -> None:
        super().__init__(message)
        self.node = node
        self.hint = hint


def read_property(fields: FrontMatter, holder: Holder) -> Iterator[Evidence | Diagnostic]:
    """Yield the records of a note's front matter, and KB721 for each that cannot be used."""
    node = fields.get(PROPERTY)
    if node is None or (isinstance(node, YamlScalar) and node.value is None):
        return
    entries: Sequence[YamlNode] = node.items if isinstance(node, YamlList) else [node]
    for entry in entries:
        try:
            yield _record(entry, holder)
        except _Fault as fault:
            place = Location(holder.path, fault.node.line, fault.node.column)
            yield Diagnostic(_CODE, Severity.WARNING, f"evidence is not used: {fault}", place, fault.hint)


def _record(entry: YamlNode, holder: Holder) -> Evidence:
    if not isinstance(entry, YamlMap):
        raise _Fault("this is no record", entry, _EXAMPLE)
    values = {key.text: (key, value) for key, value in entry.entries}
    for name, (key, value) in values.items():
        if name not in KEYS:
            near = get_close_matches(name, KEYS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(KEYS)}"
            raise _Fault(f"{name!r} is unknown", key, hint)
        if not isinstance(value, YamlScalar):
            raise _Fault(f"{name} has to be one value", value)
    return Evidence(
        outcome=_outcome(entry),
        day=_day(entry),
        origin=Location(holder.path, entry.line, entry.column),
        rule=_rule(entry, holder),
        test=_test(entry, holder),
        platform=_text(entry, "platform"),
        note=one_line(_text(entry, "note")),
    )


def _day(entry: YamlMap) -> dt.date:
    text = _text(entry, "date")
    if not text:
        raise _Fault("it has no date", entry, _EXAMPLE)
    day = day_of(text)
    if day is None:
        raise _Fault(f"{text!r} is no day", entry.get("date") or entry, "write YYYY-MM-DD")
    return day


def _outcome(entry: YamlMap) -> Outcome:
    text = _text(entry, "outcome")
    known = [outcome.value for outcome in Outcome]
    if not text:
        raise _Fault("it has no outcome", entry, f"use one of {', '.join(known)}")
    for outcome in Outcome:
        if outcome.value == text.casefold():
            return outcome
    near = get_close_matches(text.casefold(), known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"use one of {', '.join(known)}"
    raise _Fault(f"{text!r} is no outcome", entry.get("outcome") or entry, hint)


def _rule(entry: YamlMap, holder: Holder) -> str:
    text = _text(entry, "rule")
    if holder.rule and text:
        raise _Fault("the rule is the note's own", entry.get("rule") or entry, "take rule out")
    return holder.rule or guid_of(text) or one_line(text)


def _test(entry: YamlMap, holder: Holder) -> str:
    text = _text(entry, "test")
    if text:
        guid = guid_of(text)
        if not guid:
            hint = "write the test's auto_generated_guid"
            raise _Fault(f"{text!r} is no GUID", entry.get("test") or entry, hint)
        return guid
    if holder.rule or len(holder.tests) == 1:
        return "".join(holder.tests)
    message = f"it names none of the note's {len(holder.tests)} tests" if holder.tests else "it names no test"
    raise _Fault(message, entry, "add test with the GUID of the test that was run")


def _text(entry: YamlMap, name: str) -> str:
    value = entry.get(name)
    return value.text.strip() if isinstance(value, YamlScalar) and value.value is not None else ""
