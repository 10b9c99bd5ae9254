"""A folder of Sigma files as values."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.diagnostics import Severity
from kbgen.errors import KbgenError
from kbgen.sources.sigma_index import SigmaIndex
from kbgen.sources.sigma_model import SigmaLogSource, SigmaTree, shared_log_source
from kbgen.sources.sigma_tree import read_sigma_tree
from kbgen.vault.yaml_node import YamlScalar

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

FULL = """\
title:   Quiet  Copy
id: 6C1E2B7A-0d4f-4a39-9a57-3f1f7f3c9d01
name: quiet_copy
related:
    - {id: 6C1E2B7A-0d4f-4a39-9a57-3f1f7f3c9d02, type: Similar}
    - {type: derived}
status: experimental
description: |
    First line.

    Second line.
license: CC0-1.0
author: Ann Example, Bob Example
date: 2026-01-05
modified: 2026-02-06
taxonomy: sigma
scope: server
references: [https://example.org/a, https://example.org/b]
fields: [User]
falsepositives:
    - Backups
tags:
    - attack.exfiltration
    - attack.t1048.003
    - attack.T1048
logsource:
    product: linux
    category: process_creation
    definition: needs auditd
detection:
    selection: {Image: scp}
    filter: {User: backup}
    condition:
        - selection
        - not filter
level: low
simulation:
    - type: atomic-red-team
      name: Copy a file away
      technique: t1048_003
      atomic_guid: 6C1E2B7A-0d4f-4a39-9a57-3f1f7f3c9d03
regression_tests_path: regression_data/x/info.yml
our_ticket: SOC-17
"""

CORRELATED = """\
title: Many Copies
id: 6c1e2b7a-0d4f-4a39-9a57-3f1f7f3c9d10
name: many_copies
status: test
level: high
tags: [attack.t1020]
correlation:
    type: value_count
    rules:
        - quiet_copy
        - 6C1E2B7A-0D4F-4A39-9A57-3F1F7F3C9D20
    group-by: [User, Host]
    timespan: 15m
    condition: {gte: 10, field: Target}
    aliases:
        who: {quiet_copy: User}
    generate: true
---
title: Copies Of Copies
id: 6c1e2b7a-0d4f-4a39-9a57-3f1f7f3c9d11
correlation:
    type: temporal
    rules: [many_copies, quiet_copy]
    group-by: User
    timespan: 1h
    condition: many_copies and quiet_copy
"""

FILTERED = """\
title: Backup Hosts
id: 6c1e2b7a-0d4f-4a39-9a57-3f1f7f3c9d30
logsource: {product: linux}
filter:
    rules: [quiet_copy]
    backup: {Host|startswith: bak}
    condition: not backup
"""

OTHER = """\
title: Loud Copy
id: 6c1e2b7a-0d4f-4a39-9a57-3f1f7f3c9d20
tags: [attack.t1041]
logsource: {product: linux, service: auditd}
detection: {keywords: [rsync], condition: keywords}
"""


@pytest.fixture(name="tree")
def read_tree(make_vault: MakeVault) -> SigmaTree:
    return read_sigma_tree(
        make_vault(
            {
                "rules/quiet.yml": FULL,
                "rules/loud.yml": OTHER,
                "rules/many.yml": CORRELATED,
                "filters/backup.yaml": FILTERED,
                "regression_data/x/info.yml": "id: x\nrule_metadata:\n    - title: Quiet Copy\n",
                "README.md": "title: no YAML file",
            }
        )
    )


def test_what_is_in_a_folder(tree: SigmaTree) -> None:
    assert tree.files == ("filters/backup.yaml", "rules/loud.yml", "rules/many.yml", "rules/quiet.yml")
    assert tree.left_out == ("regression_data/x/info.yml",)
    assert tree.documents == 5
    assert [entry.origin for entry in tree.entries] == [
        *(
            "filters/backup.yaml:1",
            "rules/loud.yml:1",
            "rules/many.yml:1",
            "rules/many.yml:19",
            "rules/quiet.yml:1",
        )
    ]


def test_the_fields_of_a_rule(tree: SigmaTree) -> None:
    rule = tree.rules[1]
    assert (rule.path, rule.line, rule.text, rule.is_readable) == ("rules/quiet.yml", 1, FULL, True)
    assert (rule.title, rule.id, rule.name) == (
        "Quiet Copy",
        "6c1e2b7a-0d4f-4a39-9a57-3f1f7f3c9d01",
        "quiet_copy",
    )
    assert (rule.status, rule.level, rule.license) == ("experimental", "low", "CC0-1.0")
    assert rule.description == "First line.\n\nSecond line."
    assert (rule.author, rule.date, rule.modified) == ("Ann Example, Bob Example", "2026-01-05", "2026-02-06")
    assert (rule.taxonomy, rule.scope, rule.fields) == ("sigma", ("server",), ("User",))
    assert rule.references == ("https://example.org/a", "https://example.org/b")
    assert rule.false_positives == ("Backups",)
    assert (rule.techniques, rule.tactics) == (("T1048.003", "T1048"), ("exfiltration",))
    assert [(tag.text, tag.line, tag.column) for tag in rule.tags][1] == ("attack.t1048.003", 24, 7)
    assert rule.log_sources == (SigmaLogSource("linux", "process_creation", "", "needs auditd"),)
    assert (rule.selections, rule.conditions) == (("selection", "filter"), ("selection", "not filter"))
    assert rule.regression_tests_path == "regression_data/x/info.yml"
    assert (rule.line_of("level"), rule.line_of("absent")) == (36, 1)


def test_ties_to_other_rules_and_tests(tree: SigmaTree) -> None:
    rule = tree.rules[1]
    (related,) = rule.related
    assert (related.id, related.type, related.line) == ("6c1e2b7a-0d4f-4a39-9a57-3f1f7f3c9d02", "similar", 5)
    (simulation,) = rule.simulations
    assert (simulation.type, simulation.name) == ("atomic-red-team", "Copy a file away")
    assert (simulation.guid, simulation.line) == ("6c1e2b7a-0d4f-4a39-9a57-3f1f7f3c9d03", 41)
    assert simulation.technique == "T1048.003"


def test_unknown_keys_are_kept(tree: SigmaTree) -> None:
    ((key, value),) = tree.rules[1].custom
    assert isinstance(value, YamlScalar)
    assert (key.text, value.text, value.line) == ("our_ticket", "SOC-17", 43)


def test_the_fields_of_correlations(tree: SigmaTree) -> None:
    many, copies = tree.correlations
    assert (many.type, many.timespan, many.generate) == ("value_count", "15m", True)
    assert many.rules == ("quiet_copy", "6C1E2B7A-0D4F-4A39-9A57-3F1F7F3C9D20")
    assert (many.group_by, many.condition) == (("User", "Host"), (("gte", "10"), ("field", "Target")))
    assert many.aliases == (("who", (("quiet_copy", "User"),)),)
    assert (copies.line, copies.group_by, copies.generate) == (19, ("User",), False)
    assert copies.condition == (("", "many_copies and quiet_copy"),)
    assert copies.text.startswith("title: Copies Of Copies\n")


def test_the_fields_of_filters(tree: SigmaTree) -> None:
    (found,) = tree.filters
    assert (found.rules, found.selections, found.conditions) == (
        ("quiet_copy",),
        ("backup",),
        ("not backup",),
    )
    assert found.log_source == SigmaLogSource("linux")


def test_correlations_reach_the_rules_of_those_that_they_join(tree: SigmaTree) -> None:
    index = SigmaIndex(tree.entries)
    many, copies = tree.correlations
    assert [rule.title for rule in index.rules_below(many)] == ["Quiet Copy", "Loud Copy"]
    assert [rule.title for rule in index.rules_below(copies)] == ["Quiet Copy", "Loud Copy"]
    assert [entry.title for entry in index.joined(copies)] == ["Many Copies", "Quiet Copy"]
    assert index.find("nowhere") == ()


def test_correlations_in_a_circle_end(make_vault: MakeVault) -> None:
    text = (
        "title: {0}\nname: {0}\ncorrelation: {{type: temporal, rules: [{1}], group-by: [x], timespan: 1h}}\n"
    )
    tree = read_sigma_tree(make_vault({"a.yml": text.format("a", "b"), "b.yml": text.format("b", "a")}))
    index = SigmaIndex(tree.entries)
    assert [index.rules_below(item) for item in tree.correlations] == [(), ()]


def test_only_what_is_odd_is_reported(tree: SigmaTree) -> None:
    assert [(item.code, item.location.line) for item in tree.diagnostics] == [("KB525", 6), ("KB524", 25)]


def test_files_that_cannot_be_read_and_links_and_encodings(make_vault: MakeVault, tmp_path: Path) -> None:
    folder = make_vault(
        {"a.yml": OTHER.replace("Loud", "Laut für").encode("cp1252"), "info.yml": "x: \xfc".encode("cp1252")}
    )
    (tmp_path / "out.yml").write_text(FULL)
    (folder / "out.yml").symlink_to(tmp_path / "out.yml")
    (folder / "b.yml").symlink_to("gone.yml")
    tree = read_sigma_tree(folder)
    assert [(item.code, item.location.path) for item in tree.diagnostics] == [
        ("KB513", "a.yml"),
        ("KB512", "b.yml"),
        ("KB512", "out.yml"),
    ]
    assert {item.severity for item in tree.diagnostics} == {Severity.WARNING}
    assert len(tree.rules) == 1


def test_an_unreadable_file_is_an_error_of_the_folder(
    make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_vault({"a.yml": OTHER})

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    tree = read_sigma_tree(folder)
    assert [(item.code, item.severity) for item in tree.diagnostics] == [("KB511", Severity.ERROR)]
    assert tree.rules == ()


def test_a_rule_that_is_not_valid_yaml_is_there_with_its_text(make_vault: MakeVault) -> None:
    text = "title: a: b\ndetection: {}\n"
    tree = read_sigma_tree(make_vault({"rules/broken_rule.yml": text}))
    (rule,) = tree.rules
    assert (rule.title, rule.text, rule.is_readable) == ("broken_rule", text, False)
    assert (rule.techniques, rule.log_sources, rule.log_source) == ((), (), SigmaLogSource())
    assert [item.code for item in tree.diagnostics] == ["KB510"]


def test_a_filter_that_is_not_valid_yaml_is_no_rule(make_vault: MakeVault) -> None:
    text = "title: a: b\nlogsource: {}\nfilter:\n    rules: [x]\ndetection: {}\n"
    tree = read_sigma_tree(make_vault({"T1059 broken.yml": text}))
    (found,) = tree.filters
    assert (found.title, found.text, found.rules, tree.rules) == ("T1059 broken", text, (), ())
    assert [item.code for item in tree.diagnostics] == ["KB510"]


def test_an_id_twice_is_said_at_the_second_file(make_vault: MakeVault) -> None:
    tree = read_sigma_tree(make_vault({"a/x.yml": OTHER, "b/x.yml": OTHER}))
    (found,) = tree.diagnostics
    assert (found.code, str(found.location)) == ("KB520", "b/x.yml:2:1")
    assert "a/x.yml:2" in found.message
    assert len(tree.rules) == 2


def test_a_filter_may_tune_any_rule(make_vault: MakeVault) -> None:
    tree = read_sigma_tree(make_vault({"f.yml": FILTERED.replace("[quiet_copy]", "any")}))
    assert tree.diagnostics == ()
    assert tree.filters[0].rules == ("any",)


def test_log_sources_share_what_they_agree_on() -> None:
    one, other = SigmaLogSource("windows", "", "security"), SigmaLogSource("windows", "", "system")
    assert shared_log_source((one, other)) == SigmaLogSource("windows")
    assert shared_log_source((one,)) == one
    assert shared_log_source(()) == SigmaLogSource()
    assert str(one) == "windows / - / security"


def test_the_order_of_a_tree_does_not_depend_on_the_file_system(make_vault: MakeVault) -> None:
    names = ["b.yml", "a/z.yml", "a.yml", "B.yml"]
    tree = read_sigma_tree(make_vault(dict.fromkeys(names, OTHER)))
    assert [rule.path for rule in tree.rules] == ["B.yml", "a.yml", "a/z.yml", "b.yml"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="does not exist"):
        read_sigma_tree(tmp_path / "rules")
