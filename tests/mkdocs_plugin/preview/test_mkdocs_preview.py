"""The preview: what a build writes again, what is watched, and one edit from end to end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from mkdocs.config.defaults import MkDocsConfig
from watchdog.events import FileSystemEventHandler
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserverVFS

from kbgen.mkdocs_plugin.files import PageFile
from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.mkdocs_plugin.preview.watch import _observer, _visible, told_observer
from kbgen.mkdocs_plugin.search.index import SearchIndex
from kbgen.mkdocs_plugin.written import Written
from kbgen.pages.page import Page

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


class Preview:
    """Two builds after each other, as far as `Written` is concerned."""

    def __init__(self, folder: Path) -> None:
        self.config = MkDocsConfig()
        self.config.load_dict({"site_name": "T", "docs_dir": str(folder), "site_dir": str(folder / "site")})
        self.config.validate()
        self.written = Written(dirty=True)

    def build(self, *pages: Page, frame: str = "frame") -> set[str]:
        """Return the URLs that are written."""
        files = [PageFile(page, self.config, self.written.is_modified) for page in pages]
        self.written.plan(frame, [file.page for file in files if isinstance(file.page, PreparedPage)])
        changed = set()
        for file, page in zip(files, pages, strict=True):
            if file.is_modified():
                changed.add(page.url)
                Path(file.abs_dest_path).parent.mkdir(parents=True, exist_ok=True)
                Path(file.abs_dest_path).write_text(page.html, "utf-8")
        self.written.finish()
        return changed


A, B = Page("a/", "A", "<p>a</p>"), Page("b/", "B", "<p>b</p>")


def test_the_first_build_writes_everything(tmp_path: Path) -> None:
    assert Preview(tmp_path).build(A, B) == {"a/", "b/"}


@pytest.mark.parametrize(
    "changed",
    [
        Page("a/", "A", "<p>new</p>"),
        Page("a/", "New", "<p>a</p>"),
        Page("a/", "A", "<p>a</p>", description="new"),
    ],
)
def test_the_next_one_writes_what_changed(tmp_path: Path, changed: Page) -> None:
    preview = Preview(tmp_path)
    preview.build(A, B)
    assert preview.build(A, B) == set()
    assert preview.build(changed, B) == {"a/"}


def test_a_change_of_the_shell_writes_everything(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    preview.build(A, B)
    assert preview.build(A, B, frame="other") == {"a/", "b/"}


def test_a_page_that_is_gone_is_removed_and_comes_back(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    preview.build(A, B)
    assert preview.build(B) == set()
    assert not (tmp_path / "site" / "a" / "index.html").exists()
    assert preview.build(A, B) == {"a/"}


def test_after_a_failure_everything_is_written_again(tmp_path: Path) -> None:
    preview = Preview(tmp_path)
    preview.build(A, B)
    preview.written.forget()
    assert preview.build(A, B) == {"a/", "b/"}


def test_dot_folders_are_not_watched(tmp_path: Path) -> None:
    for name in (".obsidian", ".git", "Notes"):
        (tmp_path / name).mkdir()
    (tmp_path / ".hidden.md").touch()
    (tmp_path / "a.md").touch()
    assert sorted(entry.name for entry in _visible(str(tmp_path))) == ["Notes", "a.md"]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(make_vault: MakeVault, free_port: int, tmp_path: Path) -> Iterator[str]:
    vault = make_vault({"a.md": "# A\n\nfirst words\n", "b.md": "# B\n", ".obsidian/workspace.json": "{}"})
    with (tmp_path / "out").open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "kbgen", "serve", str(vault), "-a", f"127.0.0.1:{free_port}"],
            stdout=out,
            stderr=out,
            env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        )
        yield f"http://127.0.0.1:{free_port}/"
        server.send_signal(signal.SIGINT)
        assert server.wait(20) in {0, 130}


def wait_for(url: str, words: str) -> str:
    """Return the page once it holds the words."""
    deadline = time.monotonic() + 60
    text = ""
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - a loopback address
                text = answer.read().decode()
        except OSError:
            text = ""
        if words in text:
            return text
        time.sleep(0.1)
    pytest.fail(f"{words!r} never came up at {url}; last answer: {text[:500]!r}")


def test_an_edit_comes_up_and_no_page_is_written(served: str, tmp_path: Path) -> None:
    (path,) = set(re.findall(r'href="([^"]*)"[^>]*>A<', wait_for(f"{served}pages/", ">A<")))
    page = f"{served}pages/{path}"
    assert "first words" in wait_for(page, "first words")
    (tmp_path / "vault" / ".obsidian" / "workspace.json").write_text('{"x": 1}', "utf-8")
    (tmp_path / "vault" / "a.md").write_text("# A\n\nother words\n", "utf-8")
    wait_for(page, "other words")
    (site,) = tmp_path.glob("mkdocs_*")
    assert list(site.rglob("index.html")) == []
    deadline = time.monotonic() + 20
    while (tmp_path / "out").read_text("utf-8").count(" pages in ") < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    said = (tmp_path / "out").read_text("utf-8").splitlines()
    assert f"Serving on {served}" in said
    builds = [line for line in said if re.fullmatch(r"\d+ pages in \d\.\d\d s, 0 errors, .*", line)]
    assert len(builds) == 2, (
        "one line for the first build, one for the edit, none for what Obsidian notes down"
    )
    assert len(said) == 3


def events(watched: Path, change: Callable[[], object]) -> list[str]:
    """Return the names of files of whose change an observer tells."""
    found: list[str] = []
    handler = FileSystemEventHandler()
    handler.on_any_event = lambda event: found.append(Path(str(event.dest_path or event.src_path)).name)  # type: ignore[method-assign]
    observer = told_observer()
    observer.schedule(handler, str(watched), recursive=True)
    observer.start()
    change()
    deadline = time.monotonic() + 10
    while not found and time.monotonic() < deadline:
        time.sleep(0.02)
    observer.stop()
    observer.join()
    return sorted(set(found))


def test_the_system_tells_of_visible_files_only(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "Notes").mkdir()
    (tmp_path / "Notes" / "read.md").write_text("x", "utf-8")

    def change() -> None:
        (tmp_path / ".obsidian" / "workspace.json").write_text("{}", "utf-8")
        (tmp_path / ".hidden.md").touch()
        (tmp_path / "Notes" / "read.md").read_text("utf-8")
        (tmp_path / "Notes" / "a.md").write_text("a", "utf-8")

    assert events(tmp_path, change) == ["a.md"]


def test_a_file_that_an_editor_replaces_is_still_watched(tmp_path: Path) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text("one", "utf-8")
    (tmp_path / "other.yml").write_text("one", "utf-8")

    def change() -> None:
        (tmp_path / "other.yml").write_text("two", "utf-8")
        for number in range(2):
            (tmp_path / "mkdocs.new").write_text(str(number), "utf-8")
            (tmp_path / "mkdocs.new").replace(config)

    assert events(config, change) == ["mkdocs.yml"]


def test_where_the_system_cannot_tell_files_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    assert not isinstance(_observer([str(tmp_path)], poll=False), PollingObserverVFS)
    assert isinstance(_observer([str(tmp_path)], poll=True), PollingObserverVFS)
    monkeypatch.setattr(BaseObserver, "start", refuse)
    assert isinstance(_observer([str(tmp_path)], poll=False), PollingObserverVFS)


def epoch_of(page: str) -> str:
    """Return the state of the site that a page of a preview says it shows."""
    found = re.search(r"^livereload\((\d+),", wait_for(page, "livereload("), re.MULTILINE)
    assert found is not None
    return found[1]


def rebuilds(out: Path, count: int) -> None:
    """Wait until so many builds were reported."""
    deadline = time.monotonic() + 30
    while out.read_text("utf-8").count(" pages in ") < count:
        assert time.monotonic() < deadline, out.read_text("utf-8")
        time.sleep(0.05)


def test_browsers_load_again_only_what_came_out_otherwise(served: str, tmp_path: Path) -> None:
    before = epoch_of(f"{served}b/")
    (tmp_path / "vault" / "a.md").write_text("# A\n\nother words\n", "utf-8")
    rebuilds(tmp_path / "out", 2)
    assert epoch_of(f"{served}b/") == before
    (tmp_path / "vault" / "b.md").write_text("# B\n\nnew words\n", "utf-8")
    with urllib.request.urlopen(f"{served}livereload/{before}/1", timeout=30) as told:  # noqa: S310 - loopback
        assert int(told.read()) > int(before)
    assert "new words" in wait_for(f"{served}b/", "livereload(")


def test_pages_that_are_gone_are_not_found_and_folders_lead_to_their_pages(
    served: str, tmp_path: Path
) -> None:
    wait_for(f"{served}b/", "livereload(")
    with urllib.request.urlopen(f"{served}b", timeout=30) as answer:  # noqa: S310 - loopback
        assert answer.url == f"{served}b/"
    (tmp_path / "vault" / "b.md").unlink()
    rebuilds(tmp_path / "out", 2)
    for path in ("b/", "b", "never/", "b/../../../etc/passwd"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{served}{path}", timeout=30)  # noqa: S310 - loopback


def test_the_search_of_a_preview_gets_its_texts_from_a_build_beside_it(served: str) -> None:
    if not SearchIndex().is_available():
        pytest.skip("Pagefind is not installed")
    assert '"page_count":' in wait_for(f"{served}assets/search/pagefind-entry.json", "page_count")
