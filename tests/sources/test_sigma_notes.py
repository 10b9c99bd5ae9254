"""Rules, correlations and filters as notes, read back by kbgen as if someone had written them."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import WikiLink
from kbgen.notes.decode import decode
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.rule_filter import RuleFilter
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.settings import Kinds
from kbgen.sources.sigma_notes import sigma_notes
from kbgen.sources.sigma_tree import read_sigma_tree
from kbgen.sources.source_note import SourceNote
from kbgen.vault.read import make_document

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

RULE = """\
title: 'Driver "X" In C:\\Temp'
id: 91f0a3c2-6c1b-4d8e-8a55-2b7c9d0e1f01
name: driver_x
status: stable
description: A driver is loaded from `C:\\Temp\\`, which *no* vendor does
date: 2026/03/04
modified: 2026-04-05
tags:
    - attack.command_and_control
    - attack.t1059.001
    - cve.2021.1675
logsource: {product: windows, service: system}
detection: {selection: {EventID: 6}, condition: selection}
level: high
"""
NOTE = """\
---
title: "Driver \\"X\\" In C:\\\\Temp"
status: "stable"
created: "2026/03/04"
last_modified: "2026-04-05"
tags: [command_and_control, t1059_001, cve_2021_1675, detection_rule]
logsrc_product: "windows"
logsrc_service: "system"
level: "high"
---

## Driver "X" In C:\\Temp

### Description

A driver is loaded from `C:\\Temp\\`, which \\*no\\* vendor does

```yml
"""


def notes_of(folder: Path) -> dict[str, SourceNote]:
    return {note.path: note for note in sigma_notes(read_sigma_tree(folder))}


def read_back(source: SourceNote) -> Note:
    document = make_document(source.path, source.text.encode(), "utf-8")
    return decode(document, parse_body(document.body, document.body_line), Kinds())


def rule_of(note: Note) -> DetectionRule:
    assert isinstance(note.subject, DetectionRule)
    return note.subject


def test_a_rule_has_the_format_of_the_seed(make_vault: MakeVault) -> None:
    notes = notes_of(make_vault({"rules/windows/driver_x.yml": RULE}))
    note = notes["Detection Rules/driver_x.md"]
    assert note.text == f"{NOTE}{RULE}```\n"
    assert (note.origin, note.relations) == ("rules/windows/driver_x.yml:1", ())


def test_a_rule_is_read_back_as_it_was(make_vault: MakeVault) -> None:
    (source,) = notes_of(make_vault({"driver_x.yml": RULE})).values()
    note = read_back(source)
    rule = rule_of(note)
    assert note.diagnostics == ()
    assert note.title == 'Driver "X" In C:\\Temp'
    assert [item.id for item in rule.techniques] == ["T1059.001"]
    assert [item.shortname for item in rule.tactics] == ["command-and-control"]
    assert (rule.status.text, rule.level.text, rule.created.iso) == ("stable", "high", "2026-03-04")
    assert (rule.log_source.product, rule.log_source.service) == ("windows", "system")
    assert isinstance(rule.sigma, SigmaRule)
    assert rule.sigma.id == "91f0a3c2-6c1b-4d8e-8a55-2b7c9d0e1f01"


def test_a_text_with_a_fence_gets_a_longer_one(make_vault: MakeVault) -> None:
    text = RULE + "our_notes: |\n    ```\n    code\n    ```\n"
    (source,) = notes_of(make_vault({"x.yml": text})).values()
    body = read_back(source).body
    assert [block.text for block in body.code_blocks] == [text]


def test_a_rule_without_tags_has_no_empty_ones(make_vault: MakeVault) -> None:
    text = "title: Bare\nlogsource: {product: linux}\ndetection: {keywords: [a], condition: keywords}\n"
    (source,) = notes_of(make_vault({"bare.yml": text})).values()
    assert "tags: [detection_rule]\n" in source.text
    assert "### Description\n\n```yml\n" in source.text
    assert read_back(source).kind is Kind.DETECTION_RULE


def test_a_description_cannot_bring_a_rule_of_its_own(make_vault: MakeVault) -> None:
    text = RULE.replace(
        "description: A driver is loaded from `C:\\Temp\\`, which *no* vendor does",
        "description: |\n    ```yml\n    title: False\n    logsource: {}\n    detection: {}\n    ```\n    #t1046 [[x]] %%",
    )
    note = read_back(next(iter(notes_of(make_vault({"x.yml": text})).values())))
    assert [tag.name for tag in note.tags if tag.inline] == []
    rule = rule_of(note)
    assert isinstance(rule.sigma, SigmaRule)
    assert rule.sigma.title == 'Driver "X" In C:\\Temp'
    assert note.body.references == ()


def test_a_rule_that_is_not_valid_yaml_has_a_page(make_vault: MakeVault) -> None:
    text = "title: a: b\nlogsource: {}\ndetection: {}\n"
    note = read_back(notes_of(make_vault({"broken.yml": text}))["Detection Rules/broken.md"])
    assert (note.title, note.kind, note.diagnostics) == ("broken", Kind.DETECTION_RULE, ())
    assert note.body.code_blocks[0].text == text


BASE = "title: {0}\nname: {0}\ntags: [attack.{1}]\nlogsource: {{product: {2}, service: s}}\n{3}"
DETECTION = "detection: {keywords: [a], condition: keywords}\n"
CORRELATION = """\
title: Many | Of [Them]
status: test
level: high
tags: [attack.t1110]
correlation:
    type: temporal_ordered
    rules: [one, two, gone]
    group-by: [User]
    timespan: 10m
"""


def test_a_correlation_links_its_rules_and_inherits_their_techniques(make_vault: MakeVault) -> None:
    folder = make_vault(
        {
            "one.yml": BASE.format("one", "t1003.001", "windows", DETECTION),
            "two.yml": BASE.format("two", "t1110", "linux", DETECTION),
            "many.yml": CORRELATION,
        }
    )
    source = notes_of(folder)["Detection Rules/many.md"]
    note = read_back(source)
    rule = rule_of(note)
    assert [item.id for item in rule.techniques] == ["T1110", "T1003.001"]
    assert (rule.log_source.product, rule.log_source.service) == ("", "s")
    links = [(item.target, item.text) for item in note.body.references if isinstance(item, WikiLink)]
    assert links == [("Detection Rules/one", "one"), ("Detection Rules/two", "two")]
    assert "- gone\n" in source.text
    assert "type `temporal_ordered`, within 10m, grouped by User" in source.text
    assert "The rules raise no alerts of their own." in source.text
    assert [heading.text for heading in note.body.headings] == ["Many | Of [Them]", "Description", "Rules"]
    assert note.body.code_blocks[0].text == CORRELATION


def test_a_correlation_of_rules_that_raise_alerts_says_so(make_vault: MakeVault) -> None:
    (source,) = notes_of(make_vault({"many.yml": CORRELATION + "    generate: true\n"})).values()
    assert "The rules raise alerts of their own as well." in source.text


def test_a_link_to_a_correlation_has_a_text_that_ends_it(make_vault: MakeVault) -> None:
    outer = "title: Outer\ncorrelation: {type: temporal, rules: [inner], group-by: [x], timespan: 1h}\n"
    inner = CORRELATION.replace("status: test", "name: inner")
    source = notes_of(make_vault({"a.yml": outer, "b.yml": inner}))["Detection Rules/a.md"]
    assert "- [[Detection Rules/b|Many Of Them]]\n" in source.text


FILTER = """\
title: Not On Backup Hosts
logsource: {product: windows}
filter:
    rules: [one]
    backup: {Host: b}
    condition: not backup
"""


@pytest.mark.parametrize("name", ["f", "T1059 tuning"])
@pytest.mark.parametrize("text", [FILTER, FILTER + DETECTION, FILTER + "tags: [attack.t1046]\n"])
def test_a_filter_is_no_detection_rule(make_vault: MakeVault, text: str, name: str) -> None:
    folder = make_vault({"one.yml": BASE.format("one", "t1046", "windows", DETECTION), f"{name}.yml": text})
    source = notes_of(folder)[f"Detection Rules/{name}.md"]
    note = read_back(source)
    assert note.kind is Kind.PAGE
    assert isinstance(note.subject, RuleFilter)
    assert note.title == "Not On Backup Hosts"
    assert [tag.name for tag in note.tags] == ["sigma_filter"]
    assert "- [[Detection Rules/one|one]]\n" in source.text
    assert note.body.code_blocks[0].text == text


def test_a_filter_that_cannot_be_read_is_neither_rule_nor_technique(make_vault: MakeVault) -> None:
    text = FILTER.replace("title: Not", "title: Not: ")
    (source,) = notes_of(make_vault({"T1059 tuning.yml": text})).values()
    note = read_back(source)
    assert (note.kind, [tag.name for tag in note.tags]) == (Kind.PAGE, ["sigma_filter"])


def test_tags_that_are_nearly_techniques_tie_the_note_to_none(make_vault: MakeVault) -> None:
    tags = "[attack.t1003, 'attack.t1059 001', attack t1059 001%%, other.t1046]"
    text = f"title: Near\ntags: {tags}\nlogsource: {{product: linux}}\n{DETECTION}"
    (source,) = notes_of(make_vault({"near.yml": text})).values()
    note = read_back(source)
    assert [item.id for item in rule_of(note).techniques] == ["T1003"]
    assert [tag.name for tag in note.tags][1:] == ["attack_t1059_001", "other_t1046", "detection_rule"]


def test_documents_of_one_file_have_notes_of_their_own(make_vault: MakeVault) -> None:
    text = "---\n".join(
        [
            BASE.format("one", "t1046", "windows", DETECTION),
            BASE.format("two", "t1047", "windows", DETECTION),
            CORRELATION,
        ]
    )
    notes = notes_of(make_vault({"set.yml": text}))
    assert {path: note.origin for path, note in notes.items()} == {
        "Detection Rules/set.md": "set.yml:1",
        "Detection Rules/set two.md": "set.yml:7",
        "Detection Rules/set 3.md": "set.yml:13",
    }
    note = read_back(notes["Detection Rules/set two.md"])
    assert note.body.code_blocks[0].text == BASE.format("two", "t1047", "windows", DETECTION)
    assert [item.id for item in rule_of(note).techniques] == ["T1047"]


def test_documents_that_share_a_global_one_have_one_note_with_the_whole_file(make_vault: MakeVault) -> None:
    text = (
        "action: global\ntitle: Two Logs\ntags: [attack.t1543.003]\nlevel: low\nstatus: unsupported\n---\n"
        "logsource: {product: windows, service: security}\ndetection: {a: {x: 1}, condition: a}\n---\n"
        "logsource: {product: windows, service: system}\ndetection: {a: {x: 2}, condition: a}\n"
    )
    ((path, source),) = notes_of(make_vault({"old.yml": text})).items()
    note = read_back(source)
    rule = rule_of(note)
    assert path == "Detection Rules/old.md"
    assert note.body.code_blocks[0].text == text
    assert [item.id for item in rule.techniques] == ["T1543.003"]
    assert (rule.title, rule.level.text, rule.status.text) == ("Two Logs", "low", "unsupported")
    assert (rule.log_source.product, rule.log_source.service) == ("windows", "")


def test_files_of_one_name_have_different_paths_that_stay(make_vault: MakeVault) -> None:
    active = BASE.format("x", "t1046", "windows", DETECTION)
    retired = active + "status: deprecated\n"
    alone = notes_of(make_vault({"rules/x.yml": active}))
    both = notes_of(make_vault({"deprecated/win/x.yml": retired}))
    assert {path: note.origin for path, note in alone.items()} == {"Detection Rules/x.md": "rules/x.yml:1"}
    assert {path: note.origin for path, note in both.items()} == {
        "Detection Rules/x.md": "rules/x.yml:1",
        "Detection Rules/x (deprecated win).md": "deprecated/win/x.yml:1",
    }


ANYTHING = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)


@settings(max_examples=60)
@given(ANYTHING, ANYTHING, st.lists(ANYTHING, max_size=4))
def test_any_texts_give_a_note_that_reads_back(
    tmp_path_factory: pytest.TempPathFactory, title: str, description: str, tags: list[str]
) -> None:
    rule = {
        "title": f"x{title}",
        "description": description,
        "tags": [*tags, "attack.t1046"],
        "logsource": {"product": "linux"},
        "detection": {"keywords": ["a"], "condition": "keywords"},
    }
    folder = tmp_path_factory.mktemp("any")
    (folder / "x.yml").write_bytes(yaml.safe_dump(rule, allow_unicode=False).encode())
    (entry,) = read_sigma_tree(folder).entries
    (source,) = sigma_notes(read_sigma_tree(folder))
    note = read_back(source)
    # A control character of the rule is kept, as nothing is lost, and reported like that of any note.
    has_control = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", source.text) is not None
    assert [finding.code for finding in note.diagnostics] == (["KB104"] if has_control else [])
    assert note.title == entry.title.strip()
    assert [item.id for item in rule_of(note).techniques] == list(entry.techniques)
    assert [heading.level for heading in note.body.headings] == [2, 3]
    assert [tag.name for tag in note.tags if tag.inline] == []
    assert isinstance(rule_of(note).sigma, SigmaRule)
