"""The health page holds every finding, by code, the worst codes first."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import parse, text_of

from kbgen.checks.catalogue import CATALOGUE
from kbgen.pages.page import Page
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

FILES: Mapping[str, str | bytes] = {
    "a b.md": "[[gone]] and [[gone too]]\n\n```query\ntag: nobody\n```\n",
    "r.md": "---\ntags: [, detection_rule]\n---\n",
    ".obsidian/app.json": "{",
}


@pytest.fixture
def project(make_vault: MakeVault) -> Project:
    return Project(make_vault(FILES))


def health(project: Project) -> Page:
    return next(page.finished() for page in project.site.pages if page.url == "health/")


def test_every_finding_is_listed_with_place_message_and_way_out(project: Project) -> None:
    items = [text_of(item) for item in parse(health(project).html).findall(".//ul[@class='kb-findings']/li")]
    expected = [f"{d.location} {d.message} {d.hint}".strip() for d in project.diagnostics]
    assert Counter(items) == Counter(" ".join(text.split()) for text in expected)
    assert len(items) > 5
    assert f"{len(items)} findings" in text_of(parse(health(project).html))


def test_a_finding_leads_to_the_page_of_its_note(project: Project) -> None:
    links = {
        text_of(e): e.get("href")
        for e in parse(health(project).html).findall(".//ul[@class='kb-findings']/li/a")
    }
    assert links == {"a b.md": "../a-b/", "r.md": "../r/"}


def test_codes_stand_by_severity_then_by_number_and_are_explained(project: Project) -> None:
    page = health(project)
    headings = [(e.get("id"), text_of(e)) for e in parse(page.html).iter("h2")]
    codes = sorted(
        {d.code for d in project.diagnostics}, key=lambda code: (CATALOGUE[code].severity.rank, code)
    )
    assert headings == [(code.lower(), f"{code} {CATALOGUE[code].title}") for code in codes]
    assert [(entry.anchor, entry.title) for entry in page.toc] == headings
    text = text_of(parse(page.html))
    assert [code for code in codes if CATALOGUE[code].way_out not in text] == []


def test_the_table_counts_the_findings_of_each_code(project: Project) -> None:
    rows = [[text_of(cell) for cell in row] for row in parse(health(project).html).findall(".//tbody/tr")]
    counts = Counter(d.code for d in project.diagnostics)
    assert {row[0]: (row[2], row[3]) for row in rows} == {
        code: (CATALOGUE[code].severity.value, str(count)) for code, count in counts.items()
    }


def test_a_clean_vault_says_so(make_vault: MakeVault) -> None:
    tree = parse(health(Project(make_vault({"a.md": "Fine.\n"}))).html)
    assert "clean" in text_of(tree)
    assert tree.find(".//table") is None
