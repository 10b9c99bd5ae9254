"""Which vault a command works on, and with which settings."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.cli.target import find_target
from kbgen.errors import SettingsError, VaultError
from kbgen.settings import Settings

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


def test_any_folder_of_notes_is_a_vault_with_the_defaults(make_vault: MakeVault) -> None:
    folder = make_vault({"a.md": "A\n"})
    target = find_target(folder, None)
    assert (target.vault, target.settings, target.config_file) == (folder, Settings(), None)


def test_a_folder_with_a_mkdocs_yml_is_read_as_that_says(make_vault: MakeVault) -> None:
    config = (
        "site_name: Our base\ndocs_dir: content\nplugins:\n  - search\n  - kbgen:\n      encoding: cp437\n"
        "      exclude: [Drafts/]\nextra: !ENV [X, y]\nmarkdown_extensions:\n"
        "  - x: {y: !!python/name:material.extensions.emoji.twemoji }\n"
    )
    folder = make_vault({"mkdocs.yml": config, "content/a.md": "A\n"})
    target = find_target(folder, None)
    assert target.vault == folder / "content"
    assert target.settings == Settings(encoding="cp437", exclude=("Drafts/",))
    assert target.name == "Our base"


@pytest.mark.parametrize(
    "plugins", ["", "plugins: []\n", "plugins: [kbgen]\n", "plugins: {kbgen: {}}\n", "plugins:\n  - kbgen:\n"]
)
def test_without_settings_the_defaults_apply(make_vault: MakeVault, plugins: str) -> None:
    folder = make_vault({"mkdocs.yml": f"site_name: x\n{plugins}", "docs/a.md": "A\n"})
    target = find_target(folder, None)
    assert (target.vault, target.settings) == (folder / "docs", Settings())


def test_a_plugin_block_that_is_no_map_is_misuse(make_vault: MakeVault) -> None:
    folder = make_vault({"mkdocs.yml": "site_name: x\nplugins:\n  - kbgen: [encoding]\n", "docs/a.md": ""})
    with pytest.raises(SettingsError, match="kbgen"):
        find_target(folder, None)


def test_settings_may_be_inherited(make_vault: MakeVault) -> None:
    files = {
        "base.yml": "docs_dir: notes\nplugins:\n  - kbgen: {encoding: cp850}\n",
        "mkdocs.yml": "INHERIT: base.yml\nsite_name: x\n",
        "notes/a.md": "A\n",
    }
    target = find_target(make_vault(files), None)
    assert (target.vault.name, target.settings.encoding, target.name) == ("notes", "cp850", "x")


def test_another_config_file_can_be_named(make_vault: MakeVault) -> None:
    folder = make_vault({"other.yml": "site_name: Other\ndocs_dir: a\n", "a/n.md": "A\n", "b/n.md": "B\n"})
    assert find_target(None, folder / "other.yml").vault == folder / "a"
    both = find_target(folder / "b", folder / "other.yml")
    assert (both.vault, both.name) == (folder / "b", "Other")


def test_a_setting_that_is_wrong_names_the_file(make_vault: MakeVault) -> None:
    folder = make_vault({"mkdocs.yml": "plugins:\n  - kbgen: {nothing: 1}\n", "docs/a.md": ""})
    with pytest.raises(SettingsError, match=r"mkdocs\.yml.*plugins\.kbgen\.nothing"):
        find_target(folder, None)


def test_a_missing_folder_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="gone"):
        find_target(tmp_path / "gone", None)


def test_a_file_is_no_vault(make_vault: MakeVault) -> None:
    with pytest.raises(VaultError, match=r"a\.md"):
        find_target(make_vault({"a.md": "A\n"}) / "a.md", None)


def test_without_a_folder_it_is_the_current_one(
    make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make_vault({"a.md": "A\n"}))
    assert find_target(None, None).vault.resolve() == Path.cwd().resolve()
