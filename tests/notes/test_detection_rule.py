"""Detection rules: the front matter speaks first, the Sigma rule fills in."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.notes.detection_rule import DetectionRule, detection_rule, sigma_of, technique_tags
from kbgen.notes.sigma_rule import SigmaFault, SigmaRule
from kbgen.notes.tags import read_tags
from kbgen.vault.read import make_document
from kbgen.vocabulary import Level, Status

SIGMA = """
```yml
title: From Sigma
id: 0A1B2C3D-0000-4000-8000-000000000001
status: test
level: high
date: 2020/10/13
modified: 2021/01/02
tags:
    - attack.t1059.001
logsource:
    product: windows
    category: process_creation
detection:
    condition: a
```
"""


def rule_of(front_matter: str, body: str = SIGMA) -> DetectionRule:
    document = make_document("some_rule.md", f"---\n{front_matter}\n---\n{body}".encode(), "utf-8")
    parsed = parse_body(document.body, document.body_line)
    sigma = sigma_of(parsed, expected=True)
    return detection_rule(document.name, read_tags(document, parsed).tags, document.front_matter, sigma)


def test_the_front_matter_speaks_first() -> None:
    rule = rule_of(
        "title: From the note\nstatus: stable\nlevel: low\ncreated: 2019/01/01\nlast_modified: 2019/02/02\n"
        "logsrc_product: linux\nlogsrc_service: auditd\ntags: [t1003, detection_rule]"
    )
    assert (rule.title, rule.status.value, rule.level.value) == ("From the note", Status.STABLE, Level.LOW)
    assert (rule.created.iso, rule.modified.iso) == ("2019-01-01", "2019-02-02")
    assert str(rule.log_source) == "linux/process_creation/auditd"


@pytest.mark.parametrize(
    "front_matter",
    [
        "tags: [detection_rule]",
        "title: ''\nstatus:\nlevel: ''\ncreated: ''\nlast_modified: ''\nlogsrc_product: ''",
    ],
)
def test_the_sigma_rule_fills_in_what_is_missing_or_empty(front_matter: str) -> None:
    rule = rule_of(front_matter)
    assert (rule.title, rule.status.value, rule.level.value) == ("From Sigma", Status.TEST, Level.HIGH)
    assert (rule.created.iso, rule.modified.iso) == ("2020-10-13", "2021-01-02")
    assert (rule.log_source.product, rule.log_source.category, rule.log_source.service) == (
        "windows",
        "process_creation",
        "",
    )


def test_techniques_and_tactics_come_from_the_tags_of_the_note() -> None:
    rule = rule_of(
        "tags: [execution, t1059_001, Defense_Evasion, detection_rule, s0029, T1059.001, stp_1u, t1003]"
    )
    assert [(item.id, item.line) for item in rule.techniques] == [("T1059.001", 2), ("T1003", 2)]
    assert [item.name for item in rule.tactics] == ["Execution", "Defense Evasion"]
    assert rule_of("tags: [detection_rule]").techniques == ()


def test_unknown_words_keep_their_text() -> None:
    rule = rule_of("status: brandnew\nlevel: severe")
    assert (rule.status.value, rule.status.text, rule.level.value, rule.level.text) == (
        None,
        "brandnew",
        None,
        "severe",
    )


def test_a_rule_without_a_block() -> None:
    rule = rule_of("tags: [detection_rule]", "text")
    assert (rule.title, rule.sigma, str(rule.log_source)) == ("some_rule", None, "")
    assert (rule.level.shown, rule.created.text) == ("unknown", "")


def test_a_block_that_cannot_be_read() -> None:
    rule = rule_of("level: low", SIGMA.replace("status: test", "status: [test"))
    assert isinstance(rule.sigma, SigmaFault)
    assert rule.sigma.line >= 7
    assert (rule.title, rule.level.value) == ("some_rule", Level.LOW)


def test_the_first_block_that_is_a_rule_counts() -> None:
    other = "```yml\nlogsource: x\n```\n" + SIGMA + SIGMA.replace("From Sigma", "Second")
    found = sigma_of(parse_body(other, 1))
    assert isinstance(found, SigmaRule)
    assert (found.title, found.line) == ("From Sigma", 6)


def test_a_technique_tag_knows_its_place() -> None:
    text = "---\ntags:\n  - x\n  - t1059_001\n---\n"
    document = make_document("a.md", text.encode(), "utf-8")
    tags = read_tags(document, parse_body("", 6)).tags
    assert [(item.id, item.line, item.column) for item in technique_tags(tags)] == [("T1059.001", 4, 5)]


def test_author_and_licence_come_from_the_note_before_the_sigma_rule() -> None:
    sigma = SIGMA.replace("status: test", "author: Ann\nlicense: MIT")
    assert (rule_of("tags: []", sigma).author, rule_of("tags: []", sigma).license) == ("Ann", "MIT")
    rule = rule_of("author: Bob\nlicense: CC0-1.0", sigma)
    assert (rule.author, rule.license) == ("Bob", "CC0-1.0")
    assert (rule_of("tags: []").author, rule_of("tags: []", "text").license) == ("", "")


def test_a_block_that_lacks_keys_is_a_rule_where_one_is_expected() -> None:
    partial = SIGMA.replace("title: From Sigma\n", "")
    body = parse_body(f"```yml\ntitle: A list\n```\n{partial}", 1)
    assert sigma_of(body) is None
    found = sigma_of(body, expected=True)
    assert isinstance(found, SigmaRule)
    assert (found.line, found.level) == (6, "high")
    # A block that lacks none comes first.
    found = sigma_of(parse_body(partial + SIGMA, 1), expected=True)
    assert isinstance(found, SigmaRule)
    assert found.title == "From Sigma"
