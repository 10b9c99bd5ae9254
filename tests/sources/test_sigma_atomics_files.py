"""Which files of a repository are read, and what is said of the others."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbgen.errors import KbgenError
from kbgen.settings import InputLimits
from kbgen.sources.sigma_atomics_files import YamlFiles, read_yaml_files
from kbgen.sources.sigma_atomics_problems import FileProblem, SourceFolderError

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
WANTED = re.compile("rule")


def read(folder: Path, **limits: int) -> YamlFiles:
    return read_yaml_files(folder, WANTED, InputLimits(**limits))


def paths(files: YamlFiles) -> list[str]:
    return [file.path for file in files.wanted]


def test_yaml_files_in_the_order_of_code_points(make_vault: MakeVault) -> None:
    folder = make_vault(
        dict.fromkeys(["b.yml", "B.YAML", "a/z.yaml", "a.yml", "a/x.json", "LICENSE"], "rule")
    )
    files = read(folder)
    assert paths(files) == ["B.YAML", "a.yml", "a/z.yaml", "b.yml"]
    assert (files.left_out, files.problems) == ((), ())


def test_other_yaml_is_left_out_and_listed(make_vault: MakeVault) -> None:
    files = read(make_vault({"a.yml": "rule: 1", "b/info.yml": "something: else"}))
    assert paths(files) == ["a.yml"]
    assert files.left_out == ("b/info.yml",)


def test_hidden_names_are_left_out(make_vault: MakeVault) -> None:
    files = read(make_vault(dict.fromkeys([".git/a.yml", "b/.c/d.yml", ".e.yml", "f.yml"], "rule")))
    assert paths(files) == ["f.yml"]
    assert files.left_out == ()


def test_text_is_decoded_with_line_feeds_and_without_mark(make_vault: MakeVault) -> None:
    files = read(make_vault({"a.yml": b"\xef\xbb\xbfrule: \xc3\xa9\r\nb: 1\r"}))
    assert files.wanted[0].text == "rule: é\nb: 1\n"
    assert files.problems == ()


def test_other_encodings_are_read_and_said(make_vault: MakeVault) -> None:
    files = read(
        make_vault({"a.yml": "rule: café\n".encode("cp1252"), "b.yml": "x: café\n".encode("cp1252")})
    )
    assert [(item.path, item.problem) for item in files.problems] == [("a.yml", FileProblem.ENCODING)]
    assert "is not UTF-8" in files.problems[0].message
    assert files.wanted[0].text.startswith("rule: caf")


def test_a_link_to_a_file_inside_is_that_file(make_vault: MakeVault) -> None:
    folder = make_vault({"a.yml": "rule"})
    (folder / "b.yml").symlink_to("a.yml")
    files = read(folder)
    assert paths(files) == ["a.yml", "b.yml"]
    assert files.problems == ()


def test_links_that_leave_or_lead_to_folders_are_not_followed(make_vault: MakeVault, tmp_path: Path) -> None:
    folder = make_vault({"a/x.yml": "rule"})
    outside = tmp_path / "secret.yml"
    outside.write_text("rule: secret")
    (folder / "leaves.yml").symlink_to(outside)
    (folder / "out").symlink_to(tmp_path, target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere.yml").symlink_to("gone.yml")
    (folder / "picture.png").symlink_to(outside)
    files = read(folder)
    assert paths(files) == ["a/x.yml"]
    problems = {item.path: item.message for item in files.problems}
    assert {item.problem for item in files.problems} == {FileProblem.LINK}
    assert "leaves the source's folder" in problems["leaves.yml"]
    assert "leaves the source's folder" in problems["out"]
    assert "leads to a folder" in problems["loop"]
    assert "leads to no file" in problems["nowhere.yml"]
    assert "picture.png" not in problems


def test_what_cannot_be_read_is_said(make_vault: MakeVault) -> None:
    folder = make_vault({"big.yml": "rule" * 10, "ok.yml": "rule"})
    os.mkfifo(folder / "pipe.yml")
    files = read(folder, max_yaml_bytes=20)
    assert paths(files) == ["ok.yml"]
    said = {item.path: item.message for item in files.problems}
    assert said == {
        "big.yml": "it is larger than 20 bytes (`limits.max_yaml_bytes`) and therefore not read",
        "pipe.yml": "it is no regular file and therefore not read",
    }


def test_a_file_without_permission_is_said(make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_vault({"a.yml": "rule", "b.yml": "rule"})
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "a.yml":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    files = read(folder)
    assert paths(files) == ["b.yml"]
    assert files.problems[0].message == "the file cannot be read: Permission denied"


def test_a_folder_without_permission_is_said(make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_vault({"a/x.yml": "rule", "b.yml": "rule"})
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    files = read(folder)
    assert paths(files) == ["b.yml"]
    assert [(item.path, item.problem) for item in files.problems] == [("a", FileProblem.UNREADABLE)]


def test_a_name_that_is_no_unicode_is_said(make_vault: MakeVault) -> None:
    folder = make_vault({"a.yml": "rule"})
    (folder / os.fsdecode(b"caf\xe9.yml")).write_text("rule")
    files = read(folder)
    assert paths(files) == ["a.yml"]
    assert files.problems[0].path == "caf\ufffd.yml"


@pytest.mark.parametrize(("name", "problem"), [("gone", "does not exist"), ("file", "is no folder")])
def test_a_source_that_is_no_folder_is_an_error_for_users(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceFolderError, match=problem) as caught:
        read(tmp_path / name)
    assert isinstance(caught.value, KbgenError)
    assert str(tmp_path / name) in str(caught.value)


def test_a_source_that_cannot_be_listed_is_an_error_for_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(SourceFolderError, match=r"cannot be listed \(Permission denied\)"):
        read(tmp_path)
