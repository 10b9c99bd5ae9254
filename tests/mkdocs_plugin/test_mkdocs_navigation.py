"""The navigation tree, the place of the other pages, and the markup that the theme makes of it."""

import re
from pathlib import Path

import pytest
from made_up import with_site
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Link, Section

from kbgen.mkdocs_plugin.files import PageFile
from kbgen.mkdocs_plugin.navigation import build_navigation, hide_empty_sidebars, read_nav
from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.mkdocs_plugin.site_builder import build_site
from kbgen.pages.page import NavigationItem, Page, Site

URLS = (
    "",
    "coverage/",
    "coverage/gaps/",
    "techniques/",
    "techniques/T1059/",
    "techniques/T1059/001/",
    "playbooks/x/",
)
NAVIGATION = (
    NavigationItem("Start", ""),
    NavigationItem("Coverage", "coverage/", (NavigationItem("Gaps", "coverage/gaps/"),)),
    NavigationItem("ATT&CK", children=(NavigationItem("Techniques", "techniques/"),)),
    NavigationItem("Data", "api/notes.json"),
)


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, PreparedPage]:
    config = MkDocsConfig()
    config.load_dict({"site_name": "T", "docs_dir": str(tmp_path), "site_dir": str(tmp_path / "s")})
    config.validate()
    made = [
        PageFile(Page(url, f"Page {url}", "", source_path=f"{url}n.md"), config, lambda _: True).page
        for url in URLS
    ]
    return {page.prepared.url: page for page in made if isinstance(page, PreparedPage)}


def test_items_become_pages_sections_and_links(pages: dict[str, PreparedPage]) -> None:
    nav = build_navigation(NAVIGATION, list(pages.values()))
    start, coverage, attack, data = nav.items
    assert start is pages[""]
    assert nav.homepage is pages[""]
    assert isinstance(coverage, Section)
    assert coverage.children == [pages["coverage/"], pages["coverage/gaps/"]]
    assert pages["coverage/"].is_index
    assert not pages["techniques/"].is_index
    assert isinstance(attack, Section)
    assert attack.title == "ATT&amp;CK"
    assert isinstance(data, Link)
    assert [page.url for page in nav.pages] == ["", "coverage/", "coverage/gaps/", "techniques/"]


def test_a_page_below_an_entry_lights_it_up(pages: dict[str, PreparedPage]) -> None:
    nav = build_navigation(NAVIGATION, list(pages.values()))
    pages["techniques/T1059/001/"].active = True
    assert [item.active for item in nav.items] == [False, False, True, False]
    assert pages["techniques/"].active
    pages["techniques/T1059/001/"].active = False
    assert not any(item.active for item in nav.items)


def test_the_trail_names_what_is_above_once(pages: dict[str, PreparedPage]) -> None:
    build_navigation(NAVIGATION, list(pages.values()))
    assert pages["techniques/T1059/001/"].trail == [
        ("ATT&amp;CK", None),
        ("Techniques", "techniques/"),
        ("Page techniques/T1059/", "techniques/T1059/"),
    ]
    assert pages["coverage/gaps/"].trail == []
    assert pages["coverage/"].trail == []
    assert pages["playbooks/x/"].trail == []


def test_pages_that_show_the_same_entries_share_their_place(pages: dict[str, PreparedPage]) -> None:
    build_navigation(NAVIGATION, list(pages.values()))
    places = {url: page.nav_place for url, page in pages.items()}
    assert places == {
        "": "=",
        "coverage/": "=coverage/",
        "coverage/gaps/": "=coverage/gaps/",
        "techniques/": "=techniques/",
        "techniques/T1059/": "techniques/",
        "techniques/T1059/001/": "techniques/",
        "playbooks/x/": "",
    }


@pytest.mark.parametrize(("features", "hidden"), [(["navigation.tabs"], ["", "playbooks/x/"]), ([], [])])
def test_pages_outside_of_sections_get_the_width_of_the_sidebar(
    pages: dict[str, PreparedPage], features: list[str], hidden: list[str]
) -> None:
    build_navigation(NAVIGATION, list(pages.values()))
    hide_empty_sidebars(pages.values(), features)
    assert sorted(url for url, page in pages.items() if "navigation" in page.meta["hide"]) == hidden


def test_a_nav_of_the_user_may_name_notes_and_urls(pages: dict[str, PreparedPage]) -> None:
    nav = [
        "techniques/n.md",
        {"Gaps": "coverage/gaps"},
        {"Group": ["coverage/", {"Out": "https://example.org/"}]},
        {"Empty": None},
    ]
    assert read_nav(nav, pages.values()) == (
        NavigationItem("Page techniques/", "techniques/"),
        NavigationItem("Gaps", "coverage/gaps/"),
        NavigationItem(
            "Group",
            children=(
                NavigationItem("Page coverage/", "coverage/"),
                NavigationItem("Out", "https://example.org/"),
            ),
        ),
        NavigationItem("Empty"),
    )


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    (tmp_path / "vault").mkdir()
    made = Site(
        tuple(Page(url, f"Page {url}", "") for url in URLS), NAVIGATION, {}, {"api/notes.json": b"[]"}
    )
    monkeypatch.setattr("kbgen.mkdocs_plugin.plugin.Project", with_site(made))
    return build_site(tmp_path / "vault", site_dir=tmp_path / "site").site_dir


def tabs(html: str) -> dict[str, str]:
    """Return the text of each tab by its target, the active ones with a star; a script puts them into the drawer."""
    (items,) = re.findall(r'<ul class="md-tabs__list">(.*?)</ul>', html, re.DOTALL)
    found = re.findall(r'<li([^>]*)><a href="([^"]*)">([^<]*)</a>', items)
    return {target: title + ("*" if "active" in more else "") for more, target, title in found}


def links(html: str, name: str) -> dict[str, str]:
    """Return the text of each link of a navigation by its target, the active ones with a star."""
    found = re.findall(
        rf'<a href="([^"]*)" class="md-{name}__link([^"]*)"[^>]*>(?:<span[^>]*>)?([^<]*)', html
    )
    return {target: title + ("*" if "active" in more else "") for target, more, title in found}


def test_the_sidebar_leads_to_the_entries_from_any_depth(site: Path) -> None:
    html = (site / "techniques/T1059/001/index.html").read_text("utf-8")
    assert links(html, "nav") == {
        "../../../coverage/": "Coverage",
        "../../../coverage/gaps/": "Gaps",
        "../../../techniques/": "Techniques*",
    }
    assert tabs(html) == {
        "../../../": "Start",
        "../../../coverage/": "Coverage",
        "../../../techniques/": "ATT&amp;CK*",
        "../../../api/notes.json": "Data",
    }


def test_the_markup_is_not_shared_with_pages_of_another_place(site: Path) -> None:
    home = (site / "index.html").read_text("utf-8")
    gaps = (site / "coverage/gaps/index.html").read_text("utf-8")
    other = (site / "playbooks/x/index.html").read_text("utf-8")
    assert [text for text in tabs(home).values() if text.endswith("*")] == ["Start*"]
    assert [text for text in links(gaps, "nav").values() if text.endswith("*")] == ["Gaps*"]
    assert [
        text for text in (*links(other, "nav").values(), *tabs(other).values()) if text.endswith("*")
    ] == []
    assert home.count("<kb-drawer data-here>") == 1, "the script says that the reader is on the active entry"
    assert gaps.count('aria-current="page"') == 1
    assert other.count('aria-current="page"') + other.count("data-here") == 0


def test_every_link_of_the_shell_leads_somewhere(site: Path) -> None:
    for page in site.rglob("index.html"):
        for target in re.findall(
            r'<(?:a|link|script|img)[^>]*?(?:href|src)="([^"#]*)"', page.read_text("utf-8")
        ):
            if "://" not in target:
                place = (page.parent / target).resolve()
                assert place.is_file() or (place / "index.html").is_file(), f"{page}: {target}"
