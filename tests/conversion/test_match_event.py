"""A rule and an event: the verdicts of Sigma's specification, or the reason why there is none.

Expected values are those of the specification's text on modifiers and wildcards; patterns are also compared with a
matcher that is written from it, over texts that pick on escapes.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.conversion import languages
from kbgen.conversion.languages import PYSIGMA, installed_versions
from kbgen.conversion.match_event import DISTRIBUTION, matches
from kbgen.sources.results_model import Match

needs_backend = pytest.mark.skipif(
    not installed_versions(PYSIGMA, DISTRIBUTION), reason="the extra kbgen[sigma] is not installed"
)

HEAD = "title: Any\nlogsource: {product: any}\n"


def rule(selection: object, condition: str = "selection", **others: object) -> str:
    detection = json.dumps({"selection": selection, **others, "condition": condition}, ensure_ascii=False)
    return f"{HEAD}detection: {detection}\n"


def verdict(selection: object, event: Mapping[str, object]) -> bool | None:
    found = matches(rule(selection), event)
    assert (found.matched is None) == bool(found.reason)
    return found.matched


@needs_backend
@pytest.mark.parametrize(
    ("selection", "event", "expected"),
    [
        # A text is compared as a whole, in any case.
        ({"A": "cmd.exe"}, {"A": "CMD.exe"}, True),
        ({"A": "cmd.exe"}, {"A": "cmd.exe "}, False),
        ({"A": "cmd.exe"}, {"A": ""}, False),
        ({"A": ""}, {"A": ""}, True),
        ({"A": ""}, {"A": "x"}, False),
        # A list is one of its values, a map all of its fields, a list of maps one of them.
        ({"A": ["x", "y"]}, {"A": "Y"}, True),
        ({"A": ["x", "y"]}, {"A": "z"}, False),
        ({"A": "x", "B": "y"}, {"A": "x", "B": "y"}, True),
        ({"A": "x", "B": "y"}, {"A": "x", "B": "z"}, False),
        ({"A": "x", "B": "y"}, {"A": "x"}, False),
        ([{"A": "x"}, {"B": "y"}], {"A": "z", "B": "y"}, True),
        # Wildcards, and what takes their meaning away.
        ({"A": "c*t"}, {"A": "CAT\\dog\\t"}, True),
        ({"A": "c?t"}, {"A": "cat"}, True),
        ({"A": "c?t"}, {"A": "caat"}, False),
        ({"A": "c?t"}, {"A": "ct"}, False),
        ({"A": r"c\*t"}, {"A": "c*t"}, True),
        ({"A": r"c\*t"}, {"A": "cat"}, False),
        ({"A": r"c\?t"}, {"A": "c?t"}, True),
        ({"A": r"c\\*"}, {"A": r"c\dog"}, True),
        ({"A": r"c\\*"}, {"A": "c*"}, False),
        ({"A": r"C:\Windows\cmd.exe"}, {"A": r"c:\windows\cmd.exe"}, True),
        ({"A": r"\\server\share"}, {"A": r"\server\share"}, True),
        # What means something to SQL means nothing to Sigma.
        ({"A": "100%"}, {"A": "100%"}, True),
        ({"A": "100%"}, {"A": "100 and more"}, False),
        ({"A": "a_b"}, {"A": "axb"}, False),
        ({"A|contains": "a_b"}, {"A": "a_b"}, True),
        ({"A|contains": "a_b"}, {"A": "axb"}, False),
        ({"A": "it's"}, {"A": "it's"}, True),
        ({"A": "x' OR '1'='1"}, {"A": "y"}, False),
        ({"A b": "x"}, {"A b": "x"}, True),
        ({"select": "x"}, {"select": "x"}, True),
        ({"a`b": "x"}, {"a`b": "x"}, True),
        # Modifiers.
        ({"A|contains": "at"}, {"A": "CATS"}, True),
        ({"A|contains": "at"}, {"A": "c a t"}, False),
        ({"A|startswith": "ca"}, {"A": "CAT"}, True),
        ({"A|startswith": "at"}, {"A": "CAT"}, False),
        ({"A|endswith": "\\cmd.exe"}, {"A": "C:\\CMD.EXE"}, True),
        ({"A|endswith": "\\cmd.exe"}, {"A": "xcmd.exe"}, False),
        ({"A|contains": ["x", "y"]}, {"A": "by"}, True),
        ({"A|contains|all": ["x", "y"]}, {"A": "by"}, False),
        ({"A|contains|all": ["x", "y"]}, {"A": "yx"}, True),
        ({"A|cased": "cat"}, {"A": "cat"}, True),
        ({"A|cased": "cat"}, {"A": "Cat"}, False),
        ({"A|contains|cased": "a[t]*"}, {"A": "xa[t]y"}, True),
        ({"A|contains|cased": "a[t]*"}, {"A": "xaty"}, False),
        ({"A|exists": True}, {"A": "", "B": "x"}, True),
        ({"A|exists": False}, {"B": "x"}, None),
        ({"A|exists": False, "B": "x"}, {"B": "x"}, True),
        ({"A|exists": True, "B": "x"}, {"B": "x"}, False),
        ({"A|windash|contains": " -enc "}, {"A": "p /ENC x"}, True),
        ({"A|windash|contains": " -enc "}, {"A": "p enc x"}, False),
        ({"A|base64offset|contains": "cmd"}, {"A": "eGNtZA=="}, True),
        ({"A|wide|base64offset|contains": "cmd"}, {"A": "YwBtAGQA"}, True),
        # Regular expressions are searched for anywhere, in the case as written.
        ({"A|re": "c[au]t"}, {"A": "a cut"}, True),
        ({"A|re": "c[au]t"}, {"A": "a Cut"}, False),
        ({"A|re": "^c[au]t$"}, {"A": "a cut"}, False),
        ({"A|re|i": "c[au]t"}, {"A": "a Cut"}, True),
        ({"A|re": r"it's \d+%"}, {"A": "it's 5%"}, True),
        ({"A|re|s": "a.b"}, {"A": "a\nb"}, True),
        ({"A|re": "a.b"}, {"A": "a\nb"}, False),
        ({"A|re|m": "^b"}, {"A": "a\nb"}, True),
        # Networks.
        ({"A|cidr": "10.0.0.0/8"}, {"A": "10.200.3.4"}, True),
        ({"A|cidr": "10.0.0.0/8"}, {"A": "110.2.3.4"}, False),
        ({"A|cidr": "192.168.4.0/22"}, {"A": "192.168.7.255"}, True),
        ({"A|cidr": "192.168.4.0/22"}, {"A": "192.168.8.0"}, False),
        ({"A|cidr": "192.168.4.1/32"}, {"A": "192.168.4.1"}, True),
        ({"A|cidr": "192.168.4.1/32"}, {"A": "192.168.4.11"}, False),
        ({"A|cidr": "10.0.0.0/8"}, {"A": "::1"}, False),
        # Numbers, as numbers or as texts.
        ({"A": 4688}, {"A": 4688}, True),
        ({"A": 4688}, {"A": "4688"}, True),
        ({"A": "4688"}, {"A": 4688}, True),
        ({"A": 4688}, {"A": 46880}, False),
        ({"A": 0}, {"A": "0x0"}, False),
        ({"A|gt": 9}, {"A": 10}, True),
        ({"A|gt": 9}, {"A": "10"}, True),
        ({"A|gt": 10}, {"A": 9}, False),
        ({"A|lte": 100}, {"A": "99"}, True),
        ({"A|lt": -5}, {"A": "-10"}, True),
        ({"A|gte": 10}, {"A": 10}, True),
        ({"A|gte": 10, "B": "x"}, {"B": "x"}, False),
        ({"A|gte": 10, "A|startswith": "1"}, {"A": 12}, True),
        # Nothing, and truth.
        ({"A": None, "B": "x"}, {"B": "x"}, True),
        ({"A": None, "B": "x"}, {"A": None, "B": "x"}, True),
        ({"A": None}, {"A": "x"}, False),
        ({"A": None}, {"A": ""}, False),
        ({"A": True}, {"A": True}, True),
        ({"A": True}, {"A": "TRUE"}, True),
        ({"A": True}, {"A": False}, False),
        ({"A": "true"}, {"A": True}, True),
        # Another field.
        ({"A|fieldref": "B"}, {"A": "x", "B": "x"}, True),
        ({"A|fieldref": "B"}, {"A": "x", "B": "y"}, False),
        ({"A|fieldref": "B"}, {"A": "x"}, False),
    ],
)
def test_a_selection_matches_as_the_specification_says(
    selection: object, event: Mapping[str, object], expected: bool | None
) -> None:
    assert verdict(selection, event) is expected


@needs_backend
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("yes", True),
        ("no", False),
        ("not no", True),
        ("not absent", None),
        ("yes and not absent", True),
        ("yes and not (no or absent)", True),
        ("not (yes and absent)", True),
        ("yes and no or yes", True),
        ("yes and (no or yes)", True),
        ("no and yes or no", False),
        ("1 of n*", False),
        ("1 of them", True),
        ("all of them", False),
        ("all of y*", True),
        ("yes | count() by A > 5", None),
    ],
)
def test_conditions(condition: str, expected: bool | None) -> None:
    detection = {"yes": {"A": "x"}, "no": {"A": "y"}, "absent": {"B": "z"}, "condition": condition}
    found = matches(f"{HEAD}detection: {json.dumps(detection)}\n", {"A": "x"})
    assert found.matched is expected


@needs_backend
def test_a_list_of_conditions_is_one_of_them() -> None:
    text = f"{HEAD}detection: {{a: {{A: x}}, b: {{A: y}}, condition: [a, b]}}\n"
    assert [matches(text, {"A": value}).matched for value in "xyz"] == [True, True, False]


@needs_backend
@pytest.mark.parametrize(
    ("selection", "event", "reason"),
    [
        ({"A": "Straße Ä"}, {"A": "x"}, "case SQLite does not know"),
        ({"A": ["x", None]}, {"B": "x"}, "none of the fields"),
        (["segfault"], {"A": "segfault"}, "any field"),
        ({"A|cidr": "fe80::/10"}, {"A": "fe80::1"}, "IPv6"),
        ({"A|cidr": "10.0.0.0/8"}, {"A": "10.host"}, "is no address"),
        ({"A|gt": 9}, {"A": "ten"}, "no whole number"),
        ({"A|gt": 9}, {"A": 9.5}, "no whole number"),
        ({"A|gt": 9}, {"A": "010"}, "no whole number"),
        ({"A": 1.5}, {"A": 1.5}, "fraction"),
        ({"A": True}, {"A": 1}, "neither true nor false"),
        ({"A": "x"}, {"A": ["x", "y"]}, "several values"),
        ({"A": "x"}, {"a": "x", "B": "y"}, "none of the fields"),
        ({"A": "x", "B": "y"}, {"a": "x", "B": "y"}, "the rule uses A, the event has a"),
        ({"A": "x", "a": "y"}, {"A": "x"}, "case only"),
        ({"A|exists": True}, {"A": None}, "nothing in it"),
        ({"A": "x"}, {"A": "x\0y"}, "NUL"),
        ({"A": "x"}, {"A": "\ud800"}, "surrogates"),
        ({"A|fieldref": "B"}, {"A": "x", "B": "X"}, "case only"),
        ({"A|fieldref|startswith": "B"}, {"A": "xy", "B": "x"}, "part of another field"),
        ({"A|re": "(a"}, {"A": "a"}, "SQLite|regular|regex|unterminated|missing"),
        ({"A|re": "(a|aa)+$(?<!b)"}, {"A": "a" * 4_000 + "b"}, "SQLite"),
        ({"A|hour": 3}, {"A": "2026-01-01T03:00:00"}, "not supported"),
        ({"A|expand": "%servers%"}, {"A": "x"}, "placeholder|not supported"),
        ({"A|nonsense": "x"}, {"A": "x"}, "nonsense"),
        ({"A|windash": " -a" * 8}, {"A": "x"}, "windash would make"),
    ],
)
def test_what_could_be_told_wrongly_is_not_told(
    selection: object, event: Mapping[str, object], reason: str
) -> None:
    found = matches(rule(selection), event)
    assert found.matched is None
    assert re.search(reason, found.reason), found.reason


@needs_backend
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title: [", "cannot be read"),
        ("- a", "cannot be read"),
        (rule({"A": "x"}) + "---\n" + rule({"A": "y"}), "not a single rule"),
        ("title: A\ncorrelation: {type: event_count, rules: [a], timespan: 5m}\n", "not a single rule"),
        ("title: A\nlogsource: {product: a}\nfilter: {rules: [a], selection: {b: c}}\n", "not a single rule"),
        (f"{HEAD}detection: {{condition: a}}\n", "detection"),
        (f"{HEAD}detection: {{a: {{A: x}}, condition: b}}\n", "'b'|b"),
    ],
)
def test_what_is_no_single_rule_is_not_told(text: str, reason: str) -> None:
    found = matches(text, {"A": "x"})
    assert found.matched is None
    assert re.search(reason, found.reason), found.reason


def test_without_the_backend_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.conversion.match_event.installed_versions", lambda *_: "")
    assert matches(rule({"A": "x"}), {"A": "x"}) == Match(None, "pysigma-backend-sqlite is not installed")
    assert languages.installed_versions("no-such-distribution") == ""


WINDOWS = {
    "Event": {
        "System": {"EventID": 1, "Channel": "Sysmon", "Provider": {"#attributes": {"Name": "P"}}},
        "EventData": {"Image": "C:\\a.exe", "Threat Name": "EICAR"},
    }
}


@needs_backend
def test_an_event_of_windows_is_matched_by_the_names_of_its_fields() -> None:
    selection = {"EventID": 1, "Provider_Name": "p", "Image|endswith": "\\A.exe", "ThreatName": "eicar"}
    assert verdict(selection, WINDOWS) is True
    assert verdict({**selection, "EventID": 2}, WINDOWS) is False


STAR, ANY = object(), object()
"""The wildcards, as parts of a pattern."""
CHARS = st.sampled_from([*"aAb%_\\*?'\"[]^.-/ `", "\u00e9", "\U0001f600"])
PATTERN = st.lists(CHARS | st.sampled_from([STAR, ANY]), max_size=6)


def written(pattern: list[object]) -> str:
    """Return a pattern as Sigma writes it, each special character escaped."""
    parts = {STAR: "*", ANY: "?", "*": r"\*", "?": r"\?", "\\": r"\\"}
    return "".join(parts.get(part, str(part)) for part in pattern)


def expected(pattern: list[object], text: str, *, cased: bool) -> bool:
    parts = {STAR: ".*", ANY: "."}
    expression = "".join(parts.get(part) or re.escape(str(part)) for part in pattern)
    flags = re.DOTALL | (0 if cased else re.IGNORECASE)
    return re.fullmatch(expression, text, flags) is not None


@needs_backend
@given(
    pattern=PATTERN,
    text=st.lists(CHARS, max_size=6).map("".join),
    modifier=st.sampled_from(["", "contains", "startswith", "endswith"]),
    cased=st.booleans(),
    exact=st.booleans(),
)
@settings(max_examples=400)
def test_patterns_match_as_an_independent_matcher_says(
    pattern: list[object], text: str, modifier: str, *, cased: bool, exact: bool
) -> None:
    if exact:
        text = "".join(part if isinstance(part, str) else "x" for part in pattern)
    name = "|".join(filter(None, ("A", modifier, "cased" if cased else "")))
    whole = [
        *([STAR] if modifier in {"contains", "endswith"} else []),
        *pattern,
        *([STAR] if modifier in {"contains", "startswith"} else []),
    ]
    found = matches(rule({name: written(pattern)}), {"A": text})
    if "\u00e9" in pattern and not cased:
        assert found.matched is None
    else:
        assert found == Match(expected(whole, text, cased=cased))


@needs_backend
@pytest.mark.corpora
def test_the_rules_of_sigmahq_match_their_recorded_events(corpora: Path) -> None:
    folder = corpora / "sigma-rules"
    rules = {}
    for path in folder.rglob("*.yml"):
        identifier = re.search(r"^id: ([0-9a-f-]{36})", path.read_text(encoding="utf-8"), re.MULTILINE)
        if identifier and "regression_data" not in path.parts:
            rules[identifier[1]] = path.read_text(encoding="utf-8")
    recordings = sorted((folder / "regression_data").rglob("*.json"))
    assert len(recordings) > 100
    missed = [
        path.stem
        for path in recordings
        if not any(matches(rules[path.stem], event).matched for event in recorded(path))
    ]
    assert missed == []


def recorded(path: Path) -> list[dict[str, object]]:
    """Return the events of a file: JSON values one after the other."""
    text, decoder, events = path.read_text(encoding="utf-8").strip(), json.JSONDecoder(), []
    while text:
        event, end = decoder.raw_decode(text)
        events += event if isinstance(event, list) else [event]
        text = text[end:].lstrip()
    return events
