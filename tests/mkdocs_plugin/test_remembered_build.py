"""Builds of what did not change: nothing is done, and whatever may change the site is noticed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.cache import NO_CACHE, Cache
from kbgen.mkdocs_plugin.site_builder import BuildOutcome, build_site

CONFIG = (
    "site_name: T\ndocs_dir: vault\ntheme: {name: kbgen, custom_dir: theme}\nextra_css: [.own/mine.css]\n"
    "plugins:\n  - kbgen: {search: false, sources: [{sigma: rules}]}\n"
)
RULE = "title: Zebra\nlogsource: {product: windows}\ndetection: {a: {b: c}, condition: a}\ntags: [attack.t1059]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project with a note, a picture, a mounted rule, a style sheet and a template of its own."""
    files = {
        "mkdocs.yml": CONFIG,
        "vault/a.md": "# A\n\n![[picture.png]]\n",
        "vault/picture.png": "one",
        "vault/.own/mine.css": "p {}",
        "theme/partials/copyright.html": "mine",
        "rules/zebra.yml": RULE,
    }
    for name, text in files.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "project"


@pytest.fixture
def build(folder: Path, tmp_path: Path) -> Callable[[], BuildOutcome]:
    """Return a function that builds the project with one cache."""
    cache = tmp_path / "cache"
    return lambda: build_site(folder, site_dir=tmp_path / "site", cache=Cache(cache))


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_build_of_the_same_writes_nothing_and_says_the_same(build: Callable[[], BuildOutcome]) -> None:
    first = build()
    times = {path: path.stat().st_mtime_ns for path in first.site_dir.rglob("*")}
    second = build()
    assert not first.unchanged
    assert second.unchanged
    assert second.published
    assert (second.pages, second.diagnostics, second.notices) == (
        first.pages,
        first.diagnostics,
        first.notices,
    )
    assert {path: path.stat().st_mtime_ns for path in second.site_dir.rglob("*")} == times


CHANGES: dict[str, Callable[[Path], object]] = {
    "note": lambda folder: (folder / "vault/a.md").write_text("# B\n\n![[picture.png]]\n", "utf-8"),
    "new note": lambda folder: (folder / "vault/b.md").write_text("# B\n", "utf-8"),
    "renamed note": lambda folder: (folder / "vault/a.md").rename(folder / "vault/c.md"),
    "picture": lambda folder: (folder / "vault/picture.png").write_text("two", "utf-8"),
    "rule": lambda folder: (folder / "rules/zebra.yml").write_text(RULE.replace("Zebra", "Lion"), "utf-8"),
    "configuration": lambda folder: (folder / "mkdocs.yml").write_text(
        CONFIG.replace("site_name: T", "site_name: U"), "utf-8"
    ),
    "style sheet": lambda folder: (folder / "vault/.own/mine.css").write_text("q {}", "utf-8"),
    "template": lambda folder: (folder / "theme/partials/copyright.html").write_text("theirs", "utf-8"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_a_change_the_site_is_that_of_a_build_without_cache(
    change: Callable[[Path], object], folder: Path, build: Callable[[], BuildOutcome], tmp_path: Path
) -> None:
    before = contents(build().site_dir)
    change(folder)
    again = build()
    fresh = build_site(folder, site_dir=tmp_path / "fresh", cache=NO_CACHE)
    assert not again.unchanged
    assert contents(again.site_dir) == contents(fresh.site_dir)
    assert contents(again.site_dir) != before


def test_a_change_that_is_taken_back_is_noticed_as_well(
    folder: Path, build: Callable[[], BuildOutcome]
) -> None:
    before = contents(build().site_dir)
    (folder / "vault/a.md").write_text("# B\n", "utf-8")
    build()
    (folder / "vault/a.md").write_text("# A\n\n![[picture.png]]\n", "utf-8")
    assert contents(build().site_dir) == before


@pytest.mark.parametrize("harm", ["page", "deleted page", "new file", "folder"])
def test_a_site_that_somebody_changed_is_written_anew(harm: str, build: Callable[[], BuildOutcome]) -> None:
    site = build().site_dir
    before = contents(site)
    match harm:
        case "page":
            (site / "index.html").write_text("harm", "utf-8")
        case "deleted page":
            (site / "index.html").unlink()
        case "new file":
            (site / "new.html").write_text("harm", "utf-8")
        case _:
            shutil.rmtree(site)
    assert not build().unchanged
    assert contents(site) == before


def test_a_build_with_a_hook_of_the_user_is_never_remembered(
    folder: Path, build: Callable[[], BuildOutcome]
) -> None:
    (folder / "hook.py").write_text("def on_post_page(output, **_):\n    return output\n", "utf-8")
    (folder / "mkdocs.yml").write_text(f"{CONFIG}hooks: [hook.py]\n", "utf-8")
    build()
    assert not build().unchanged


def test_a_build_with_another_plugin_is_never_remembered(
    folder: Path, build: Callable[[], BuildOutcome]
) -> None:
    (folder / "mkdocs.yml").write_text(f"{CONFIG}  - search\n", "utf-8")
    build()
    assert not build().unchanged


def test_a_damaged_memory_costs_a_build_and_no_more(
    build: Callable[[], BuildOutcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    monkeypatch.setattr(Cache, "get", lambda *_: b"\xc1")
    outcome = build()
    assert outcome.published
    assert not outcome.unchanged


def test_a_strict_build_fails_on_what_is_remembered(
    folder: Path, build: Callable[[], BuildOutcome], tmp_path: Path
) -> None:
    (folder / "vault/a.md").write_text("[[nowhere]]\n", "utf-8")
    build()
    outcome = build_site(folder, site_dir=tmp_path / "site", strict=True, cache=Cache(tmp_path / "cache"))
    assert not outcome.published
    assert not outcome.unchanged
