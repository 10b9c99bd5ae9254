"""The lists of rules, tests and other pages hold every note of their kind."""

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse, text_of

from kbgen.pages.page import Page
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Files = Mapping[str, str | bytes]


@pytest.fixture
def page(make_vault: MakeVault) -> Callable[[Files, str], Page]:
    return lambda files, url: next(
        page.finished() for page in Project(make_vault(files)).site.pages if page.url == url
    )


PageAt = Callable[[Files, str], Page]


def rule(title: str, level: str = "", tags: str = "detection_rule", product: str = "linux") -> str:
    return (
        f"---\ntitle: {title}\ntags: [{tags}]\n{f'level: {level}' if level else 'x: 1'}\n---\n\n"
        f"```yml\ntitle: {title}\nlogsource:\n    product: {product}\ndetection:\n    condition: x\n```\n"
    )


RULES: Files = {
    "a.md": rule("Zeta", "high"),
    "b.md": rule("alpha", "high", "t1046, detection_rule"),
    "c.md": rule("Crit", "critical", "t9999, detection_rule", "windows"),
    "d.md": rule("Odd", "severe"),
    "e.md": rule("None"),
    "f.md": rule("Info", "Informational"),
    "g.md": rule("Broken", "low", ", detection_rule"),
    "T1046.md": "---\ntags: [T1046, techniques]\n---\n",
}


def sections(tree: Element) -> list[tuple[str, list[str]]]:
    """Return, for each heading of level two, its text and the first links of the rows below it."""
    found: list[tuple[str, list[str]]] = []
    for element in tree.iter():
        if element.tag == "h2":
            found.append((text_of(element), []))
        elif element.tag == "tr" and found and (link := element.find("td/a")) is not None:
            found[-1][1].append(text_of(link))
    return found


def test_rules_stand_by_level_the_worst_first_and_by_title(page: PageAt) -> None:
    assert sections(parse(page(RULES, "rules/").html)) == [
        ("critical 1", ["Crit"]),
        ("high 2", ["alpha", "Zeta"]),
        ("informational 1", ["Info"]),
        ("severe 1", ["Odd"]),
        ("unknown 2", ["Broken", "None"]),
    ]


def test_the_contents_of_the_list_of_rules_are_its_levels(page: PageAt) -> None:
    shown = page(RULES, "rules/")
    headings = {e.get("id"): text_of(e).split()[0].casefold() for e in parse(shown.html).iter("h2")}
    assert {entry.anchor: entry.title.casefold() for entry in shown.toc} == headings


def test_every_rule_is_a_link_to_its_page(page: PageAt) -> None:
    tree = parse(page(RULES, "rules/").html)
    links = {link.get("href") for row in tree.iter("tr") if (link := row.find("td/a")) is not None}
    assert links == {f"../rules/{name}/" for name in "abcdefg"}
    assert "7 rules" in text_of(tree)


def test_rules_that_no_query_counts_are_named(page: PageAt) -> None:
    tree = parse(page(RULES, "rules/").html)
    (notice,) = [e for e in tree.iter() if "kb-notice--warning" in e.get("class", "").split()]
    assert "1 rule is" in text_of(notice)
    assert "Broken" in text_of(notice)
    (row,) = [row for row in tree.iter("tr") if "Broken" in text_of(row)]
    assert "not counted" in text_of(row)
    others = [row for row in tree.iter("tr") if "Broken" not in text_of(row)]
    assert [row for row in others if "not counted" in text_of(row)] == []


def test_a_rule_names_its_techniques(page: PageAt) -> None:
    tree = parse(page(RULES, "rules/").html)
    assert [e.get("href") for e in tree.iter("a") if text_of(e) == "T1046"] == ["../techniques/T1046/"]
    assert "T9999" in text_of(tree)
    assert [e for e in tree.iter("a") if text_of(e) == "T9999"] == []


def test_levels_statuses_and_products_are_counted(page: PageAt) -> None:
    tree = parse(page(RULES, "rules/").html)
    facts = {text_of(e.findall("dt")[0]): text_of(e.findall("dd")[0]) for e in tree.findall(".//dl/div")}
    assert facts["Statuses"] == "unknown 7"
    assert facts["Products"] == "linux 6, windows 1"
    assert [part for part in ("critical 1", "high 2", "unknown 2") if part not in facts["Levels"]] == []


def test_a_vault_without_rules_has_a_list_without_tables(page: PageAt) -> None:
    tree = parse(page({"a.md": "A\n"}, "rules/").html)
    assert "0 rules" in text_of(tree)
    assert tree.find(".//table") is None


def runbook(tags: str, cases: int, platforms: str = "Linux") -> str:
    headings = "".join(
        f"## Atomic Test #{number} - N\n\n**Supported Platforms:** {platforms}\n\n" for number in range(cases)
    )
    return f"---\ntags: [{tags}]\n---\n{headings}"


def test_tests_stand_by_technique(page: PageAt) -> None:
    files = {
        "b.md": runbook("T1046, atomic_test", 2),
        "a.md": runbook("T1059_001, T1046, atomic_test", 1, "macOS, Windows"),
        "n.md": runbook("atomic_test", 1),
        "T1046 - Scan.md": "---\ntags: [T1046, techniques]\n---\n",
    }
    tree = parse(page(files, "tests/").html)
    rows = [[text_of(cell) for cell in row.iter("td")] for row in tree.findall(".//tbody/tr")]
    assert rows == [
        ["No technique", "n", "Linux", "1"],
        ["T1046 Scan", "a", "macOS, Windows", "1"],
        ["T1046 Scan", "b", "Linux", "2"],
        ["T1059.001", "a", "macOS, Windows", "1"],
    ]
    assert "3 notes with 4 single tests" in text_of(tree)


def test_other_pages_stand_by_folder_and_other_files_below(page: PageAt) -> None:
    files: Files = {
        "z.md": "# Last title\n",
        "a.md": "A\n",
        "Sub/b.md": "B\n",
        "T1046.md": "---\ntags: [T1046, techniques]\n---\n",
        "Sub/pic ture.png": b"x",
        "x.canvas": b"{}",
    }
    tree = parse(page(files, "pages/").html)
    assert [text_of(e) for e in tree.iter("h2")] == ["Vault", "Sub", "Other files"]
    assert [(text_of(e), e.get("href")) for e in tree.iter("a")] == [
        ("a", "../a/"),
        ("Last title", "../z/"),
        ("b", "../sub/b/"),
        ("Sub/pic ture.png", "../Sub/pic%20ture.png"),
        ("x.canvas", "../x.canvas"),
    ]
