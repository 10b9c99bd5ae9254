"""Sigma rules, read from the YAML that a note embeds."""

import pytest

from kbgen.notes.sigma_rule import LogSource, SigmaFault, SigmaRule, looks_like_sigma, read_sigma

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
