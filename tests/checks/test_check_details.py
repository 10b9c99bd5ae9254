"""What findings say: the way out, the repair, and lints that the specifications ask for."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def check(make_vault: MakeVault) -> Callable[[Mapping[str, str | bytes]], list[Diagnostic]]:
    """Return a function from files to their findings."""
    return lambda files: list(Project(make_vault(files)).diagnostics)


Check = Callable[[Mapping[str, str | bytes]], list[Diagnostic]]


def repaired(text: str, finding: Diagnostic) -> str:
    """Return the line of a text that a finding repairs, repaired."""
    fix = finding.fix
    assert fix is not None
    line = text.split("\n")[fix.line - 1]
    assert line[fix.column - 1 :].startswith(fix.old)
    return line[: fix.column - 1] + fix.new + line[fix.column - 1 + len(fix.old) :]


def only(findings: list[Diagnostic], code: str) -> Diagnostic:
    (finding,) = [each for each in findings if each.code == code]
    return finding


def test_kb101_repairs_a_list_with_an_empty_item(check: Check) -> None:
    text = "---\ntags: [, detection_rule]\n---\n"
    assert repaired(text, only(check({"a.md": text}), "KB101")) == "tags: [detection_rule]"


def test_kb117_repairs_one_tag_each(check: Check) -> None:
    text = "---\ntags: [T1078_003, techniques, Defense_Evasion,_Initial_Access,_Persistence]\n---\n"
    first, second = [finding for finding in check({"a.md": text}) if finding.code == "KB117"]
    assert repaired(text, first).endswith("Defense_Evasion,Initial_Access,_Persistence]")
    assert repaired(text, second).endswith("Defense_Evasion,_Initial_Access,Persistence]")
    assert "Persistence" in second.hint


def test_kb122_repairs_where_decoding_again_works(check: Check) -> None:
    text = "a \u00e2\u0080\u009cword\u00e2\u0080\u009d b"
    found = [finding for finding in check({"a.md": text}) if finding.code == "KB122"]
    assert repaired(text, found[0]) == "a “word\u00e2\u0080\u009d b"
    assert "“" in found[0].hint


def test_kb122_repairs_nothing_where_decoding_again_fails(check: Check) -> None:
    assert only(check({"a.md": "a \u0093 b"}), "KB122").fix is None


def test_kb118_counts_and_names_the_places(check: Check) -> None:
    text = "---\ntags: [T1046, techniques]\n---\na?b and c?1\nd?e https://x.org/?a?b\n"
    message = only(check({"T.md": text}), "KB118").message
    assert "3 " in message
    assert [place for place in ("4:2", "4:10", "5:2") if place not in message] == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        # File names hold no colon: a hyphen that sticks to its word stands for one.
        ("T1055.013 - Injektion- Doppelgänger", "## Injektion: Doppelgänger\n"),
        ("T1055.013 - Injektion- Doppelgänger", "## Injektion- Doppelgänger\n"),
        ("T1055.013 - Doppelgänger", "Text without a heading.\n"),
        ("T1055.013 - Injektion- Doppelgänger", "Text without a heading.\n"),
        ("T1055.013-Böser_Doppelgänger", "## Böser Doppelgänger\n"),
    ],
)
def test_kb123_is_silent_where_the_file_name_has_all_letters(check: Check, name: str, body: str) -> None:
    found = check({f"{name}.md": f"---\ntags: [T1055_013, techniques]\n---\n{body}"})
    assert [str(finding) for finding in found if finding.code == "KB123"] == []


def test_kb123_suggests_the_name_of_the_heading(check: Check) -> None:
    text = "---\ntags: [T1055_013, techniques]\n---\n## Process Doppelgänging\n"
    finding = only(check({"T1055.013 - Process Doppelg„nging.md": text}), "KB123")
    assert "T1055.013 - Process Doppelgänging.md" in finding.hint


def test_kb201_suggests_a_name_that_is_nearly_the_same(check: Check) -> None:
    found = check({"a.md": "[[Netwrok Service Discovery]]\n", "Network Service Discovery.md": "x"})
    assert '"Network Service Discovery"' in only(found, "KB201").hint


def test_kb201_an_address_in_a_wikilink_gets_the_right_form(check: Check) -> None:
    assert "[text](https://example.org)" in only(check({"a.md": "[[https://example.org]]\n"}), "KB201").hint


def test_kb203_names_the_candidates_the_taken_one_first(check: Check) -> None:
    message = only(check({"c.md": "[[N]]\n", "b/N.md": "1", "a/N.md": "2"}), "KB203").message
    assert message.index("a/N.md") < message.index("b/N.md")


def test_kb205_names_the_note_and_what_to_write(check: Check) -> None:
    finding = only(check({"a.md": "[[AI]]\n", "sub/Note.md": "---\naliases: AI\n---\n"}), "KB205")
    assert "sub/Note.md" in finding.message
    assert "[[Note|AI]]" in finding.hint


def test_kb404_suggests_the_nearest_tag(check: Check) -> None:
    files = {
        "a.md": "```query\ntag: detectoin_rule\n```\n",
        "b.md": "---\ntags: [detection_rule]\n---\n\n```yml\ntitle: R\nlogsource: {}\ndetection: {}\n```\n",
    }
    finding = only(check(files), "KB404")
    assert finding.message == 'query tag "detectoin_rule" matches nothing'
    assert finding.hint == 'did you mean "detection_rule"?'


def test_kb505_names_the_first_place(check: Check) -> None:
    rule = "---\ntags: [detection_rule]\n---\n\n```yml\ntitle: R\nid: 5\nlogsource: {}\ndetection: {}\n```\n"
    assert "a.md:7" in only(check({"a.md": rule, "b.md": rule}), "KB505").message


def test_a_link_that_leads_nowhere_is_one_warning(check: Check) -> None:
    found = check({"a.md": "![[gone]]\n"})
    assert [(d.code, d.severity) for d in found] == [("KB201", Severity.WARNING)]


@pytest.mark.parametrize(
    "files",
    [
        {"a.md": "Text.\n\n![[b]]\n", "b.md": "More.\n\n![[a]]\n"},
        {"a.md": "Text.\n\n![[a]]\n"},
        {"a.md": "A\n\n![[b]]\n", "b.md": "B\n\n![[c]]\n", "c.md": "C\n\n![[a]]\n"},
    ],
    ids=["two notes", "itself", "three notes"],
)
def test_an_embed_cycle_is_a_warning_at_an_embed_of_it(check: Check, files: dict[str, str | bytes]) -> None:
    # The dialect, section 6: "a cycle or missing target gives a notice on the page and a warning".
    warnings = [str(d.location) for d in check(files) if d.severity is Severity.WARNING]
    assert set(warnings) & {f"{path}:3:1" for path in files}


@pytest.mark.parametrize(
    ("text", "line"),
    [("Claim.[^nobody]\n", 1), ("Text.\n\n[^unused]: A source.\n", 3)],
    ids=["undefined reference", "unused definition"],
)
def test_footnotes_without_their_counterpart_are_reported(check: Check, text: str, line: int) -> None:
    # The dialect, section 12: "Undefined reference: stays as text, lint. Unused definition: kept out, lint."
    assert [d.location.line for d in check({"a.md": text})] == [line]


def test_a_list_that_a_generator_joined_is_reported(check: Check) -> None:
    # The vault rules, section 3: "Split as in section 1.5, with a lint."
    text = "---\ntags: [T1046, techniques]\nplatforms:\n  - Linux - macOS - Windows\n---\nText.\n"
    assert [d.location.line for d in check({"T1046.md": text})] in ([3], [4])
