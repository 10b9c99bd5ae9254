"""The list of tags and a page for each."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from html_tree import parse, text_of

from kbgen.pages.page import Page
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

FILES: Mapping[str, str | bytes] = {
    "a.md": "---\ntags: [Inbox, T1046, techniques]\n---\nText #inbox.\n",
    "b.md": "---\ntags: [inbox/To-Read]\n---\n# B title\n",
    "c.md": "Text #Inbox and #inbox/to-read/now.\n",
    "d.md": "---\ntags: [inboxes]\n---\n",
    "e.md": "---\ntags: [Inbox, detection_rule]\n---\n",
}


@pytest.fixture
def pages(make_vault: MakeVault) -> dict[str, Page]:
    return {page.url: page.finished() for page in Project(make_vault(FILES)).site.pages}


def links(page: Page) -> list[tuple[str, str]]:
    return [(text_of(e), e.get("href", "")) for e in parse(page.html).iter("a")]


def test_the_list_holds_every_tag_once_whatever_its_case(pages: dict[str, Page]) -> None:
    rows = [
        [text_of(cell) for cell in row.findall("td")]
        for row in parse(pages["tags/"].html).findall(".//tbody/tr")
    ]
    assert rows == [
        ["#detection_rule", "1"],
        ["#Inbox", "3"],
        ["#inbox/To-Read", "1"],
        ["#inbox/to-read/now", "1"],
        ["#inboxes", "1"],
        ["#T1046", "1"],
        ["#techniques", "1"],
    ]
    assert "7 tags" in text_of(parse(pages["tags/"].html))


def test_the_page_of_a_tag_lists_its_notes_by_kind(pages: dict[str, Page]) -> None:
    page = pages["tags/inbox/"]
    assert page.title == "#Inbox"
    found = links(page)
    assert {("T1046 a", "../../techniques/T1046/"), ("c", "../../c/"), ("e", "../../rules/e/")} <= set(found)
    assert ("d", "../../d/") not in found
    headings = [text_of(e).split(" ")[0] for e in parse(page.html).iter("h2")]
    assert headings == ["Techniques", "Detection", "Pages"]


def test_the_page_of_a_tag_leads_to_the_tags_below_it(pages: dict[str, Page]) -> None:
    assert [link for link in links(pages["tags/inbox/"]) if link[0].startswith("#")] == [
        ("#inbox/To-Read", "../../tags/inbox/to-read/"),
        ("#inbox/to-read/now", "../../tags/inbox/to-read/now/"),
    ]
    assert [link for link in links(pages["tags/inboxes/"]) if link[0].startswith("#")] == []


def test_the_page_of_a_tag_holds_what_the_query_for_the_tag_finds(pages: dict[str, Page]) -> None:
    # The search language, section 5.1: `tag:inbox` matches `inbox` and `inbox/to-read`.
    found = {href for _, href in links(pages["tags/inbox/"])}
    assert {"../../techniques/T1046/", "../../b/", "../../c/", "../../rules/e/"} <= found
    below = {href for _, href in links(pages["tags/inbox/to-read/"])}
    assert {"../../../b/", "../../../c/"} <= below
    assert "../../../techniques/T1046/" not in below


def test_a_vault_without_tags_has_an_empty_list(make_vault: MakeVault) -> None:
    site = Project(make_vault({"a.md": "A\n"})).site
    tree = parse(next(page.html for page in site.pages if page.url == "tags/"))
    assert "0 tags" in text_of(tree)
    assert [page.url for page in site.pages if page.url.startswith("tags/")] == ["tags/"]
