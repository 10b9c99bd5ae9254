"""Where a site may be written, and how the old one is replaced."""

from pathlib import Path

import pytest

from kbgen.errors import KbgenError
from kbgen.mkdocs_plugin.site_folder import check_site_folder, new_folder_beside, replace_site

PAGE = '<html><head><meta name="generator" content="{}"></head></html>'


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "a" / "vault"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("site", "message"),
    [
        ("a/vault", "would overwrite the vault"),
        ("a", "would overwrite the vault"),
        (".", "would overwrite the vault"),
        ("a/vault/site", "would be written into the vault"),
        ("a/vault/.obsidian/site", "would be written into the vault"),
    ],
)
def test_vault_and_site_must_not_contain_each_other(
    tmp_path: Path, vault: Path, site: str, message: str
) -> None:
    with pytest.raises(KbgenError, match=message):
        check_site_folder(tmp_path / site, vault)


def test_a_symbolic_link_into_the_vault_is_seen_through(tmp_path: Path, vault: Path) -> None:
    (tmp_path / "link").symlink_to(vault)
    with pytest.raises(KbgenError, match="into the vault"):
        check_site_folder(tmp_path / "link" / "site", vault)


def test_a_folder_with_a_similar_name_is_no_part_of_the_vault(tmp_path: Path, vault: Path) -> None:
    assert check_site_folder(tmp_path / "a" / "vault-site", vault) == tmp_path / "a" / "vault-site"


def test_a_file_is_refused(tmp_path: Path, vault: Path) -> None:
    (tmp_path / "site").write_text("x")
    with pytest.raises(KbgenError, match="is a file"):
        check_site_folder(tmp_path / "site", vault)


@pytest.mark.parametrize(
    "files", [{"thesis.tex": "x"}, {"index.html": "<html>mkdocs</html>"}, {"a/index.html": ""}]
)
def test_a_folder_with_something_else_is_refused(tmp_path: Path, vault: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text)
    with pytest.raises(KbgenError, match="holds no site of kbgen or MkDocs"):
        check_site_folder(tmp_path / "site", vault)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {".git/HEAD": "x", ".nojekyll": ""},
        {"index.html": PAGE.format("kbgen 0.1.0 (MkDocs 1.6.1)")},
        {"index.html": PAGE.format("mkdocs-1.6.1, mkdocs-material-9.8.1")},
        {"404.html": PAGE.format("kbgen 0.1.0"), "other": ""},
    ],
)
def test_an_empty_folder_and_an_older_site_are_fine(
    tmp_path: Path, vault: Path, files: dict[str, str]
) -> None:
    (tmp_path / "site").mkdir()
    for name, text in files.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(text)
    assert check_site_folder(tmp_path / "site", vault) == tmp_path / "site"


def listing(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}


def fill(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


OLD = {
    "index.html": "old",
    "gone/index.html": "old",
    "dir": "was a file",
    ".git/HEAD": "ref",
    ".nojekyll": "",
}
NEW = {"index.html": "new", "dir/index.html": "new"}
RESULT = {**NEW, ".git/HEAD": "ref", ".nojekyll": ""}


def test_the_new_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    site = fill(tmp_path / "site", OLD)
    with new_folder_beside(site) as fresh:
        replace_site(site, fill(fresh, NEW))
    assert listing(site) == RESULT
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_mount_point_gets_the_new_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = fill(tmp_path / "site", OLD)
    (site / "dir").unlink()
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self == site:
            raise OSError(16, "Device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with new_folder_beside(site) as fresh:
        replace_site(site, fill(fresh, NEW))
    assert listing(site) == RESULT
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_site_is_readable_for_others(tmp_path: Path) -> None:
    with new_folder_beside(tmp_path / "deep" / "site") as fresh:
        assert fresh.parent == tmp_path / "deep"
        replace_site(tmp_path / "deep" / "site", fresh)
    assert (tmp_path / "deep" / "site").stat().st_mode & 0o055 == 0o055


def test_an_abandoned_build_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupted() -> None:
        with new_folder_beside(tmp_path / "site") as fresh:
            (fresh / "half").write_text("x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []
