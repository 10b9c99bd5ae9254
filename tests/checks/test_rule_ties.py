"""Correlations and filters: incomplete ones, and rules that do not exist."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.diagnostics import Diagnostic
from kbgen.project import Project
from kbgen.settings import Settings, Source, SourceKind

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

RULE = "title: One\nname: one\nlogsource: {product: linux}\ndetection: {k: [a], condition: k}\n"
CORRELATION = """title: Many
correlation:
    type: event_count
    rules: [one, Gone]
    group-by: [User]
    timespan: 10m
    condition: {gte: 10}
"""
FILTER = "title: Less\nlogsource: {product: linux}\nfilter: {rules: [gone], s: {a: b}, condition: not s}\n"


def note(yaml: str, tags: str = "detection_rule") -> str:
    return f"---\ntags: [{tags}]\n---\n```yml\n{yaml}```\n"


def findings(vault: Path, *mounted: str, base: Path | None = None) -> list[Diagnostic]:
    settings = Settings(sources=tuple(Source(SourceKind.SIGMA, folder) for folder in mounted))
    found = Project(vault, settings, base=base).diagnostics
    return [finding for finding in found if finding.code.startswith("KB5")]


def test_rules_that_do_not_exist_are_named(make_vault: MakeVault) -> None:
    vault = make_vault({"c.md": note(CORRELATION), "f.md": note(FILTER, "x"), "one.md": note(RULE)})
    found = findings(vault)
    assert [f"{item.code} {item.location}" for item in found] == ["KB528 c.md:7:1", "KB528 f.md:7:1"]
    assert ["`Gone`" in found[0].message, "`gone`" in found[1].message] == [True, True]


def test_a_rule_may_stand_beside_its_correlation(make_vault: MakeVault) -> None:
    several = f"{RULE}---\n{CORRELATION.replace(', Gone', '')}"
    assert findings(make_vault({"c.md": note(several)})) == []


def test_a_rule_may_come_from_another_folder_or_the_vault(make_vault: MakeVault, tmp_path: Path) -> None:
    for folder, text in (("a", RULE), ("b", CORRELATION.replace("Gone", "two"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.yml").write_text(text)
    vault = make_vault({"two.md": note(RULE.replace("one", "two"))})
    assert findings(vault, "a", "b", base=tmp_path) == []
    (found,) = findings(vault, "b", base=tmp_path)
    assert (found.code, str(found.location), "`one`" in found.message) == ("KB528", "b/b.yml:3:1", True)


def test_a_filter_of_any_rule_names_none(make_vault: MakeVault) -> None:
    assert findings(make_vault({"f.md": note(FILTER.replace("[gone]", "any"), "x")})) == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (CORRELATION.replace(", Gone", "").replace("    timespan: 10m\n", ""), "KB526", 7),
        (CORRELATION.replace(", Gone", "").replace("event_count", "counts"), "KB526", 7),
        (FILTER.replace("[gone]", "any").replace("condition: not s", "condition: not t"), "KB518", 7),
        (FILTER.replace("[gone]", "any").replace(", condition: not s", ""), "KB527", 7),
        (CORRELATION.replace(", Gone", "") + "level: severe\n", "KB503", 12),
    ],
)
def test_what_a_note_states_is_checked_as_in_a_source(
    make_vault: MakeVault, text: str, code: str, line: int
) -> None:
    tags = "x" if text.startswith("title: Less") else "detection_rule"
    found = findings(make_vault({"a.md": note(text, tags), "one.md": note(RULE)}))
    assert [(item.code, item.location.path, item.location.line) for item in found] == [(code, "a.md", line)]
