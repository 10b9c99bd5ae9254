"""The facts card of a note, and values as HTML."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from markupsafe import Markup

from kbgen.project import Project
from kbgen.render.facts import Value, facts
from kbgen.render.templates import fill_template
from kbgen.render.values import cell, plural, value

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def facts_of(make_vault: MakeVault) -> Callable[..., dict[str, list[str]]]:
    """Return a function from the text of a note, and other files, to its facts."""

    def found(text: str, **others: str) -> dict[str, list[str]]:
        files = {"a.md": text, **{f"{name}.md": other for name, other in others.items()}}
        project = Project(make_vault(files))
        note = project.knowledge.notes["a.md"]
        shown = facts(note, project.world, project.addresses.notes["a.md"])
        return {fact.label: [item.text for item in fact.values] for fact in shown}

    return found


FactsOf = Callable[..., dict[str, list[str]]]

SUB = (
    "---\ncreated: 2020-01-02\nlast_modified: 2023/7/5\nversion: {}\ntactics: Execution, Defense_Evasion\n"
    "url: https://attack.mitre.org/techniques/T1059/001\nplatforms: {}\ntags: [T1059_001, techniques]\n---\nText.\n"
)
PARENT = "---\ntags: [T1059, techniques]\n---\n"


def test_the_facts_of_a_technique(facts_of: FactsOf) -> None:
    found = facts_of(SUB.format("3.10", "Linux, macOS"), **{"T1059 - Interpreter": PARENT})
    assert found == {
        "ID": ["T1059.001"],
        "Verdict": ["gap"],
        "Sub-technique of": ["T1059 Interpreter"],
        "Tactics": ["Execution", "Defense Evasion"],
        "Platforms": ["Linux", "macOS"],
        "Version": ["3.10"],
        "Created": ["2020-01-02"],
        "Last modified": ["2023-07-05"],
        "At MITRE": ["attack.mitre.org"],
    }


@pytest.mark.parametrize("version", ["1.0", "3.10", "2"])
def test_a_version_is_shown_as_written(facts_of: FactsOf, version: str) -> None:
    assert facts_of(SUB.format(version, "Linux"))["Version"] == [version]


@pytest.mark.parametrize(
    "platforms",
    [
        "Linux, macOS, Office-365",
        "[Linux, macOS, Office-365]",
        "[Linux - macOS - Office-365]",
        "'Linux,macOS , Office-365'",
    ],
)
def test_platforms_are_split_at_commas_and_joints_and_not_at_hyphens(
    facts_of: FactsOf, platforms: str
) -> None:
    assert facts_of(SUB.format("1.0", platforms))["Platforms"] == ["Linux", "macOS", "Office-365"]


def test_facts_without_a_value_are_left_out(facts_of: FactsOf) -> None:
    found = facts_of("---\ntags: [T1046, techniques]\nversion: ''\ncreated:\n---\n")
    assert found == {"ID": ["T1046"], "Verdict": ["gap"]}


def test_a_parent_without_a_note_is_named(facts_of: FactsOf) -> None:
    assert facts_of(SUB.format("1.0", "Linux"))["Sub-technique of"] == ["T1059"]


def test_a_date_that_is_none_is_shown_as_written(facts_of: FactsOf) -> None:
    assert facts_of("---\ntags: [T1046, techniques]\ncreated: soon\n---\n")["Created"] == ["soon"]


SIGMA = (
    "\n```yml\ntitle: Of the rule\nid: 11111111-2222-4333-8444-555555555555\nstatus: experimental\n"
    "author: Somebody\nlicense: MIT\ndate: 2023/01/02\nmodified: 2023/02/03\nlevel: medium\n"
    "logsource:\n    product: windows\n    category: process_creation\n    service: sysmon\n"
    "detection:\n    condition: x\n```\n"
)


def test_the_facts_of_a_rule_come_from_the_sigma_rule(facts_of: FactsOf) -> None:
    assert facts_of(f"---\ntags: [execution, t1046, detection_rule]\n---\n{SIGMA}") == {
        "Techniques": ["T1046"],
        "Tactics": ["Execution"],
        "Level": ["medium"],
        "Status": ["experimental"],
        "Log source": ["windows/process_creation/sysmon"],
        "Author": ["Somebody"],
        "Created": ["2023-01-02"],
        "Last modified": ["2023-02-03"],
        "Rule ID": ["11111111-2222-4333-8444-555555555555"],
        "License": ["MIT"],
    }


def test_the_front_matter_speaks_before_the_sigma_rule(facts_of: FactsOf) -> None:
    front = "level: Critical\nstatus: stable\nlogsrc_product: linux\ncreated: 2022-09-09\nlast_modified: ''\n"
    found = facts_of(f"---\ntags: [detection_rule]\n{front}---\n{SIGMA}")
    assert (found["Level"], found["Status"]) == (["critical"], ["stable"])
    assert found["Log source"] == ["linux/process_creation/sysmon"]
    assert (found["Created"], found["Last modified"]) == (["2022-09-09"], ["2023-02-03"])


def test_an_unknown_word_is_shown_as_written_a_missing_one_as_unknown(facts_of: FactsOf) -> None:
    found = facts_of("---\ntags: [detection_rule]\nlevel: severe\n---\n")
    assert (found["Level"], found["Status"]) == (["severe"], ["unknown"])


def test_the_facts_of_tests(facts_of: FactsOf) -> None:
    tests = (
        "---\ntags: [T1046, atomic_test]\n---\n"
        "## Atomic Test #1 - One\n\n**Supported Platforms:** Linux, macOS\n\n"
        "## Atomic Test #2 - Two\n\n**Supported Platforms:** Windows\n"
    )
    assert facts_of(tests, **{"T1046 - Scan": "---\ntags: [T1046, techniques]\n---\n"}) == {
        "Techniques": ["T1046 Scan"],
        "Tests": ["2"],
        "Platforms": ["Linux", "macOS", "Windows"],
    }


def test_a_page_has_no_facts(facts_of: FactsOf) -> None:
    assert facts_of("Text.\n") == {}


def test_techniques_and_tactics_are_links(make_vault: MakeVault) -> None:
    rule = "---\ntags: [t1046, discovery, detection_rule]\n---\n"
    technique = "---\ntags: [T1046, techniques]\ntactics: Discovery\n---\n"
    project = Project(make_vault({"r.md": rule, "T1046 - Scan.md": technique}))
    shown = facts(project.knowledge.notes["r.md"], project.world, "rules/r/")
    urls = {item.text: item.url for fact in shown for item in fact.values if item.url}
    assert urls == {"T1046 Scan": "../../techniques/T1046/", "Discovery": "../../tactics/TA0007/"}


EVIL = '<script>alert("x")</script> & {{ 7*7 }}'
SAFE = "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; {{ 7*7 }}"


@pytest.mark.parametrize("style", ["", "chip", "code", "number", "level high", f"status {EVIL}"])
@pytest.mark.parametrize("url", ["", '"><script>'])
def test_values_are_escaped_in_every_style(style: str, url: str) -> None:
    for html in (value(Value(EVIL, url, style)), cell(Value(EVIL, url, style, sort=EVIL))):
        assert isinstance(html, Markup)
        assert SAFE in html
        assert "<script" not in html


def test_a_link_to_another_host_does_not_tell_where_it_comes_from() -> None:
    assert 'rel="noopener noreferrer"' in value(Value("x", "https://example.org/"))
    assert "rel=" not in value(Value("x", "../a/"))


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 notes"), (1, "1 note"), (2, "2 notes"), (1234, "1,234 notes")]
)
def test_counts_come_with_their_noun(count: int, shown: str) -> None:
    assert plural(count, "note", "notes") == shown


def test_templates_escape_texts_and_leave_finished_html() -> None:
    values = {
        "query": EVIL,
        "count": 0,
        "columns": (),
        "rows": (),
        "fault": None,
        "empty": Markup("<b>none</b>"),
    }
    options = type(
        "Options", (), {"hide_title": False, "title": EVIL, "hide_results": False, "collapsed": False}
    )
    html = fill_template("partials/query.html", {**values, "options": options})
    assert "<script" not in html
    assert html.count(SAFE) >= 3
    assert "<b>none</b>" in html
