"""Finished pages as MkDocs sees them."""

from pathlib import Path
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import PluginCollection
from mkdocs.structure.files import Files

from kbgen.mkdocs_plugin.files import PageFile
from kbgen.mkdocs_plugin.prepared_page import UNDATED, PreparedPage
from kbgen.pages.page import Page, TocEntry


def prepared(page: Page, tmp_path: Path, **options: Any) -> PreparedPage:
    config = MkDocsConfig()
    (tmp_path / "docs").mkdir(exist_ok=True)
    folders = {"docs_dir": str(tmp_path / "docs"), "site_dir": str(tmp_path / "site")}
    config.load_dict({"site_name": "T", **folders, **options})
    errors, _ = config.validate()
    assert errors == []
    config.plugins = PluginCollection()
    file = PageFile(page, config, lambda _: True)
    view = file.page
    assert isinstance(view, PreparedPage)
    view.read_source(config)
    view.render(config, Files([]))
    return view


def test_content_contents_and_anchors_are_those_of_the_core(tmp_path: Path) -> None:
    toc = (TocEntry("One & two", "one", (TocEntry("Deep", "deep"),)), TocEntry("Last", "last"))
    view = prepared(Page("x/", "X", "<p>{{ x }}</p>", toc, frozenset({"one", "deep"})), tmp_path)
    assert view.content == "<p>{{ x }}</p>"
    assert [(item.title, item.url, item.level) for item in view.toc] == [
        ("One &amp; two", "#one", 2),
        ("Last", "#last", 2),
    ]
    assert [(item.title, item.level) for item in next(iter(view.toc)).children] == [("Deep", 3)]
    assert view.present_anchor_ids == {"one", "deep"}


def test_a_page_without_contents_hides_their_sidebar(tmp_path: Path) -> None:
    assert prepared(Page("x/", "X", ""), tmp_path).meta["hide"] == ["toc"]
    assert prepared(Page("x/", "X", "", (TocEntry("A", "a"),)), tmp_path).meta["hide"] == []


@pytest.mark.parametrize(
    ("updated", "date"),
    [
        ("2024-10-15", "2024-10-15"),
        ("2024-10-15T12:00:00Z", "2024-10-15"),
        ("", ""),
        ("yesterday", ""),
        ("0001-01-01", ""),
        ("9999-12-31", ""),
    ],
)
def test_dates_come_from_the_author_and_never_from_the_clock(tmp_path: Path, updated: str, date: str) -> None:
    view = prepared(Page("x/", "X", "", updated=updated), tmp_path)
    assert view.updated == date
    assert view.update_date == (date or UNDATED)


@pytest.mark.parametrize(
    ("options", "url"),
    [
        (
            {"repo_url": "https://git.example/r/", "edit_uri": "edit/main/"},
            "https://git.example/r/edit/main/A%20%22b%22%3F%23.md",
        ),
        ({"edit_uri_template": "https://git.example/{path!q}"}, "https://git.example/A%20%22b%22%3F%23.md"),
        ({"edit_uri_template": "https://git.example/{path}"}, "https://git.example/A%20%22b%22?#.md"),
        ({}, None),
    ],
)
def test_the_edit_link_names_the_note(tmp_path: Path, options: dict[str, str], url: str | None) -> None:
    assert prepared(Page("x/", "X", "", source_path='A "b"?#.md'), tmp_path, **options).edit_url == url


def test_a_generated_page_cannot_be_edited(tmp_path: Path) -> None:
    options = {"repo_url": "https://git.example/r/", "edit_uri": "edit/main/"}
    assert prepared(Page("x/", "X", ""), tmp_path, **options).edit_url is None


@pytest.mark.parametrize("directory_urls", [True, False])
def test_only_the_root_is_the_home_page(tmp_path: Path, directory_urls: bool) -> None:
    assert prepared(Page("", "Home", ""), tmp_path, use_directory_urls=directory_urls).is_homepage
    view = prepared(Page("index/", "Index", ""), tmp_path, use_directory_urls=directory_urls)
    assert not view.is_homepage
    assert not view.is_index
    assert view.file.dest_uri == "index/index.html"


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("site_url", ["https://kb.example.org/sub/", "https://kb.example.org/sub", ""])
def test_a_former_address_refers_to_the_present_one(
    tmp_path: Path, site_url: str, directory_urls: bool
) -> None:
    options = {"site_url": site_url, "use_directory_urls": directory_urls}
    view = prepared(Page("old/x.html", "X", "", redirect="rules/a b/"), tmp_path, **options)
    assert view.redirect == "../rules/a%20b/"
    assert view.file.abs_dest_path == str(tmp_path / "site" / "old" / "x.html")
    expected = "https://kb.example.org/sub/rules/a%20b/" if site_url else None
    assert (view.canonical_url or None) == expected
    home = prepared(Page("old/", "X", "", redirect=""), tmp_path, **options)
    assert home.redirect == "../"
    assert (home.canonical_url or None) == ("https://kb.example.org/sub/" if site_url else None)
    assert prepared(Page("x/", "X", ""), tmp_path, **options).redirect == ""
