"""What changed between two sites: by the bytes of their files, without what stays in the folder of a site."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.cache import NO_CACHE, Cache
from kbgen.mkdocs_plugin.site_builder import BuildOutcome, build_site
from kbgen.mkdocs_plugin.site_changes import SiteChanges, no_changes, site_changes

Write = Callable[[str, Mapping[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a folder of files and returns it."""

    def write(name: str, files: Mapping[str, str]) -> Path:
        (tmp_path / name).mkdir()
        for path, text in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text, "utf-8")
        return tmp_path / name

    return write


def test_files_are_told_apart_by_what_they_hold(write: Write) -> None:
    old = write(
        "old", {"a.html": "1", "same/x.css": "s", "same/y.css": "s", "b/size.js": "12", "gone/z.html": "z"}
    )
    new = write(
        "new", {"a.html": "2", "same/x.css": "s", "same/y.css": "s", "b/size.js": "123", "b.html": "b"}
    )
    assert site_changes(old, new) == SiteChanges(("b.html",), ("a.html", "b/size.js"), ("gone/z.html",), 2)


def test_another_time_is_no_change_and_the_same_time_and_size_are_no_proof(write: Write) -> None:
    old = write("old", {"touched.html": "1", "sly.html": "1"})
    new = write("new", {"touched.html": "1", "sly.html": "2"})
    os.utime(old / "touched.html", (1, 1))
    for folder in (old, new):
        os.utime(folder / "sly.html", (5, 5))
    assert site_changes(old, new) == SiteChanges(changed=("sly.html",), unchanged=1)


def test_paths_are_sorted_as_text(write: Write, tmp_path: Path) -> None:
    new = write("new", {"b/index.html": "", "a.html": "", "b.html": "", "B.html": "", "é.html": ""})
    assert site_changes(tmp_path / "none", new).added == (
        "B.html",
        "a.html",
        "b.html",
        "b/index.html",
        "é.html",
    )


def test_where_no_site_stood_everything_is_added(write: Write, tmp_path: Path) -> None:
    assert site_changes(tmp_path / "none", write("new", {"a/b.html": ""})) == SiteChanges(added=("a/b.html",))


def test_a_file_in_the_place_of_a_folder_is_added(write: Write) -> None:
    old, new = write("old", {"a/b": "1"}), write("new", {"a": "1"})
    assert site_changes(old, new) == SiteChanges(added=("a",), removed=("a/b",))


def test_dot_files_that_stay_at_the_root_are_left_out(write: Write) -> None:
    old = write("old", {".git/config": "g", ".nojekyll": "", "a/.hidden": "h", "a.html": "a"})
    new = write("new", {"a.html": "a"})
    assert site_changes(old, new) == SiteChanges(removed=("a/.hidden",), unchanged=1)


def test_dot_files_that_the_new_site_has_are_compared(write: Write) -> None:
    old = write("old", {".own/mine.css": "1", ".own/gone.css": "1", ".own/same.css": "1"})
    new = write("new", {".own/mine.css": "2", ".own/same.css": "1", ".new": ""})
    expected = SiteChanges((".new",), (".own/mine.css",), (".own/gone.css",))
    assert site_changes(old, new) == expected


def test_nothing_is_written(write: Write) -> None:
    old, new = write("old", {"a": "1", "b": "1"}), write("new", {"a": "2", "c": "1"})
    site_changes(old, new)
    assert {path.name: path.read_text("utf-8") for path in old.iterdir()} == {"a": "1", "b": "1"}
    assert {path.name: path.read_text("utf-8") for path in new.iterdir()} == {"a": "2", "c": "1"}


def test_of_a_site_that_stays_all_files_are_unchanged(write: Write) -> None:
    site = write("old", {".git/config": "g", ".nojekyll": "", "a/.hidden": "h", "a.html": "a"})
    assert no_changes(site) == SiteChanges(unchanged=2)


@pytest.fixture
def vault(write: Write) -> Path:
    return write(
        "vault", {"a.md": "# A\n", "b.md": "# B\n", "picture.png": "one", "c.md": "![[picture.png]]\n"}
    )


@pytest.fixture
def build(vault: Path, tmp_path: Path) -> Callable[[], BuildOutcome]:
    return lambda: build_site(
        vault, site_dir=tmp_path / "site", cache=Cache(tmp_path / "cache"), compare=True
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_changes_of_builds_are_those_of_the_folder(
    vault: Path, build: Callable[[], BuildOutcome], tmp_path: Path
) -> None:
    first = build()
    before = contents(tmp_path / "site")
    assert first.changes == SiteChanges(added=tuple(sorted(before)))
    (vault / "a.md").write_text("# A\n\nMore.\n", "utf-8")
    (vault / "b.md").rename(vault / "d.md")
    (vault / "picture.png").write_text("two", "utf-8")
    changes = build().changes
    after = contents(tmp_path / "site")
    both = before.keys() & after.keys()
    assert changes == SiteChanges(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(path for path in both if before[path] != after[path])),
        removed=tuple(sorted(before.keys() - after.keys())),
        unchanged=sum(before[path] == after[path] for path in both),
    )
    assert {"a/index.html", "picture.png"} <= set(changes.changed)
    assert "d/index.html" in changes.added
    assert "b/index.html" in changes.removed


def test_a_build_that_did_nothing_changed_nothing(build: Callable[[], BuildOutcome], tmp_path: Path) -> None:
    build()
    outcome = build()
    assert outcome.unchanged
    assert outcome.changes == SiteChanges(unchanged=len(contents(tmp_path / "site")))


def test_a_build_of_the_same_without_cache_changes_nothing(
    vault: Path, build: Callable[[], BuildOutcome], tmp_path: Path
) -> None:
    build()
    outcome = build_site(vault, site_dir=tmp_path / "site", cache=NO_CACHE, compare=True)
    assert not outcome.unchanged
    assert outcome.changes == SiteChanges(unchanged=len(contents(tmp_path / "site")))


def test_nobody_who_does_not_ask_waits_for_a_comparison(vault: Path, tmp_path: Path) -> None:
    assert build_site(vault, site_dir=tmp_path / "site", cache=NO_CACHE).changes is None


def test_a_build_that_was_not_published_changed_nothing_that_is_told(vault: Path, tmp_path: Path) -> None:
    (vault / "a.md").write_text("[[nowhere]]\n", "utf-8")
    outcome = build_site(vault, site_dir=tmp_path / "site", strict=True, cache=NO_CACHE, compare=True)
    assert not outcome.published
    assert outcome.changes is None
