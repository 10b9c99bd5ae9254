"""The text index: what is in it, that it is whole or not there, and what happens without Pagefind."""

import gzip
import json
import shutil
import stat
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kbgen.cache import NO_CACHE, Cache
from kbgen.mkdocs_plugin.search import index as search_index
from kbgen.mkdocs_plugin.search import shards as search_shards
from kbgen.mkdocs_plugin.search.index import FOLDER, SearchIndex
from kbgen.mkdocs_plugin.search.pagefind import Pagefind, SearchIndexError, find_pagefind
from kbgen.mkdocs_plugin.search.pagefind_files import UnknownFormError
from kbgen.mkdocs_plugin.site_builder import build_site

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
FILES: Mapping[str, str | bytes] = {
    "index.md": "# Welcome\n\nTo all.\n",
    "T1059.md": "---\ntags: [techniques, T1059]\ntactics: Execution\nplatforms: Windows\n---\n# T1059 Interpreter\n\n"
    "Zebras run scripts.\n\n```query\ntag: detection_rule\n```\n",
    "r.md": "---\ntags: [detection_rule, t1059]\nlevel: high\nstatus: test\n---\n# Giraffe rule\n",
}
PAGE = '<html lang="en"><body><article data-pagefind-body><h1>{0}</h1><p>Text of {0}.</p></article></body></html>'


def fragments(site: Path) -> dict[str, dict[str, Any]]:
    """Return what the index holds of each page, by its URL."""
    found = {}
    for path in (site / FOLDER / "fragment").iterdir():
        page = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[page["url"]] = page
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a site of two pages."""
    for name in ("a", "b"):
        (tmp_path / "small" / name).mkdir(parents=True)
        (tmp_path / "small" / name / "index.html").write_text(PAGE.format(name), "utf-8")
    return tmp_path / "small"


def test_pages_of_notes_and_tactics_are_indexed_with_their_facets(
    make_vault: MakeVault, tmp_path: Path
) -> None:
    site = build_site(make_vault(FILES), site_dir=tmp_path / "site").site_dir
    found = fragments(site)
    assert set(found) == {"/", "/techniques/T1059/", "/rules/r/", "/tactics/TA0002/"}
    assert found["/rules/r/"]["filters"] == {
        "kind": ["detection_rule"],
        "tactic": ["Execution"],
        "level": ["high"],
        "status": ["test"],
    }
    technique = found["/techniques/T1059/"]
    assert technique["meta"]["title"] == "T1059 Interpreter"
    assert technique["filters"] == {"kind": ["technique"], "tactic": ["Execution"], "platform": ["Windows"]}
    assert "Zebras run scripts" in technique["content"]
    assert "Giraffe" not in technique["content"], "the answer of a query is the text of other pages"


def test_the_index_is_complete_and_nothing_else_is_left(small: Path) -> None:
    index = SearchIndex()
    assert index.is_available()
    index.update(small)
    names = {path.name for path in (small / FOLDER).iterdir()}
    assert {"pagefind.js", "pagefind-entry.json", "fragment", "index", "wasm.en.pagefind"} <= names
    assert not [name for name in names if "ui" in name or "highlight" in name or "worker" in name]
    assert [path.name for path in (small / "assets").iterdir()] == ["search"]
    assert set(fragments(small)) == {"/a/", "/b/"}


def test_the_same_site_gives_the_same_bytes(make_vault: MakeVault, tmp_path: Path) -> None:
    one = build_site(make_vault(FILES), site_dir=tmp_path / "one").site_dir / FOLDER
    for number in range(3):
        two = build_site(make_vault(FILES), site_dir=tmp_path / f"two{number}").site_dir / FOLDER
        assert contents(one) == contents(two)


def test_pagefinds_own_settings_have_no_effect(
    small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAGEFIND_GLOB", "a/*.html")
    for folder in (small, tmp_path):
        (folder / "pagefind.yml").write_text("glob: a/*.html\n", "utf-8")
    monkeypatch.chdir(small)
    index = SearchIndex()
    assert index.is_available()
    index.update(small)
    assert set(fragments(small)) == {"/a/", "/b/"}


def fake_pagefind(folder: Path, script: str) -> Path:
    program = folder / "pagefind"
    program.write_text(f"#!{sys.executable}\nimport sys\n{script}\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def install(monkeypatch: pytest.MonkeyPatch, program: Path) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", SimpleNamespace(get_executable=lambda: program))


def test_the_program_is_the_one_that_was_installed() -> None:
    found = find_pagefind()
    assert found.path.is_file()
    assert found.version.startswith("pagefind 1.5")


def test_without_pagefind_the_site_has_no_search_and_a_warning_says_why(
    make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    outcome = build_site(make_vault(FILES), site_dir=tmp_path / "site")
    assert outcome.published
    (notice,) = outcome.notices
    assert "without search" in notice
    assert "pip install pagefind_bin" in notice
    assert not (outcome.site_dir / "search").exists()
    assert not (outcome.site_dir / FOLDER).exists()
    assert "kb-search" not in (outcome.site_dir / "index.html").read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Pagefind is a script")
def test_a_pagefind_that_does_not_run_here_counts_as_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, fake_pagefind(tmp_path, "sys.exit('wrong machine')"))
    with pytest.raises(SearchIndexError, match="does not run here: wrong machine"):
        find_pagefind()
    install(monkeypatch, tmp_path / "nowhere")
    with pytest.raises(SearchIndexError, match="not installed"):
        find_pagefind()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Pagefind is a script")
def test_a_failure_leaves_the_site_with_names_and_no_half_index(
    make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = "print('broke down')\nsys.exit('--version' not in sys.argv)"
    install(monkeypatch, fake_pagefind(tmp_path, script))
    outcome = build_site(make_vault(FILES), site_dir=tmp_path / "site")
    assert outcome.published
    assert outcome.notices == (
        "the search finds no texts, only identifiers and titles: Pagefind failed: broke down",
    )
    assert (outcome.site_dir / "search" / "index.html").is_file()
    assert (outcome.site_dir / "assets" / "names" / "index.json").is_file()
    assert not [
        path for path in (outcome.site_dir / "assets").iterdir() if path.is_dir() and "search" in path.name
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Pagefind is a script")
def test_a_failure_keeps_the_index_that_was_there(
    small: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = SearchIndex()
    assert first.is_available()
    first.update(small)
    before = contents(small)
    install(monkeypatch, fake_pagefind(tmp_path, "sys.exit('--version' not in sys.argv)"))
    second = SearchIndex()
    assert second.is_available()
    second.update(small)
    assert contents(small) == before


def test_a_setting_switches_the_search_off(make_vault: MakeVault, tmp_path: Path) -> None:
    make_vault(FILES)
    config = "site_name: T\ndocs_dir: vault\ntheme: kbgen\nplugins:\n  - kbgen: {search: false}\n"
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    outcome = build_site(tmp_path, site_dir=tmp_path / "site")
    assert outcome.notices == ()
    assert not (outcome.site_dir / "search").exists()
    assert not (outcome.site_dir / FOLDER).exists()
    assert "kb-search" not in (outcome.site_dir / "index.html").read_text("utf-8")


def test_a_preview_is_indexed_once_and_gets_its_index_back_after_it_was_wiped(small: Path) -> None:
    index = SearchIndex(is_preview=True)
    assert index.is_available()
    index.update(small)
    assert index._thread is not None
    index._thread.join()
    before = contents(small / FOLDER)
    assert set(fragments(small)) == {"/a/", "/b/"}

    (small / "c").mkdir()
    (small / "c" / "index.html").write_text(PAGE.format("c"), "utf-8")
    index.update(small)
    assert contents(small / FOLDER) == before

    shutil.rmtree(small / "assets")
    index.update(small)
    assert contents(small / FOLDER) == before
    kept = index._kept
    assert kept is not None
    index.close()
    assert not kept.exists()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """Return the runs of Pagefind: for each, the pages that stood in its folder."""
    found: list[set[str]] = []
    index_once = Pagefind.index

    def index(self: Pagefind, site: Path, output: Path) -> dict[str, bytes]:
        pages = site.rglob("index.html")
        found.append({page.parent.relative_to(site).as_posix() for page in pages})
        return index_once(self, site, output)

    monkeypatch.setattr(Pagefind, "index", index)
    return found


@pytest.fixture
def sharded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site of eight pages, in two shards or more."""
    monkeypatch.setattr(search_shards, "_PAGES", 4)
    for name in "abcdefgh":
        (tmp_path / "sharded" / name).mkdir(parents=True)
        (tmp_path / "sharded" / name / "index.html").write_text(PAGE.format(name), "utf-8")
    return tmp_path / "sharded"


def indexed(site: Path, cache: Cache = NO_CACHE) -> dict[str, bytes]:
    """Index a site as a run of its own does, and return the files of the index."""
    index = SearchIndex()
    assert index.is_available()
    index.update(site, cache)
    return contents(site / FOLDER)


def test_after_an_edit_only_the_shard_of_the_page_is_indexed_again(
    sharded: Path, runs: list[set[str]], tmp_path: Path
) -> None:
    folder = tmp_path / "cache"
    first = indexed(sharded, Cache(folder))
    assert len(runs) == 2
    assert set.union(*runs) == set("abcdefgh")
    (shard,) = (pages for pages in runs if "c" in pages)
    runs.clear()

    (sharded / "c" / "index.html").write_text(PAGE.format("c").replace("Text", "Giraffes"), "utf-8")
    second = indexed(sharded, Cache(folder))
    assert runs == [shard]
    assert second != first
    assert "Giraffes of c" in fragments(sharded)["/c/"]["content"]
    assert set(fragments(sharded)) == {f"/{name}/" for name in "abcdefgh"}
    assert indexed(sharded) == second, "an index without cache has the same bytes"
    runs.clear()

    assert indexed(sharded, Cache(folder)) == second
    assert runs == []


def test_a_damaged_entry_of_the_cache_is_made_anew(
    sharded: Path, runs: list[set[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[str, str]] = []
    put = Cache.put

    def noted(self: Cache, group: str, name: str, value: bytes) -> None:
        kept.append((group, name))
        put(self, group, name, value)

    monkeypatch.setattr(Cache, "put", noted)
    folder = tmp_path / "cache"
    before = indexed(sharded, Cache(folder))
    for value in (b"\xc1 is no MessagePack", b"\x93\x01\x02\x03", b"\x80", b"\x81\xa1a\xc4\x01b"):
        put(Cache(folder), *kept[0], value)
        runs.clear()
        assert indexed(sharded, Cache(folder)) == before
        assert len(runs) == 1
    runs.clear()
    assert indexed(sharded, Cache(folder)) == before
    assert runs == [], "the entry is whole again"


def test_files_of_an_unknown_form_are_made_in_one_run_and_left_as_they_are(
    sharded: Path, runs: list[set[str]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def read_index(_: object) -> None:
        raise UnknownFormError("another release")

    monkeypatch.setattr(search_index, "read_index", read_index)
    files = indexed(sharded)
    assert runs[-1] == set("abcdefgh")
    assert len(runs) == 3
    assert set(fragments(sharded)) == {f"/{name}/" for name in "abcdefgh"}
    assert json.loads(files["pagefind-entry.json"])["languages"]["en"]["page_count"] == 8
    assert not caplog.records, "the search is as good as ever"


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Pagefind is a script")
def test_closing_a_preview_stops_what_runs_and_what_would_run_next(
    sharded: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    script = "import time\nif '--version' not in sys.argv: time.sleep(100)"
    install(monkeypatch, fake_pagefind(tmp_path, script))
    index = SearchIndex(is_preview=True)
    assert index.is_available()
    index.update(sharded)
    pagefind, thread = index._pagefind, index._thread
    assert pagefind is not None
    assert thread is not None
    deadline = time.monotonic() + 30
    while not pagefind._running and time.monotonic() < deadline:
        time.sleep(0.01)
    (process,) = pagefind._running
    assert process.poll() is None

    started = time.monotonic()
    index.close()
    assert time.monotonic() - started < 50
    assert process.poll() is not None
    assert not pagefind._running
    assert not thread.is_alive()
    assert not (sharded / FOLDER).exists()
    assert not caplog.records, "nothing failed"
