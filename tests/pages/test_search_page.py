"""The search page without its script: it says what it needs and leads to every list."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import parse, text_of

from kbgen.pages.page import Page
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def page(make_vault: MakeVault) -> Page:
    files = {"T1059.md": "---\ntags: [techniques, T1059]\n---\n", "g.md": "---\ntags: [group, G0016]\n---\n"}
    (page,) = [page.finished() for page in Project(make_vault(files)).site.pages if page.url == "search/"]
    return page


def test_it_has_a_place_for_the_search_and_no_form_that_would_do_nothing(page: Page) -> None:
    tree = parse(page.html)
    assert [element.tag for element in tree.iter() if element.get("data-kb-search") is not None] == ["div"]
    assert list(tree.iter("form")) == []


def test_without_a_script_it_says_so(page: Page) -> None:
    (place,) = [element for element in parse(page.html).iter() if element.get("data-kb-search") is not None]
    assert "needs JavaScript" in text_of(place), "the script puts the search into its place"


def test_it_leads_to_the_lists_of_all_kinds_that_there_are(page: Page) -> None:
    links = {a.get("href"): text_of(a) for a in parse(page.html).iter("a")}
    assert links == {
        "../techniques/": "Techniques",
        "../tactics/": "Tactics",
        "../rules/": "Detection rules",
        "../tests/": "Atomic tests",
        "../groups/": "Groups",
        "../pages/": "Pages",
        "../tags/": "Tags",
    }


def test_it_alone_loads_the_search_at_once(page: Page) -> None:
    assert (page.styles, page.scripts) == (("search.css",), ("search.js",))


def test_no_note_takes_its_address(make_vault: MakeVault) -> None:
    site = Project(make_vault({"Search.md": "# Mine\n"})).site
    (mine,) = [page.url for page in site.pages if page.source_path == "Search.md"]
    assert mine.startswith("search-")
