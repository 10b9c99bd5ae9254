"""Which files a project and Obsidian keep off the site."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.diagnostics import Severity
from kbgen.errors import SettingsError
from kbgen.vault.exclude import Exclusions, read_exclusions

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


@pytest.mark.parametrize(
    ("entry", "path", "is_covered"),
    [
        ("drafts/", "drafts/a.md", True),
        ("drafts/", "old/drafts/a.md", False),
        ("drafts/", "Drafts/a.md", False),
        ("README", "README.md", True),
        ("/drafts/", "old/Drafts/a.md", True),
        (r"/\.tmp$/", "x/a.tmp", True),
        (r"/\.tmp$/", "x/a.tmp.md", False),
        ("/", "a.md", False),
        ("  ", "a.md", False),
    ],
)
def test_an_entry_is_a_prefix_or_an_expression(
    make_vault: MakeVault, entry: str, path: str, is_covered: bool
) -> None:
    exclusions, diagnostics = read_exclusions(make_vault({}), (entry,))
    assert exclusions.covers(path) is is_covered
    assert diagnostics == ()


def test_nothing_is_excluded_by_default(make_vault: MakeVault) -> None:
    assert read_exclusions(make_vault({}), ()) == (Exclusions(), ())


def test_obsidians_list_counts_too(make_vault: MakeVault) -> None:
    vault = make_vault({".obsidian/app.json": '{"userIgnoreFilters": ["private/", "/secret/"]}'})
    exclusions, diagnostics = read_exclusions(vault, ("drafts/",))
    assert [exclusions.covers(path) for path in ("private/a", "a secret", "drafts/a", "a")] == [
        True,
        True,
        True,
        False,
    ]
    assert diagnostics == ()


@pytest.mark.parametrize(
    "content", ["{}", '{"userIgnoreFilters": null}', '{"userIgnoreFilters": []}', "\ufeff{}"]
)
def test_kb111_is_silent_about_sound_settings(make_vault: MakeVault, content: str) -> None:
    assert read_exclusions(make_vault({".obsidian/app.json": content}), ()) == (Exclusions(), ())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "cannot be read"),
        (b"\xff\xfe\x00", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ('"text"', "no list of texts"),
        ("[1]", "no list of texts"),
        ('{"userIgnoreFilters": "private/"}', "no list of texts"),
        ('{"userIgnoreFilters": ["a/", 1]}', "no list of texts"),
        ('{"userIgnoreFilters": ["/(/", "a/"]}', "/(/ is no regular expression"),
    ],
)
def test_kb111_unusable_settings_of_obsidian(make_vault: MakeVault, content: str | bytes, words: str) -> None:
    exclusions, (found,) = read_exclusions(make_vault({".obsidian/app.json": content}), ())
    assert (found.code, found.severity) == ("KB111", Severity.WARNING)
    assert found.location.path == ".obsidian/app.json"
    assert words in found.message
    assert exclusions.covers("a/x") is ("/(/" in found.message)


def test_kb111_settings_that_cannot_be_opened(make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = make_vault({".obsidian/app.json": "{}"})

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    _, (found,) = read_exclusions(vault, ())
    assert found.code == "KB111"


def test_an_invalid_expression_of_the_project_is_misuse(make_vault: MakeVault) -> None:
    with pytest.raises(SettingsError, match=r"exclude: /\(/ is no valid regular expression"):
        read_exclusions(make_vault({}), ("/(/",))
