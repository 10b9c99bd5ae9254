"""When each note was changed last, as git says: real repositories, some of them hostile or cut short."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from git_vault import GitVault

from kbgen.cache import Cache
from kbgen.settings import HistoryDetail
from kbgen.vault import history
from kbgen.vault.history import read_history

FIRST, SECOND, THIRD = "2021-02-03T12:00:00+0000", "2022-03-04T12:00:00+0000", "2023-04-05T12:00:00+0000"


@pytest.fixture
def repository(tmp_path: Path) -> GitVault:
    return GitVault(tmp_path / "repository")


def days(vault: Path) -> Mapping[str, str]:
    return {path: change.day for path, change in read_history(vault, HistoryDetail.DATES).items()}


def test_a_note_has_the_authors_day_of_the_last_commit_that_touched_it(repository: GitVault) -> None:
    repository.commit({"a.md": "1", "sub/Übung x.md": "1", "p.png": "1"}, FIRST)
    repository.commit({"a.md": "2"}, SECOND)
    repository.commit({"sub/b.MD": "1"}, THIRD)
    assert days(repository.vault) == {
        "a.md": "2022-03-04",
        "sub/b.MD": "2023-04-05",
        "sub/Übung x.md": "2021-02-03",
    }


@pytest.mark.parametrize(
    ("when", "day"),
    [("2026-03-01T23:30:00-0800", "2026-03-01"), ("2026-03-02T00:30:00+1400", "2026-03-02")],
)
def test_the_day_is_that_of_the_author_wherever_the_build_runs(
    repository: GitVault, when: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"a.md": "1"}, when)
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        assert days(repository.vault) == {"a.md": day}


def test_a_name_is_told_only_where_it_is_wanted(repository: GitVault) -> None:
    repository.commit({"a.md": "1"}, FIRST, "Zoë <&> O'Neil".replace("<", "").replace(">", ""))
    assert read_history(repository.vault, HistoryDetail.DATES)["a.md"].author == ""
    assert read_history(repository.vault, HistoryDetail.AUTHORS)["a.md"].author == "Zoë & O'Neil"


def test_a_name_that_was_corrected_is_told_as_corrected_and_at_once(
    repository: GitVault, tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    repository.commit({"a.md": "1"}, FIRST, "Old")
    assert read_history(repository.vault, HistoryDetail.AUTHORS, cache)["a.md"].author == "Old"
    (repository.root / ".mailmap").write_text("New <a@example.org>\n", encoding="utf-8")
    assert read_history(repository.vault, HistoryDetail.AUTHORS, cache)["a.md"].author == "New"


def test_without_a_wish_git_is_not_asked(repository: GitVault, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"a.md": "1"}, FIRST)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("git was asked"))
    assert read_history(repository.vault, HistoryDetail.NOTHING) == {}


def test_the_vault_may_be_the_whole_repository(repository: GitVault) -> None:
    repository.commit({"a.md": "1"}, FIRST)
    assert days(repository.root) == {"notes/a.md": "2021-02-03"}


def test_a_renamed_note_was_changed_when_it_was_renamed(repository: GitVault) -> None:
    repository.commit({"a.md": "one and the same text\n" * 9}, FIRST)
    (repository.vault / "a.md").rename(repository.vault / "b.md")
    repository.commit({}, SECOND)
    assert days(repository.vault) == {"b.md": "2022-03-04"}


def test_a_deleted_note_that_came_back_uncommitted_has_no_date(repository: GitVault) -> None:
    repository.commit({"a.md": "1", "b.md": "1"}, FIRST)
    (repository.vault / "a.md").unlink()
    repository.commit({}, SECOND)
    repository.write({"a.md": "2"})
    assert days(repository.vault) == {"b.md": "2021-02-03"}


def test_what_is_not_committed_counts_for_nothing(repository: GitVault) -> None:
    repository.commit({"a.md": "1"}, FIRST)
    repository.write({"a.md": "2", "new.md": "1"})
    assert days(repository.vault) == {"a.md": "2021-02-03"}


def test_commits_without_notes_and_merges_are_no_change(repository: GitVault) -> None:
    repository.commit({"a.md": "1", "b.md": "1"}, FIRST)
    repository.git("switch", "-q", "-c", "side")
    repository.commit({"b.md": "2"}, SECOND)
    repository.git("switch", "-q", "main")
    repository.commit({"c.txt": "1"}, THIRD)
    repository.git("merge", "-q", "--no-ff", "-m", "x", "side", GIT_AUTHOR_DATE="2024-01-01T12:00:00+0000")
    repository.commit({}, "2025-01-01T12:00:00+0000")
    assert days(repository.vault) == {"a.md": "2021-02-03", "b.md": "2022-03-04"}


def test_a_conflict_is_solved_on_the_day_of_the_merge(repository: GitVault) -> None:
    repository.commit({"a.md": "1", "b.md": "1", "../notes beside/a.md": "1"}, FIRST)
    repository.git("switch", "-q", "-c", "side")
    repository.commit({"a.md": "side"}, SECOND)
    repository.git("switch", "-q", "main")
    repository.commit({"a.md": "main"}, SECOND)
    with pytest.raises(subprocess.CalledProcessError):
        repository.git("merge", "-q", "side")
    repository.commit({"a.md": "both"}, THIRD)
    assert days(repository.vault) == {"a.md": "2023-04-05", "b.md": "2021-02-03"}


@pytest.fixture
def clone(repository: GitVault, tmp_path: Path) -> Path:
    """Return a clone of the newest two of three commits."""
    repository.commit({"first.md": "1", "second.md": "1", "third.md": "1"}, FIRST)
    repository.commit({"second.md": "2"}, SECOND)
    repository.commit({"third.md": "2"}, THIRD)
    repository.git("clone", "-q", "--depth", "2", repository.root.as_uri(), str(tmp_path / "clone"))
    return tmp_path / "clone" / "notes"


def test_a_shallow_clone_tells_no_date_rather_than_a_wrong_one(clone: Path) -> None:
    assert days(clone) == {"third.md": "2023-04-05"}


def test_a_shallow_clone_that_is_completed_tells_all(
    clone: Path, repository: GitVault, tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    assert len(read_history(clone, HistoryDetail.DATES, cache)) == 1
    repository.git("-C", str(clone), "fetch", "-q", "--unshallow")
    found = read_history(clone, HistoryDetail.DATES, cache)
    assert {path: change.day for path, change in found.items()} == {
        "first.md": "2021-02-03",
        "second.md": "2022-03-04",
        "third.md": "2023-04-05",
    }


def test_a_history_is_read_once_for_each_commit(
    repository: GitVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[object] = []
    original = history._logged

    def counted(found: history._Repository) -> dict[str, tuple[str, str]] | None:
        runs.append(found)
        return original(found)

    monkeypatch.setattr(history, "_logged", counted)
    cache = Cache(tmp_path / "cache")
    repository.commit({"a.md": "1"}, FIRST)
    first = read_history(repository.vault, HistoryDetail.AUTHORS, cache)
    assert read_history(repository.vault, HistoryDetail.AUTHORS, cache) == first
    assert len(runs) == 1
    repository.commit({"a.md": "2"}, SECOND)
    assert read_history(repository.vault, HistoryDetail.DATES, cache)["a.md"].day == "2022-03-04"
    assert len(runs) == 2


def test_without_repository_commit_git_or_folder_there_is_no_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = GitVault(tmp_path / "empty")
    (tmp_path / "none").mkdir()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert days(tmp_path / "none") == {}
    assert days(empty.vault) == {}
    assert days(tmp_path / "gone") == {}
    empty.commit({"a.md": "1"}, FIRST)
    assert days(empty.vault) != {}
    monkeypatch.setenv("PATH", str(tmp_path))
    assert days(empty.vault) == {}


def test_a_history_that_takes_too_long_is_none(
    repository: GitVault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository.commit({"a.md": "1"}, FIRST)
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(
        '#!/bin/sh\ncase "$*" in *rev-parse*) printf "false\\n\\n\\nabc\\n";; *) exec sleep 60;; esac\n',
        encoding="utf-8",
    )
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:/usr/bin:/bin")
    monkeypatch.setattr(history, "SECONDS", 0.2)
    assert days(repository.vault) == {}


def test_variables_that_steer_git_have_no_effect(
    repository: GitVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = GitVault(tmp_path / "other")
    other.commit({"a.md": "1"}, THIRD)
    repository.commit({"a.md": "1"}, FIRST)
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    assert days(repository.vault) == {"a.md": "2021-02-03"}


@pytest.mark.parametrize(
    "settings",
    [
        ("core.fsmonitor={trap}",),
        ("core.pager={trap}", "pager.log=true"),
        ("diff.external={trap}",),
        ("log.showSignature=true", "gpg.program={trap}"),
        ("log.showRoot=false", "log.date=local", "diff.renames=copies", "core.quotePath=true"),
        ("diff.relative=true", "log.decorate=full", "color.ui=always", "format.notes=*"),
        ("log.diffMerges=off", "i18n.logOutputEncoding=UTF-16", "status.relativePaths=false"),
    ],
)
def test_a_repositorys_own_settings_run_nothing_and_change_nothing(
    repository: GitVault, tmp_path: Path, settings: tuple[str, ...]
) -> None:
    repository.commit({"ä.md": "1"}, FIRST)
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch '{sprung}'\n", encoding="utf-8")
    trap.chmod(0o755)
    for setting in settings:
        name, _, value = setting.format(trap=trap).partition("=")
        repository.git("config", name, value)
    assert days(repository.vault) == {"ä.md": "2021-02-03"}
    assert not sprung.exists()


def test_a_clone_without_its_contents_fetches_nothing(repository: GitVault, tmp_path: Path) -> None:
    repository.commit({"a.md": "1"}, FIRST)
    repository.git("config", "uploadpack.allowFilter", "true")
    lazy = tmp_path / "lazy"
    repository.git("clone", "-q", "--filter=tree:0", "--no-checkout", repository.root.as_uri(), str(lazy))
    (lazy / "notes").mkdir()
    before = sorted((lazy / ".git" / "objects").rglob("*"))
    assert days(lazy / "notes") == {}
    assert sorted((lazy / ".git" / "objects").rglob("*")) == before


def test_a_folder_of_the_vault_that_looks_like_a_repository_is_none(tmp_path: Path) -> None:
    inner = GitVault(tmp_path / "inner")
    inner.commit({"a.md": "1"}, FIRST)
    bare = tmp_path / "vault"
    inner.git("clone", "-q", "--bare", str(inner.root), str(bare))
    assert days(bare) == {}


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_the_output_may_come_in_parts_of_any_size(
    repository: GitVault, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"a.md": "1", "> .md": "1", "M.md": "1"}, FIRST)
    repository.commit({"M.md": "2"}, SECOND)
    monkeypatch.setattr(history, "_CHUNK", size)
    assert days(repository.vault) == {"> .md": "2021-02-03", "M.md": "2022-03-04", "a.md": "2021-02-03"}
