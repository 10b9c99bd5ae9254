"""Shards of a site: which pages they have, when they count as changed, and how their pages are put aside."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from kbgen.mkdocs_plugin.search import shards as search_shards
from kbgen.mkdocs_plugin.search.shards import Shard, shards_of

PAGE = (
    '<!doctype html>\n<html lang="en" class="no-js">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width,initial-scale=1">\n<meta name="generator" content="kbgen">\n'
    '<meta name="color-scheme" content="dark light">\n<title>A title</title>\n</head>\n<body>\n<nav>Menu</nav>\n'
    '<article class="outer"><article data-pagefind-body>\n<h1>Heading</h1><p>The text.</p></article></article>\n'
    "<footer>The end</footer>\n</body>\n</html>\n"
)


def write(site: Path, paths: Iterable[str], content: str = PAGE) -> Path:
    for path in paths:
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(content, "utf-8")
    return site


def groups(site: Path) -> set[frozenset[str]]:
    """Return which pages are indexed together."""
    return {frozenset(page.path for page in shard.pages) for shard in shards_of(site)}


def the_shard(site: Path) -> Shard:
    (shard,) = shards_of(site)
    return shard


def numbered(count: int) -> list[str]:
    return [f"notes/page-{number}/index.html" for number in range(count)]


def test_the_shard_of_a_page_follows_from_its_address_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_shards, "_PAGES", 10)
    paths = numbered(40)
    before = groups(write(tmp_path / "one", paths))
    assert len(before) == 4
    assert sorted(path for group in before for path in group) == sorted(paths)

    # Another text, another order of writing, and 17 pages fewer: the others stay together as they were.
    write(tmp_path / "two", reversed(paths[17:]), PAGE.replace("The text", "Another text"))
    assert groups(tmp_path / "two") == {group - set(paths[:17]) for group in before}


def test_pages_stand_in_the_order_of_their_paths(tmp_path: Path) -> None:
    paths = ["b/index.html", "index.html", "a/z/index.html", "a/index.html"]
    shard = the_shard(write(tmp_path, paths))
    assert [page.path for page in shard.pages] == [
        "a/index.html",
        "a/z/index.html",
        "b/index.html",
        "index.html",
    ]


@pytest.mark.parametrize(("pages", "shards"), [(10, 1), (11, 2), (20, 2), (21, 4), (40, 4), (41, 8)])
def test_the_number_of_shards_doubles_when_they_are_full(
    pages: int, shards: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_shards, "_PAGES", 10)
    assert len(shards_of(write(tmp_path, numbered(pages)))) == shards


def test_a_full_shard_is_halved_and_mixed_with_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_shards, "_PAGES", 10)
    site = write(tmp_path, numbered(20))
    halves = groups(site)
    monkeypatch.setattr(search_shards, "_PAGES", 5)
    for quarter in groups(site):
        assert any(quarter <= half for half in halves)


def test_a_site_without_text_has_no_shard(tmp_path: Path) -> None:
    assert shards_of(write(tmp_path, ["index.html"], "<html><body>Nothing</body></html>")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The text", "The Text"),
        ("Heading", "Heading 2"),
        ("data-pagefind-body", "data-pagefind-body class='x'"),
        ('lang="en"', 'lang="de"'),
    ],
)
def test_the_digest_changes_with_the_article_and_the_language(old: str, new: str, tmp_path: Path) -> None:
    before = the_shard(write(tmp_path, ["a/index.html"])).digest
    assert the_shard(write(tmp_path, ["a/index.html"], PAGE.replace(old, new))).digest != before


@pytest.mark.parametrize(
    ("old", "new"),
    [("A title", "Another"), ("Menu", "Menu, one more page"), ("The end", "2026"), ("outer", "inner")],
)
def test_the_digest_does_not_change_with_what_stands_around_the_article(
    old: str, new: str, tmp_path: Path
) -> None:
    before = the_shard(write(tmp_path, ["a/index.html"])).digest
    assert the_shard(write(tmp_path, ["a/index.html"], PAGE.replace(old, new))).digest == before


def test_the_digest_changes_with_the_paths_and_with_the_pages(tmp_path: Path) -> None:
    one, other = write(tmp_path / "one", ["a/index.html"]), write(tmp_path / "two", ["b/index.html"])
    both = write(tmp_path / "three", ["a/index.html", "b/index.html"])
    assert len({the_shard(site).digest for site in (one, other, both)}) == 3
    assert the_shard(one).digest == the_shard(write(tmp_path / "four", ["a/index.html"])).digest


def test_text_counts_where_it_stands_in_no_article(tmp_path: Path) -> None:
    page = '<html lang="en"><article>Teaser</article><main data-pagefind-body><h1>Heading</h1><p>The text.</p></main></html>'
    page = page.replace("<article>", "<!-- " + "-" * 200 + " --><article>")
    before = the_shard(write(tmp_path, ["a/index.html"], page)).digest
    changed = write(tmp_path, ["a/index.html"], page.replace("The text", "Another text"))
    assert the_shard(changed).digest != before


def test_only_pages_with_text_outside_of_dot_folders_are_indexed(tmp_path: Path) -> None:
    write(
        tmp_path,
        [
            "index.html",
            "notes/a/index.html",
            "notes/b.html",
            ".search-1a2b/pages/c/index.html",
            "notes/.d/e/index.html",
            "notes/f.htm.txt",
            "notes/g.xml",
        ],
    )
    write(tmp_path, ["search/index.html", "404.html"], PAGE.replace(" data-pagefind-body", ""))
    assert groups(tmp_path) == {frozenset({"index.html", "notes/a/index.html", "notes/b.html"})}


def test_pages_are_put_aside_without_their_frame(tmp_path: Path) -> None:
    site = write(tmp_path / "site", ["a/b/index.html", "index.html"])
    write(site, ["other/index.html"], "<html>no text</html>")
    the_shard(site).copy_to(tmp_path / "pages", site)
    found = {path.relative_to(tmp_path / "pages").as_posix() for path in (tmp_path / "pages").rglob("*.*")}
    assert found == {"a/b/index.html", "index.html"}
    for path in found:
        assert (tmp_path / "pages" / path).read_text("utf-8") == (
            '<!doctype html><html lang="en" class="no-js"><article data-pagefind-body>\n'
            "<h1>Heading</h1><p>The text.</p></article></article>"
        )
