"""Which files of a folder make a vault."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from kbgen.diagnostics import Severity
from kbgen.errors import VaultError
from kbgen.vault.discover import VaultFiles, discover
from kbgen.vault.exclude import Exclusions

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


def found(vault: Path) -> VaultFiles:
    return discover(vault, Exclusions())


def told(files: VaultFiles) -> list[tuple[str, str]]:
    return [(diagnostic.code, diagnostic.location.path) for diagnostic in files.diagnostics]


def test_notes_and_attachments_in_the_order_of_code_points(make_vault: MakeVault) -> None:
    names = ["b.md", "B.md", "a/z.MD", "a.md", "a b.md", "a/x.png", "é.md", "LICENSE"]
    files = found(make_vault(dict.fromkeys(names, "x")))
    assert files.notes == ("B.md", "a b.md", "a.md", "a/z.MD", "b.md", "é.md")
    assert files.attachments == ("LICENSE", "a/x.png")


def test_hidden_names_are_no_part_of_a_vault(make_vault: MakeVault) -> None:
    vault = make_vault(
        dict.fromkeys(
            [".obsidian/app.json", ".git/x.md", "a/.b/c.md", ".top.md", "a/.note.md", "a/.x.png", "a/n.md"],
            "x",
        )
    )
    files = found(vault)
    assert (files.notes, files.attachments, files.diagnostics) == (("a/n.md",), (), ())
    assert files.hidden_notes == (".top.md", "a/.note.md")


@pytest.mark.parametrize(
    "name",
    ["n" * 200 + ".md", "with \"quotes\" and 'more'.md", "with  spaces .md", "Doppelg„nger.md", "#^[]|%%.md"],
)
def test_odd_names_are_names(make_vault: MakeVault, name: str) -> None:
    files = found(make_vault({f"folder/{name}": "x"}))
    assert files.notes == (f"folder/{name}",)
    assert files.diagnostics == ()


def test_excluded_files_are_listed_apart(make_vault: MakeVault) -> None:
    vault = make_vault(dict.fromkeys(["a.md", "drafts/b.md", "drafts/c/d.png"], "x"))
    os.mkfifo(vault / "drafts" / "pipe.md")
    files = discover(vault, Exclusions(("drafts/",)))
    assert files.notes == ("a.md",)
    assert files.excluded == ("drafts/b.md", "drafts/c/d.png", "drafts/pipe.md")
    assert files.diagnostics == ()


def test_a_link_to_a_file_of_the_vault_is_that_file(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "x", "sub/b.md": "x"})
    (vault / "link.md").symlink_to("sub/b.md")
    (vault / "sub" / "absolute.md").symlink_to(vault / "a.md")
    files = found(vault)
    assert files.notes == ("a.md", "link.md", "sub/absolute.md", "sub/b.md")
    assert files.diagnostics == ()


def test_kb106_a_link_out_of_the_vault(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "x"})
    (vault.parent / "outside.md").write_text("secret")
    (vault / "link.md").symlink_to("../outside.md")
    (vault / "folder").symlink_to(vault.parent)
    files = found(vault)
    assert files.notes == ("a.md",)
    assert told(files) == [("KB106", "folder"), ("KB106", "link.md")]
    assert all(diagnostic.severity is Severity.WARNING for diagnostic in files.diagnostics)
    assert "leaves the vault" in files.diagnostics[1].message


def test_kb106_a_link_to_a_folder_of_the_vault_makes_no_loop(make_vault: MakeVault) -> None:
    vault = make_vault({"sub/a.md": "x"})
    (vault / "sub" / "again").symlink_to(vault)
    files = found(vault)
    assert files.notes == ("sub/a.md",)
    assert told(files) == [("KB106", "sub/again")]
    assert "leads to a folder" in files.diagnostics[0].message


def test_a_vault_may_itself_be_a_link(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "x"})
    (vault / "link.md").symlink_to(vault / "a.md")
    other = vault.parent / "other"
    other.symlink_to(vault)
    assert found(other).notes == ("a.md", "link.md")


def test_kb107_links_that_lead_nowhere(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "x"})
    (vault / "gone.md").symlink_to("nothing.md")
    (vault / "loop.md").symlink_to("loop.md")
    files = found(vault)
    assert files.notes == ("a.md",)
    assert told(files) == [("KB107", "gone.md"), ("KB107", "loop.md")]
    assert all(diagnostic.severity is Severity.ERROR for diagnostic in files.diagnostics)


@pytest.mark.timeout(20)
def test_kb107_pipes_are_never_opened(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "x"})
    os.mkfifo(vault / "pipe.md")
    (vault / "link.md").symlink_to("pipe.md")
    files = found(vault)
    assert files.notes == ("a.md",)
    assert told(files) == [("KB107", "link.md"), ("KB107", "pipe.md")]


def test_kb107_a_folder_that_cannot_be_listed(make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = make_vault({"a.md": "x", "locked/b.md": "x"})
    scandir = os.scandir

    def refuse(path: Path) -> Iterator[os.DirEntry[str]]:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    files = found(vault)
    assert files.notes == ("a.md",)
    assert told(files) == [("KB107", "locked")]
    assert "Permission denied" in files.diagnostics[0].message
    assert discover(vault, Exclusions(("locked/",))).diagnostics == ()


def test_kb110_names_that_differ_only_by_case_or_accents(make_vault: MakeVault) -> None:
    names = ["Note.md", "note.MD", "caf\u00e9.md", "cafe\u0301.md", "other.md"]
    files = found(make_vault(dict.fromkeys(names, "x")))
    assert told(files) == [("KB110", "caf\u00e9.md"), ("KB110", "note.MD")]
    assert "`Note.md`" in files.diagnostics[1].message
    assert len(files.notes) == 5


def test_kb110_is_silent_about_the_same_name_in_two_folders(make_vault: MakeVault) -> None:
    assert found(make_vault({"a/x.md": "", "b/x.md": "", "x.png": ""})).diagnostics == ()


def test_kb112_a_name_that_is_no_utf8(make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": "x"})
    raw = os.fsencode(vault)
    try:
        Path(os.fsdecode(raw + b"/caf\xe9.md")).write_text("x")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    Path(os.fsdecode(raw + b"/d\xffr")).mkdir()
    Path(os.fsdecode(raw + b"/d\xffr/in.md")).write_text("x")
    files = found(vault)
    assert files.notes == ("a.md",)
    assert told(files) == [("KB112", "caf\ufffd.md"), ("KB112", "d\ufffdr")]
    assert files.diagnostics[0].severity is Severity.ERROR


def test_a_missing_vault_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="the vault does not exist"):
        found(tmp_path / "nothing")
    (tmp_path / "file").write_text("x")
    with pytest.raises(VaultError, match="is no folder"):
        found(tmp_path / "file")


def test_a_vault_that_cannot_be_listed_is_misuse(
    make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> Iterator[os.DirEntry[str]]:
        raise PermissionError(13, "Permission denied")

    vault = make_vault({})
    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(VaultError, match="Permission denied"):
        found(vault)
