"""Where the result of a command goes."""

import os
import stat
import sys
from pathlib import Path

import pytest

from kbgen.cli.output import is_terminal, write_data, write_text
from kbgen.errors import KbgenError

needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="needs the files of a Unix system")


def test_a_file_has_the_bytes_of_utf_8(tmp_path: Path) -> None:
    write_data("ü\n🚀\udcff", str(tmp_path / "out.json"))
    assert (tmp_path / "out.json").read_bytes() == "ü\n🚀".encode() + rb"\udcff"


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    file.write_text("a much longer text than the new one")
    write_text("new", str(file))
    assert file.read_text(encoding="utf-8") == "new"
    assert os.listdir(tmp_path) == ["out.txt"]  # noqa: PTH208 (hidden files count)


@needs_unix
def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.touch()
    old.chmod(0o600)
    for file in (new, old):
        write_data("x", str(file))
    assert [stat.S_IMODE(file.stat().st_mode) for file in (new, old)] == [0o644, 0o600]


@needs_unix
def test_a_link_leads_to_the_file_that_is_written(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    link.symlink_to(file)
    write_data("new", str(link))
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "new"


@needs_unix
def test_a_device_is_written_and_not_replaced() -> None:
    write_data("x", os.devnull)
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("place", ["missing/out.txt", "."])
def test_what_cannot_be_written_is_named(tmp_path: Path, place: str) -> None:
    with pytest.raises(KbgenError, match="cannot be written"):
        write_data("x", str(tmp_path / place))
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.txt"
    file.write_text("old")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(KbgenError, match="No space left on device"):
        write_data("new", str(file))
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]
    assert file.read_text(encoding="utf-8") == "old"


def test_standard_output_has_the_bytes_of_utf_8(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_data("ü 🚀\n", "-")
    assert capfdbinary.readouterr().out == "ü 🚀\n".encode()


def test_only_standard_output_can_be_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert is_terminal("-")
    assert not is_terminal("out.txt")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    assert not is_terminal("-")
