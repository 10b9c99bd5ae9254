"""Techniques by tactic, tactics, and the page of each tactic."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import parse, text_of

from kbgen.pages.page import Page
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


def technique(identifier: str, tactics: str = "", platforms: str = "") -> str:
    return f"---\ntags: [{identifier.replace('.', '_')}, techniques]\ntactics: {tactics}\nplatforms: {platforms}\n---\n"


FILES: Mapping[str, str | bytes] = {
    "T1059 - Interpreter.md": technique("T1059", "Execution", "Linux, Windows"),
    "T1059.001 - Shell.md": technique("T1059.001", "Execution"),
    "T1059.004 - Both.md": technique("T1059.004", "Persistence, Execution"),
    "T1020 - First.md": technique("T1020", "Execution"),
    "T1010 - Odd.md": technique("T1010", "Zebra, Made Up"),
    "T1011 - None.md": technique("T1011"),
    "T1222 - Recon.md": technique("T1222", "Reconnaissance"),
    "r.md": "---\ntags: [t1059, detection_rule]\n---\n",
    "s.md": "---\ntags: [t1059_001, detection_rule]\n---\n",
    "t.md": "---\ntags: [T1059_001, atomic_test]\n---\n## Atomic Test #1 - One\n",
}


@pytest.fixture
def pages(make_vault: MakeVault) -> dict[str, Page]:
    return {page.url: page.finished() for page in Project(make_vault(FILES)).site.pages}


def groups(page: Page) -> list[tuple[str, list[str]]]:
    """Return each heading of level two with the identifiers below it; sub-techniques in a row of their own kind."""
    found: list[tuple[str, list[str]]] = []
    for element in parse(page.html).iter():
        if element.tag == "h2":
            found.append((text_of(element), []))
        elif element.tag == "tr" and element.find("td") is not None and found:
            prefix = "  " if element.get("class") == "kb-sub" else ""
            found[-1][1].append(prefix + text_of(element.findall("td")[0]))
    return found


def test_techniques_stand_by_tactic_sub_techniques_under_their_parent(pages: dict[str, Page]) -> None:
    assert groups(pages["techniques/"]) == [
        ("Reconnaissance 1", ["T1222"]),
        ("Execution 4", ["T1020", "T1059", "  T1059.001", "  T1059.004"]),
        ("Persistence 1", ["T1059.004"]),
        ("Made Up 1", ["T1010"]),
        ("Zebra 1", ["T1010"]),
        ("No tactic 1", ["T1011"]),
    ]


def test_the_contents_are_the_tactics(pages: dict[str, Page]) -> None:
    page = pages["techniques/"]
    ids = {e.get("id") for e in parse(page.html).iter("h2")}
    assert [entry.title for entry in page.toc] == [
        *("Reconnaissance", "Execution", "Persistence", "Made Up", "Zebra", "No tactic"),
    ]
    assert {entry.anchor for entry in page.toc} == ids


def test_rules_and_tests_are_those_of_exactly_this_technique(pages: dict[str, Page]) -> None:
    rows = {}
    for row in parse(pages["techniques/"].html).iter("tr"):
        cells = [text_of(cell) for cell in row.findall("td")]
        if cells:
            rows[cells[0]] = cells[1:]
    assert rows["T1059"] == ["Interpreter", "Linux, Windows", "1", "0"]
    assert rows["T1059.001"] == ["Shell", "", "1", "1"]
    assert rows["T1059.004"] == ["Both", "", "0", "0"]


def test_every_technique_is_in_the_list(pages: dict[str, Page]) -> None:
    links = {e.get("href") for e in parse(pages["techniques/"].html).iter("a")}
    expected = {"T1059/", "T1059/001/", "T1059/004/", "T1020/", "T1010/", "T1011/", "T1222/"}
    assert {f"../techniques/{name}" for name in expected} <= links
    assert "7 techniques and sub-techniques" in text_of(parse(pages["techniques/"].html))


def test_tactics_stand_in_the_order_of_the_matrix_unknown_ones_last(pages: dict[str, Page]) -> None:
    rows = [
        [text_of(cell) for cell in row.findall("td")]
        for row in parse(pages["tactics/"].html).findall(".//tbody/tr")
    ]
    assert rows == [
        ["TA0043", "Reconnaissance", "1"],
        ["TA0002", "Execution", "4"],
        ["TA0003", "Persistence", "1"],
        ["", "Made Up", "1"],
        ["", "Zebra", "1"],
    ]


def test_each_tactic_has_a_page_with_its_techniques(pages: dict[str, Page]) -> None:
    page = pages["tactics/TA0002/"]
    tree = parse(page.html)
    assert page.title == "TA0002 Execution"
    assert [text_of(row.findall("td")[0]) for row in tree.findall(".//tbody/tr")] == [
        *("T1020", "T1059", "T1059.001", "T1059.004"),
    ]
    assert "https://attack.mitre.org/tactics/TA0002" in [e.get("href") for e in tree.iter("a")]
    assert {"tactics/TA0043/", "tactics/TA0003/", "tactics/made-up/", "tactics/zebra/"} <= set(pages)


def test_a_tactic_that_attack_does_not_have_has_no_link_to_mitre(pages: dict[str, Page]) -> None:
    assert "mitre" not in pages["tactics/zebra/"].html


def test_a_second_note_for_a_technique_is_in_a_list_as_well(make_vault: MakeVault) -> None:
    note = technique("T1046", "Discovery")
    site = Project(make_vault({"a/T1046 - X.md": note, "b/T1046 - X.md": note})).site
    links = {
        e.get("href")
        for page in site.pages
        if page.url in {"techniques/", "pages/"}
        for e in parse(page.html).iter("a")
    }
    assert {"../techniques/T1046/", "../b/t1046-x/"} <= links
