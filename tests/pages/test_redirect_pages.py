"""Pages at former addresses of notes, and what pages say about the last change of their note."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from git_vault import GitVault
from html_tree import parse, text_of
from made_up import finished

from kbgen.mkdocs_plugin.site_builder import build_site
from kbgen.pages.page import Page
from kbgen.project import Project
from kbgen.settings import read_settings

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

WHEN, DAY = "2026-03-01T23:30:00-0800", "2026-03-01"
NOTES = {
    "plain.md": "Text.\n",
    "dated.md": "---\ntags: [detection_rule]\nlast_modified: 2020-05-06\n---\n",
    "index.md": "Home.\n",
}
MOVED = {
    "index.md": "---\nredirect_from: start.html\n---\n",
    "T1046 - Scan & Co.md": "---\ntags: [techniques, T1046]\nredirect_from: [/old/Übung x/, legacy/scan.html]\n---\n",
}


def pages(project: Project) -> dict[str, Page]:
    return {page.url: page.finished() for page in project.site.pages}


def test_a_former_address_has_a_page_that_leads_to_the_note(make_vault: MakeVault) -> None:
    found = pages(Project(make_vault(MOVED)))
    led = {url: page.redirect for url, page in found.items() if page.redirect is not None}
    assert led == {
        "old/Übung x/": "techniques/T1046/",
        "legacy/scan.html": "techniques/T1046/",
        "start.html": "",
    }
    for url, reference in (
        ("old/Übung x/", "../../techniques/T1046/"),
        ("legacy/scan.html", "../techniques/T1046/"),
    ):
        page = found[url]
        assert (page.title, page.source_path) == ("T1046 Scan & Co", None)
        (link,) = parse(page.html).iter("a")
        assert (text_of(link), link.get("href")) == ("T1046 Scan & Co", reference)
        assert "data-pagefind-body" not in page.html


def test_no_page_is_overwritten(make_vault: MakeVault) -> None:
    files = {**MOVED, "a.md": "---\nredirect_from: [b, tags, T1046]\n---\n", "b.md": "Own text.\n"}
    site = Project(make_vault(files)).site
    urls = [page.url for page in site.pages]
    assert len(set(urls)) == len(urls)
    (page,) = (page for page in site.pages if page.url == "b/")
    assert "Own text." in page.html


@pytest.mark.parametrize("directory_urls", ["true", "false"])
def test_the_site_has_a_file_that_refreshes_and_names_the_present_address(
    make_vault: MakeVault, tmp_path: Path, directory_urls: str
) -> None:
    make_vault(MOVED)
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: T\nsite_url: https://kb.example.org/sub\ndocs_dir: vault\ntheme: kbgen\n"
        f"use_directory_urls: {directory_urls}\nplugins: [{{kbgen: {{search: false}}}}]\n",
        encoding="utf-8",
    )
    site = build_site(tmp_path, site_dir=tmp_path / "site").site_dir
    for file, reference in (
        ("old/Übung x/index.html", "../../techniques/T1046/"),
        ("legacy/scan.html", "../techniques/T1046/"),
    ):
        head = (site / file).read_text("utf-8").partition("</head>")[0]
        assert f'<meta http-equiv="refresh" content="0; url={reference}">' in head
        assert '<meta name="robots" content="noindex">' in head
        assert head.count('rel="canonical"') == 1
        assert '<link rel="canonical" href="https://kb.example.org/sub/techniques/T1046/' in head
    assert 'content="0; url=./"' in (site / "start.html").read_text("utf-8")
    note = (site / "techniques" / "T1046" / "index.html").read_text("utf-8")
    assert "http-equiv" not in note
    assert "noindex" not in note
    sitemap = (site / "sitemap.xml").read_text("utf-8")
    assert (sitemap.count("/techniques/T1046/"), sitemap.count("legacy"), sitemap.count("old")) == (1, 0, 0)


@pytest.fixture
def repository(tmp_path: Path) -> GitVault:
    made = GitVault(tmp_path / "repository")
    made.commit(NOTES, WHEN, "Ann & Bo")
    made.write({"uncommitted.md": "Text.\n"})
    return made


def source_line(page: Page) -> str:
    (line,) = parse(page.html).findall(".//p[@class='kb-source']")
    return text_of(line)


def test_a_page_says_when_its_note_was_changed(repository: GitVault) -> None:
    found = pages(Project(repository.vault))
    assert source_line(found["plain/"]) == f"Source: plain.md, last changed {DAY}"
    assert source_line(found[""]) == f"Source: index.md, last changed {DAY}"
    assert source_line(found["uncommitted/"]) == "Source: uncommitted.md"
    (time,) = parse(found["plain/"].html).iter("time")
    assert time.get("datetime") == DAY
    assert "Ann" not in "".join(page.html for page in found.values())


def test_a_page_says_by_whom_where_that_is_wanted(repository: GitVault) -> None:
    found = pages(Project(repository.vault, read_settings({"history": "authors"})))
    assert source_line(found["plain/"]) == f"Source: plain.md, last changed {DAY} by Ann & Bo"
    assert "Ann &amp; Bo" in found["plain/"].html


def test_without_history_pages_are_those_of_a_vault_outside_git(
    repository: GitVault, make_vault: MakeVault
) -> None:
    outside = make_vault({**NOTES, "uncommitted.md": "Text.\n"})
    expected = Project(outside, name="x").site
    found = Project(repository.vault, read_settings({"history": False}), name="x").site
    assert finished(found) == finished(expected)
    assert found.data == expected.data


def test_the_day_of_the_front_matter_wins_in_the_sitemap(repository: GitVault) -> None:
    found = pages(Project(repository.vault))
    assert found["rules/dated/"].updated == "2020-05-06"
    assert found["plain/"].updated == DAY
    assert found["uncommitted/"].updated == ""


def test_data_on_notes_holds_the_day(repository: GitVault) -> None:
    notes = json.loads(Project(repository.vault).site.data["api/notes.json"])
    assert {note["path"]: note["changed"] for note in notes} == {
        "dated.md": DAY,
        "index.md": DAY,
        "plain.md": DAY,
        "uncommitted.md": None,
    }


def test_a_note_that_is_no_longer_there_has_no_history(repository: GitVault) -> None:
    (repository.vault / "plain.md").unlink()
    assert sorted(Project(repository.vault).history) == ["dated.md", "index.md"]


def test_checks_and_coverage_do_not_ask_git(repository: GitVault) -> None:
    project = Project(repository.vault)
    assert project.diagnostics is not None
    assert project.findings is not None
    assert "history" not in project.__dict__
