"""Decoding: aliases, titles by kind, and what is reported on the way."""

import pytest

from kbgen.diagnostics import Severity
from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.notes.note import Note
from kbgen.settings import Kinds
from kbgen.vault.read import make_document


def note(text: str, path: str = "a.md") -> Note:
    document = make_document(path, text.encode(), "utf-8")
    return decode(document, parse_body(document.body, document.body_line), Kinds())


@pytest.mark.parametrize(
    ("front_matter", "aliases"),
    [
        ("aliases: [AI, ' b c ']", ("AI", "b c")),
        ("Aliases: AI", ("AI",)),
        ("aliases: a, b", ("a, b",)),
        ("aliases: [5, ~]", ("5",)),
        ("aliases:", ()),
        ("alias: AI", ()),
    ],
)
def test_aliases(front_matter: str, aliases: tuple[str, ...]) -> None:
    assert note(f"---\n{front_matter}\n---\n").aliases == aliases


@pytest.mark.parametrize(
    ("name", "better"),
    [("tag", "tags"), ("alias", "aliases"), ("cssclass", "cssclasses"), ("Alias", "aliases")],
)
def test_kb113_a_property_that_obsidian_no_longer_reads(name: str, better: str) -> None:
    (finding,) = note(f"---\nx: y\n{name}: z\n---\n").diagnostics
    assert (finding.code, finding.severity, str(finding.location)) == ("KB113", Severity.INFO, "a.md:3:1")
    assert name in finding.message
    assert better in finding.hint


@pytest.mark.parametrize("name", ["tags", "aliases", "cssclasses", "x-alias", "tagged"])
def test_kb113_is_silent_about_others(name: str) -> None:
    assert note(f"---\n{name}: z\n---\nx").diagnostics == ()


def test_a_technique_known_by_the_dropped_property_is_identified_with_a_notice() -> None:
    found = note("---\nalias: T1059.001\n---\n## T1059.001\n", "PowerShell.md")
    assert (found.kind.value, found.title) == ("technique", "PowerShell")
    assert [finding.code for finding in found.diagnostics] == ["KB113"]


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("---\ntags: [techniques, T1001]\n---\n", "T1002 - x.md", ["tag", "T1001", "file name", "T1002"]),
        ("---\ntags: [techniques, T1001]\naliases: T1002\n---\n", "x.md", ["tag", "T1001", "alias", "T1002"]),
        ("---\naliases: T1001\nurl: a/T1001.001\n---\n", "x.md", ["alias", "T1001", "url", "T1001.001"]),
    ],
)
def test_kb121_a_later_rule_gives_another_identifier(text: str, path: str, words: list[str]) -> None:
    (finding,) = (item for item in note(text, path).diagnostics if item.code == "KB121")
    assert finding.severity is Severity.WARNING
    assert finding.location.path == path
    assert all(word in finding.message for word in words)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("---\ntags: [techniques, T1001_002]\naliases: t1001.002\nurl: https://attack.mitre.org/techniques/T1001/002\n---\nx",
         "T1001.002 - x.md"),
        ("---\ntags: [detection_rule, T1001]\n---\nx", "T1002 - x.md"),
        ("---\ntags: [T1001]\n---\nx", "x.md"),
    ],
)  # fmt: skip
def test_kb121_is_silent_where_all_agree_and_where_a_note_only_refers(text: str, path: str) -> None:
    assert [item.code for item in note(text, path).diagnostics] == []


def test_findings_of_all_stages_are_in_order() -> None:
    found = note("---\ntags: [_a, T1.1]\ncssclass: x\ntag: y\n---\n").diagnostics
    assert [str(item.location) for item in found] == ["a.md:2:8", "a.md:2:12", "a.md:3:1", "a.md:4:1"]
    assert note("---\na: [,]\n---\nx").diagnostics[0].code == "KB101"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntags: [detection_rule]\ntitle: From the note\n---\n```yml\ntitle: R\nlogsource: {}\ndetection: {}\n```",
         "From the note"),
        ("---\ntags: [detection_rule]\n---\n```yml\ntitle: R\nlogsource: {}\ndetection: {}\n```", "R"),
        ("---\ntags: [detection_rule]\n---\n# x", "a file"),
        ("---\ntags: [atomic_test]\n---\n# T1046: Discovery\n", "T1046: Discovery"),
        ("# Welcome\ntext", "Welcome"),
        ("## Not a title", "a file"),
        ("text\n# Late", "a file"),
        ("", "a file"),
    ],
)  # fmt: skip
def test_titles_by_kind(text: str, title: str) -> None:
    assert note(text, "folder/a file.md").title == title
