"""The facts cards of rules, correlations and filters."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.project import Project
from kbgen.render.facts import Value, facts
from kbgen.settings import Settings, Source, SourceKind

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Cards = Callable[[str], dict[str, list[Value]]]

ONE = "11111111-2222-4333-8444-555555555501"
GUID = "11111111-2222-4333-8444-555555555509"
RULE = f"""title: One
id: {ONE}
name: one
author: Ann, Bob
license: MIT
references: [https://example.org/a, "a book"]
related:
    - {{id: 11111111-2222-4333-8444-555555555502, type: derived}}
    - {{id: 11111111-2222-4333-8444-555555555508, type: obsolete}}
logsource: {{product: windows, service: security}}
detection: {{k: [a], condition: k}}
simulation:
    - {{type: atomic-red-team, name: Scan, atomic_guid: {GUID}}}
    - {{type: atomic-red-team, atomic_guid: 11111111-2222-4333-8444-555555555507}}
"""
MANY = """title: Many
id: 11111111-2222-4333-8444-555555555502
correlation:
    type: value_count
    rules: [one, gone]
    group-by: [User, Host]
    timespan: 10m
    condition: {gte: 3, lt: 9, field: Target}
"""
FILTER = f"""title: Less
id: 11111111-2222-4333-8444-555555555503
author: Cy
logsource: {{product: windows}}
filter: {{rules: [{ONE}, gone], s: {{a: b}}, condition: not s}}
"""
TEST = f"""---
tags: [atomic_test, T1046]
---
## Atomic Test #1 - Scan

**Supported Platforms:** Linux

**auto_generated_guid:** {GUID}
"""


def note(yaml: str, tags: str = "detection_rule") -> str:
    return f"---\ntags: [{tags}]\n---\n```yml\n{yaml}```\n"


@pytest.fixture(name="cards")
def make_cards(make_vault: MakeVault) -> Cards:
    """Return a function from the path of a note to its facts."""
    files = {
        "one.md": note(RULE, "detection_rule, t1046"),
        "many.md": note(MANY, "detection_rule, t1110"),
        "less.md": note(FILTER, "x"),
        "T1046 - Scan.md": "---\ntags: [T1046, techniques]\n---\n",
        "test.md": TEST,
        "bare.md": note("title: Bare\nlogsource: {}\ndetection: {}\n"),
        "none.md": "---\ntags: [detection_rule]\n---\n",
    }
    project = Project(make_vault(files))

    def cards(path: str) -> dict[str, list[Value]]:
        shown = facts(project.knowledge.notes[path], project.world, project.addresses.notes[path])
        return {fact.label: list(fact.values) for fact in shown}

    return cards


def test_a_rule_shows_its_ties(cards: Cards) -> None:
    card = cards("one.md")
    assert card["Related rules"] == [
        Value("Many (derived)", "../../rules/many/"),
        Value("11111111-2222-4333-8444-555555555508 (obsolete)"),
    ]
    assert card["Joined by"] == [Value("Many", "../../rules/many/")]
    assert card["Filtered by"] == [Value("Less", "../../less/")]
    scan, unknown = card["Simulations"]
    assert (scan.text, unknown) == (f"Scan ({GUID})", Value("11111111-2222-4333-8444-555555555507"))
    assert scan.url == f"../../tests/test/#{GUID}"


def test_a_rule_shows_author_licence_and_references(cards: Cards) -> None:
    card = cards("one.md")
    assert (card["Author"], card["License"]) == ([Value("Ann, Bob")], [Value("MIT")])
    assert card["References"] == [Value("https://example.org/a", "https://example.org/a"), Value("a book")]


def test_a_correlation_shows_what_it_joins_and_how(cards: Cards) -> None:
    card = cards("many.md")
    assert card["Correlation"] == [Value("value_count", style="code")]
    assert card["Joins"] == [Value("One", "../../rules/one/"), Value("gone", style="code")]
    assert (card["Time span"], card["Condition"]) == ([Value("10m")], [Value("≥ 3 and < 9 of Target")])
    assert card["Group by"] == [Value("User", style="code"), Value("Host", style="code")]
    assert card["Joined rules alert"] == [Value("only through this one")]
    assert card["Inherited techniques"] == [Value("T1046 Scan", "../../techniques/T1046/")]
    assert card["Techniques"] == [Value("T1110", style="code")]
    assert card["Log source"] == [Value("windows/security", style="code")]


def test_a_condition_that_is_a_text_is_shown_as_it_is(make_vault: MakeVault) -> None:
    text = MANY.replace("{gte: 3, lt: 9, field: Target}", "one and gone").replace("value_count", "temporal")
    project = Project(make_vault({"many.md": note(f"{text}    generate: true\n")}))
    shown = facts(project.knowledge.notes["many.md"], project.world, "rules/many/")
    card = {fact.label: [value.text for value in fact.values] for fact in shown}
    assert (card["Condition"], card["Joined rules alert"]) == (["one and gone"], ["on their own as well"])


def test_a_rule_beside_its_correlation_is_named(make_vault: MakeVault) -> None:
    several = f"{RULE.replace('license: MIT', 'tags: [attack.t1078]')}---\n{MANY}"
    project = Project(make_vault({"many.md": note(several)}))
    shown = facts(project.knowledge.notes["many.md"], project.world, "rules/many/")
    card = {fact.label: fact.values for fact in shown}
    assert card["Joins"] == (Value("One"), Value("gone", style="code"))
    assert card["Inherited techniques"] == (Value("T1078", style="code"),)


def test_a_filter_shows_what_it_filters(cards: Cards) -> None:
    assert cards("less.md") == {
        "Filters": [Value("One", "../rules/one/"), Value("gone", style="code")],
        "Log source": [Value("windows", style="code")],
        "Author": [Value("Cy")],
        "Filter ID": [Value("11111111-2222-4333-8444-555555555503", style="code")],
        "License": [Value("not stated")],
    }


def test_what_a_rule_does_not_say_of_author_and_licence(cards: Cards) -> None:
    card = cards("bare.md")
    assert (card["Author"], card["License"]) == ([Value("not stated")], [Value("not stated")])
    assert {"Author", "License"}.isdisjoint(cards("none.md"))


@pytest.mark.parametrize("text", [RULE, MANY, FILTER, "title: a: b\nlogsource: {}\ndetection: {}\n"])
def test_every_mounted_rule_has_a_licence(make_vault: MakeVault, tmp_path: Path, text: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "x.yml").write_text(text.replace("license: MIT\n", ""))
    project = Project(make_vault({}), Settings(sources=(Source(SourceKind.SIGMA, "rules"),)), base=tmp_path)
    (mounted,) = project.knowledge.notes.values()
    card = {fact.label: fact.values for fact in facts(mounted, project.world, "rules/x/")}
    (value,) = card["License"]
    assert (value.text, value.url) == ("DRL 1.1", "https://github.com/SigmaHQ/Detection-Rule-License")
