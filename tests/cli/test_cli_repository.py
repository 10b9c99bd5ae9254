"""Where a vault stands in its repository."""

from pathlib import Path

import pytest

from kbgen.cli.repository import paths_elsewhere, repository_root, vault_prefix
from kbgen.cli.target import Target, find_target
from kbgen.settings import Settings, Source, SourceKind


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "docs" / "kb"
    folder.mkdir(parents=True)
    return folder


def target(vault: Path, *sources: Source) -> Target:
    config = vault.parent / "mkdocs.yml"
    return Target(vault, Settings(sources=sources), "", config)


def test_the_nearest_folder_with_git_is_the_root(
    vault: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "repository" / ".git").mkdir()
    for folder in (tmp_path, tmp_path / "repository", vault):
        monkeypatch.chdir(folder)
        assert repository_root(vault) == (tmp_path / "repository").resolve()
        assert vault_prefix(vault) == "docs/kb/"


def test_a_linked_work_tree_has_a_file_in_place_of_the_folder(vault: Path, tmp_path: Path) -> None:
    (tmp_path / "repository" / "docs" / ".git").write_text("gitdir: elsewhere\n")
    assert vault_prefix(vault) == "kb/"


def test_a_vault_can_be_the_repository(vault: Path) -> None:
    (vault / ".git").mkdir()
    assert vault_prefix(vault) == ""


def test_without_git_the_current_folder_is_the_root(
    vault: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path / "repository")
    assert vault_prefix(vault) == "docs/kb/"
    assert vault_prefix(Path("docs")) == "docs/"
    assert vault_prefix(Path()) == ""


def test_without_git_and_elsewhere_the_vault_is_the_root(
    vault: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert repository_root(vault) == vault.resolve()
    assert vault_prefix(vault) == ""


def test_files_of_sources_have_paths_from_the_root(
    vault: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path / "repository")
    sources = (
        Source(SourceKind.SIGMA, "../rules"),
        Source(SourceKind.ATOMICS, "../../outside/atomics/"),
        Source(SourceKind.ATTACK, "data/enterprise.json"),
        Source(SourceKind.ATTACK, "data/ics"),
    )
    for folder in ("rules", "docs/data/ics"):
        (tmp_path / "repository" / folder).mkdir(parents=True)
    (tmp_path / "repository/docs/data/enterprise.json").touch()
    paths = (
        "Notes/a.md",
        "../rules/windows/x.yml",
        "../../outside/atomics/T1046/T1046.yaml",
        "enterprise.json",
        "ics/objects/y.json",
        "rules/a.md",
    )
    assert paths_elsewhere(target(vault, *sources), paths) == {
        "../rules/windows/x.yml": "rules/windows/x.yml",
        "../../outside/atomics/T1046/T1046.yaml": "../outside/atomics/T1046/T1046.yaml",
        "enterprise.json": "docs/data/enterprise.json",
        "ics/objects/y.json": "docs/data/ics/objects/y.json",
    }


def test_a_file_of_the_vault_is_never_one_of_a_source(vault: Path) -> None:
    (vault / "ics").mkdir()
    (vault / "ics" / "y.json").touch()
    assert paths_elsewhere(target(vault, Source(SourceKind.ATTACK, "data/ics")), ["ics/y.json"]) == {}


def test_without_sources_nothing_is_elsewhere(vault: Path) -> None:
    assert paths_elsewhere(target(vault), ["a.md", "../rules/x.yml"]) == {}


def test_a_finding_about_the_settings_is_in_the_file_that_states_them(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "kb" / "content").mkdir(parents=True)
    config = tmp_path / "kb" / "mkdocs.yml"
    config.write_text("site_name: x\ndocs_dir: content\nplugins: [kbgen]\n", encoding="utf-8")
    found = find_target(tmp_path / "kb", None)
    assert paths_elsewhere(found, ["mkdocs.yml", "a.md"]) == {"mkdocs.yml": "kb/mkdocs.yml"}
    assert paths_elsewhere(find_target(tmp_path / "kb" / "content", None), ["mkdocs.yml"]) == {}
