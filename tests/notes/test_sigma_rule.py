"""Sigma rules, read from the YAML that a note embeds."""

import pytest

from kbgen.notes.sigma_rule import (
    Correlation,
    LogSource,
    SigmaFault,
    SigmaRule,
    find_sigma,
    looks_like_sigma,
    read_sigma,
)
from kbgen.sources.sigma_documents import SigmaKind

TEXT = """title: A 'title'
id: ABCDEF00-1234-4000-8000-00000000000A
status: experimental
description: |
    Two
    lines.
references:
    - https://host.example/a
    - https://host.example/b
author: Ann, Bob
date: 2023-12-28
tags:
    - attack.execution
    - attack.t1059.001
logsource:
    category: webserver
    definition: x
detection:
    selection:
        a|contains: 'b'
    condition: selection
falsepositives:
    - Unknown
level: medium
license: DRL 1.1
"""


def test_all_that_kbgen_uses_of_a_rule() -> None:
    rule = read_sigma(TEXT, 20)
    assert isinstance(rule, SigmaRule)
    assert (rule.title, rule.status, rule.level) == ("A 'title'", "experimental", "medium")
    assert rule.id == "abcdef00-1234-4000-8000-00000000000a"
    assert (rule.description, rule.author, rule.license) == ("Two\nlines.", "Ann, Bob", "DRL 1.1")
    assert (rule.date, rule.modified) == ("2023-12-28", "")
    assert rule.references == ("https://host.example/a", "https://host.example/b")
    assert rule.false_positives == ("Unknown",)
    assert rule.tags == ("attack.execution", "attack.t1059.001")
    assert rule.log_source == LogSource("", "webserver", "")
    assert (rule.line, rule.line_of("id"), rule.line_of("tags"), rule.line_of("no")) == (20, 21, 32, 20)


def test_a_rule_that_says_little() -> None:
    rule = read_sigma("title: x\nlogsource:\ndetection:\nfalsepositives: None\n", 3)
    assert isinstance(rule, SigmaRule)
    assert (rule.id, rule.line_of("id"), str(rule.log_source)) == ("", 3, "")
    assert rule.false_positives == ("None",)


@pytest.mark.parametrize(
    ("text", "line"),
    [("title: a\nlogsource: [\ndetection: x\n", 11), ("title: a\ntitle: b\n", 11), ("- title: a\n", 10)],
)
def test_what_is_no_rule(text: str, line: int) -> None:
    fault = read_sigma(text, 10)
    assert isinstance(fault, SigmaFault)
    assert fault.message
    assert fault.line >= line


def test_control_characters_of_wrong_decoding_do_not_stop_the_reader() -> None:
    rule = read_sigma("title: \u00e2\u0080\u009ca\nlogsource: {}\ndetection: {}\n", 1)
    assert isinstance(rule, SigmaRule)
    assert rule.title == "\u00e2\u0080\u009ca"


def test_the_three_keys_at_the_start_of_lines_make_a_rule() -> None:
    assert looks_like_sigma(TEXT)
    assert not looks_like_sigma(TEXT.replace("title:", " title:"))
    assert not looks_like_sigma(TEXT.replace("logsource:", "source:"))
    assert not looks_like_sigma(TEXT.replace("detection:", "#detection:"))


def test_a_log_source_for_people() -> None:
    assert str(LogSource("windows", "", "security")) == "windows/security"
    assert str(LogSource()) == ""


def test_the_atomic_tests_that_a_rule_names() -> None:
    text = (
        "title: x\nlogsource: {}\ndetection: {}\nsimulation:\n    - type: atomic-red-team\n"
        "      atomic_guid: ABCDEF00-1234-4000-8000-00000000000B\n    - name: no guid\n    - text\n"
    )
    rule = read_sigma(text, 1)
    assert isinstance(rule, SigmaRule)
    assert [(item.guid, item.line) for item in rule.simulations] == [
        ("abcdef00-1234-4000-8000-00000000000b", 6)
    ]


RULE = (
    "title: {0}\nname: {0}\nid: {1}\nlogsource: {{product: windows}}\ndetection: {{}}\ntags: [attack.{2}]\n"
)
FIRST = RULE.format("first", "11111111-2222-4333-8444-555555555501", "t1110")
SECOND = RULE.format("second", "11111111-2222-4333-8444-555555555502", "t1078")
CORRELATION = """title: Many
id: 11111111-2222-4333-8444-555555555503
correlation:
    type: value_count
    rules: [first, 11111111-2222-4333-8444-555555555502]
    group-by: [User, Host]
    timespan: 10m
    condition: {gte: 3, field: Target}
    generate: true
related:
    - {id: 11111111-2222-4333-8444-555555555509, type: Similar}
"""
FILTER = "title: Less\nlogsource: {product: linux}\nfilter: {rules: [first], s: {a: b}, condition: not s}\n"


def read(text: str, line: int = 1) -> SigmaRule:
    found = read_sigma(text, line)
    assert isinstance(found, SigmaRule)
    return found


def test_a_correlation_says_what_it_joins_and_how() -> None:
    rule = read(CORRELATION)
    assert (rule.kind, rule.title, str(rule.log_source)) == (SigmaKind.CORRELATION, "Many", "")
    assert rule.rules == ("first", "11111111-2222-4333-8444-555555555502")
    condition = (("gte", "3"), ("field", "Target"))
    assert rule.correlation == Correlation("value_count", ("User", "Host"), "10m", condition, generate=True)
    (related,) = rule.related
    assert (related.id[-2:], related.type, related.line) == ("09", "similar", 11)


def test_the_correlation_of_several_documents_is_the_rule() -> None:
    rule = read(f"{FIRST}---\n{SECOND}---\n{CORRELATION}", 10)
    assert (rule.title, rule.line, rule.line_of("id"), rule.line_of("level")) == ("Many", 10, 25, 10)
    assert [(other.title, other.line, other.techniques) for other in rule.beside] == [
        ("first", 10, ("T1110",)),
        ("second", 17, ("T1078",)),
    ]
    named = [rule.beside_named(reference) for reference in (*rule.rules, "third", "")]
    assert [other.title if other else None for other in named] == ["first", "second", None, None]


def test_else_the_first_rule_is_the_rule_and_a_filter_never_where_there_is_one() -> None:
    rule = read(f"{FILTER}---\n{SECOND}---\n{FIRST}")
    assert (rule.kind, rule.title) == (SigmaKind.RULE, "second")
    assert [other.title for other in rule.beside] == ["Less", "first"]


def test_a_filter_says_what_it_tunes() -> None:
    rule = read(FILTER)
    assert (rule.kind, rule.rules, str(rule.log_source)) == (SigmaKind.FILTER, ("first",), "linux")
    assert rule.correlation is None


def test_a_collection_with_a_global_document_is_one_rule() -> None:
    text = (
        "action: global\ntitle: Two logs\nlevel: low\n---\n"
        "logsource: {product: windows, service: security}\ndetection: {}\n---\n"
        "logsource: {product: windows, service: system}\ndetection: {}\n"
    )
    rule = read(text, 30)
    assert (rule.title, rule.level, rule.log_source) == ("Two logs", "low", LogSource("windows"))
    assert (rule.beside, rule.faults, rule.line_of("level")) == ((), (), 32)


def test_a_document_that_cannot_be_read_does_not_hide_the_others() -> None:
    broken = "title: a: b\ndetection: x\n"
    rule = read(f"{broken}---\n{FIRST}---\n{broken}", 5)
    assert (rule.title, [(fault.line, fault.kind) for fault in rule.faults]) == (
        "first",
        [(5, SigmaKind.RULE), (15, SigmaKind.RULE)],
    )
    fault = read_sigma(f"{broken}---\n{broken}filter:\n", 5)
    assert isinstance(fault, SigmaFault)
    assert (fault.line, [(other.line, other.kind) for other in fault.others]) == (5, [(8, SigmaKind.FILTER)])


@pytest.mark.parametrize("text", [CORRELATION, FILTER, "'title': x\n\"correlation\" : {}\n"])
def test_the_keys_of_correlations_and_filters_make_them(text: str) -> None:
    assert looks_like_sigma(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("logsource: {}\n", True),
        ("  correlation: {}\n", True),
        ("{title: x, detection: {}}\n", True),
        ("title: x\n", False),
        ("rules:\n    filter: x\n", False),
        ("- detection\n", False),
        ("", False),
    ],
)
def test_where_a_rule_is_expected_one_key_is_enough(text: str, is_one: bool) -> None:
    assert isinstance(find_sigma(text, 1), SigmaRule) is is_one
    assert not looks_like_sigma(text)
