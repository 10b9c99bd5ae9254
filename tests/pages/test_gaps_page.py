"""The page of gaps: their order and the parts of it, worked out by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from coverage_reports import NOTES, project
from coverage_worlds import TODAY, rule, technique
from html_tree import parse, text_of

from kbgen.pages.page import Page
from kbgen.project import Project


def gaps_of(found: Project) -> Page:
    return next(page.finished() for page in found.site.pages if page.url == "coverage/gaps/")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return gaps_of(project(tmp_path_factory.mktemp("gaps") / "vault", dict(NOTES)))


def test_gaps_stand_in_their_order_with_what_speaks_for_them(page: Page) -> None:
    tree = parse(page.html)
    assert [text_of(cell) for cell in tree.iter("th")] == [
        *("Rank", "Technique", "Tactics", "Why", "Profile", "Groups", "Software"),
        *("Test exists", "Log source collected", "Rules to write", "Inactive rules"),
    ]
    # Both of the first are used by the group of the profile; one by software as well. T1059.004 runs on two platforms.
    assert [[text_of(cell) for cell in row] for row in tree.findall(".//tbody/tr")] == [
        [
            *("1", "T1053 Scheduled Task or Job", "Execution, Persistence", "only inactive rules"),
            *("G0016 Cold Bear", "1", "1", "no", "yes", "1", "Old job"),
        ],
        [
            *("2", "T1059.004 Unix Shell", "Execution", "no rule"),
            *("G0016 Cold Bear", "1", "0", "yes", "not known", "2", ""),
        ],
        ["3", "T1583 =Acquire Infrastructure", "", "no rule", "", "0", "0", "no", "not known", "1", ""],
    ]


def test_a_gap_links_to_its_page_and_an_inactive_rule_to_its_own(page: Page) -> None:
    links = [link.get("href") for link in parse(page.html).findall(".//tbody/tr[1]//a")]
    assert links == ["../../techniques/T1053/", "../../groups/G0016/", "../../rules/old/"]


def test_the_number_has_its_denominator(page: Page) -> None:
    assert "3 of 8 techniques are gaps: no active rule covers them. 1 of them has a test" in page.html
    assert "left out of the denominator: 1 on other platforms, 1 accepted." in page.html


def test_without_gaps_the_page_says_so(make_vault: Callable[..., Path]) -> None:
    vault = make_vault({"T1059.md": technique("T1059", "Windows"), "r.md": rule("T1059")})
    html = gaps_of(Project(vault, today=TODAY)).html
    assert "An active rule covers every technique in scope." in html
    assert "<table" not in html


def test_a_name_is_text_and_no_markup(make_vault: Callable[..., Path]) -> None:
    text = "---\ntags: [T1059, techniques]\n---\n# <b>Bold</b> & co\n"
    html = gaps_of(Project(make_vault({"T1059 - <b>x.md": text}), today=TODAY)).html
    assert "<b>" not in html
