"""An archive of rules or tests gives what its folder gives once it is unpacked."""

import os
import re
import tarfile
from pathlib import Path

import pytest
from archives import Content, special, tarred, zipped

from kbgen.settings import InputLimits
from kbgen.sources.atomics_tree import read_atomics_tree
from kbgen.sources.sigma_atomics_files import YamlFiles, read_yaml_files
from kbgen.sources.sigma_atomics_problems import FileProblem, SourceFolderError
from kbgen.sources.sigma_tree import read_sigma_tree

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
WANTED = re.compile("rule")
FILES: dict[str, str | bytes] = {
    "top/b.yml": "rule: 1\r\n",
    "top/a/c.YAML": "rule: é\n",
    "top/a/info.yml": "something: else\n",
    "top/a/d.json": "rule",
    "top/.hidden/e.yml": "rule",
    "top/latin.yml": "rule: café\n".encode("cp1252"),
}


def read(archive: Path, folder: str = "", **limits: int) -> YamlFiles:
    return read_yaml_files(archive, WANTED, InputLimits(**limits), folder)


@pytest.mark.parametrize(
    "data",
    [tarred(FILES), *(tarred(FILES, f"w:{form}") for form in ("gz", "xz", "bz2")), zipped(FILES)],
    ids=["tar", "gz", "xz", "bz2", "zip"],
)
def test_the_result_is_that_of_the_unpacked_folder(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "archive").write_bytes(data)
    for path, content in FILES.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read(tmp_path / "archive")
    assert found == read(tmp_path / "top")
    assert [file.path for file in found.wanted] == ["a/c.YAML", "b.yml", "latin.yml"]
    assert [item.problem for item in found.problems] == [FileProblem.ENCODING]
    assert read(tmp_path / "archive", "a") == read(tmp_path / "top", "a")


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    members: list[tuple[str, Content]] = [
        ("t/a.yml", "rule"),
        ("t/large.yml", "rule" * 10),
        (os.fsdecode(b"t/caf\xe9.yml"), "rule"),
        ("", special("t/link.yml", tarfile.SYMTYPE, "a.yml")),
        ("", special("t/folder", tarfile.SYMTYPE, "..")),
        ("", special("t/picture.png", tarfile.SYMTYPE, "..")),
        ("", special("t/pipe.yml", tarfile.FIFOTYPE)),
    ]
    (tmp_path / "a.tar").write_bytes(tarred(members))
    found = read(tmp_path / "a.tar", max_yaml_bytes=39)
    assert [file.path for file in found.wanted] == ["a.yml"]
    assert {item.path: (item.problem, item.message) for item in found.problems} == {
        "caf\ufffd.yml": (FileProblem.UNREADABLE, "its name is not valid UTF-8, so it is not read"),
        "folder": (FileProblem.LINK, "it is a link, and links in archives are not followed"),
        "large.yml": (
            FileProblem.UNREADABLE,
            "it is larger than 39 bytes (`limits.max_yaml_bytes`) and therefore not read",
        ),
        "link.yml": (FileProblem.LINK, "it is a link, and links in archives are not followed"),
        "pipe.yml": (FileProblem.UNREADABLE, "it is no regular file and therefore not read"),
    }


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tarred(FILES))
    for source in (tmp_path / "a.tar", tmp_path):
        with pytest.raises(SourceFolderError, match="there is no folder `rulez` in the"):
            read(source, "rulez")


def test_a_damaged_file_in_an_archive_is_an_error(tmp_path: Path) -> None:
    data = zipped({"a.yml": "rule: 1\n"}, compression=0)
    (tmp_path / "a.zip").write_bytes(data.replace(b"rule: 1", b"rule: 2", 1))
    with pytest.raises(SourceFolderError, match=r"^a\.zip/a\.yml: the archive cannot be read"):
        read(tmp_path / "a.zip")


def test_an_archive_within_an_archive_stays_closed(tmp_path: Path) -> None:
    inner = tarred({"b.yml": "rule"})
    (tmp_path / "a.tar").write_bytes(tarred([("t/a.yml", "rule"), ("t/inner.tar", inner)]))
    assert [file.path for file in read(tmp_path / "a.tar").wanted] == ["a.yml"]


def test_the_order_in_an_archive_does_not_matter(tmp_path: Path) -> None:
    for name, pairs in (("a", FILES.items()), ("b", reversed(FILES.items()))):
        (tmp_path / name).write_bytes(tarred(pairs))
    assert read(tmp_path / "a") == read(tmp_path / "b")


@pytest.mark.corpora
def test_the_corpora_are_the_same_packed_and_unpacked(corpora: Path) -> None:
    tests = read_atomics_tree(CORPORA / "atomics.tar.xz")
    assert len(tests.files) == 341
    assert tests == read_atomics_tree(corpora / "atomics")
    rules = read_sigma_tree(CORPORA / "sigma-rules.tar.xz", folder="rules-threat-hunting")
    assert len(rules.rules) == 140
    assert rules == read_sigma_tree(corpora / "sigma-rules" / "rules-threat-hunting")
