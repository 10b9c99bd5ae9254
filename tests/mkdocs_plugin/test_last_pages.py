"""Pages that show the same as in the last build: their files are taken over, as long as nobody touched the site."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.cache import NO_CACHE, Cache
from kbgen.mkdocs_plugin.last_pages import LastPages
from kbgen.mkdocs_plugin.site_builder import build_site
from kbgen.pages.page import Page, PendingPage
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

NOTES: dict[str, str | bytes] = {
    "a.md": "# A\n\n```yaml\nkey: value\n```\n",
    "b.md": "# B\n\nSee [[a]].\n\n```python\nprint(1)\n```\n",
    "c.md": "# C\n",
    "mkdocs.yml": "site_name: T\ndocs_dir: notes\ntheme: kbgen\nplugins: [kbgen: {search: false}]\n",
}


class Built:
    """A project whose builds follow each other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes = folder / "notes"
        self.notes.mkdir()
        for name in ("a.md", "b.md", "c.md"):
            (folder / name).rename(self.notes / name)
        self.site = folder.parent / "site"

    def build(self, *, is_fresh: bool = False) -> dict[str, bytes]:
        site = self.folder.parent / "fresh" if is_fresh else self.site
        cache = NO_CACHE if is_fresh else Cache(self.folder.parent / "cache")
        outcome = build_site(self.folder, site_dir=site, cache=cache)
        assert not outcome.unchanged
        return {
            path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
        }

    def times(self) -> dict[str, int]:
        return {
            path.parent.relative_to(self.site).as_posix(): path.stat().st_mtime_ns
            for path in self.site.rglob("index.html")
        }


@pytest.fixture
def built(make_vault: MakeVault) -> Built:
    return Built(make_vault(NOTES))


def test_only_what_shows_something_else_is_written(built: Built) -> None:
    built.build()
    before = built.times()
    (built.notes / "b.md").write_text("# B\n\nOther words. See [[a]].\n", "utf-8")
    assert built.build() == built.build(is_fresh=True)
    written = {place for place, time in built.times().items() if before.get(place) != time}
    assert "b" in written
    assert not {"a", "c", "pages", "tags"} & written


def test_a_page_to_which_a_new_link_leads_is_written(built: Built) -> None:
    built.build()
    before = built.times()
    (built.notes / "c.md").write_text("# C\n\nSee [[b]].\n", "utf-8")
    assert built.build() == built.build(is_fresh=True)
    written = {place for place, time in built.times().items() if before.get(place) != time}
    assert {"b", "c"} <= written
    assert "tags" not in written


def test_after_somebody_touched_the_site_all_is_written_anew(built: Built) -> None:
    built.build()
    before = built.times()
    (built.site / "a" / "index.html").write_text("mine", "utf-8")
    (built.notes / "b.md").write_text("# B\n", "utf-8")
    assert built.build() == built.build(is_fresh=True)
    assert not [place for place, time in built.times().items() if before.get(place) == time]


def test_where_the_folder_cannot_be_replaced_pages_are_taken_over_too(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self == built.site:
            raise OSError(16, "Device or resource busy")
        return rename(self, target)

    built.build()
    before = built.times()
    monkeypatch.setattr(Path, "rename", refuse)
    (built.notes / "b.md").write_text("# B\n\nOther words. See [[a]].\n", "utf-8")
    assert built.build() == built.build(is_fresh=True)
    assert built.times()["a"] == before["a"]


def test_a_file_that_is_gone_or_shows_something_else_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a", "utf-8")
    last = LastPages(tmp_path, {"a": "1", "gone": "1"})
    assert last.take_over("a", "1", tmp_path / "deep" / "b")
    assert (tmp_path / "deep" / "b").read_text("utf-8") == "a"
    for path, digest in (("a", "2"), ("gone", "1"), ("never", "1")):
        assert not last.take_over(path, digest, tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_code_has_its_colours_only_in_the_finished_page(built: Built) -> None:
    pages = {page.source_path: page for page in Project(built.notes).site.pages}
    page = pages["a.md"]
    assert isinstance(page, PendingPage)
    assert "value" not in page.draft().html
    assert page.draft().code == (("yaml", "key: value\n"),)
    assert "<b>key</b>" in page.finished().html
    assert page.finished().code == ()
    assert page.html == page.finished().html


def test_what_looks_like_a_mark_stays_text() -> None:
    html = '<a title="\ufdd10\ufdd2">'
    page = Page("a/", "A", html, code=(("", '" onclick="x'),))
    assert page.finished().html == html
