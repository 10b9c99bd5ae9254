"""Bytes of a STIX source: files, folders, compression, limits."""

import gzip
import json
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.errors import KbgenError
from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.sources.stix_input import InputFile, StixError, name_of, read_input

TEXT = b'{"type": "bundle"}'


def read(path: Path, **limits: int) -> list[InputFile]:
    return list(read_input(path, InputLimits(**limits)))


def test_an_error_is_fit_for_users() -> None:
    assert issubclass(StixError, KbgenError)


def test_the_defaults_are_those_of_the_documentation() -> None:
    assert (DEFAULT_LIMITS.max_input_bytes, DEFAULT_LIMITS.max_string_bytes) == (500_000_000, 50_000_000)


@pytest.mark.parametrize("name", ["a.json", "a.json.gz", "a.json.xz", "no-extension"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_compression_is_told_by_the_first_bytes(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / name
    path.write_bytes(pack(TEXT))
    assert read(path) == [InputFile(name, TEXT)]


def test_archives_of_several_streams_are_read_to_their_end(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(TEXT[:5]) + gzip.compress(TEXT[5:]))
    assert read(path)[0].data == TEXT


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_truncated_archive_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(pack(TEXT * 100)[:-9])
    with pytest.raises(StixError, match=r"^a\.bin: the compressed file is damaged or incomplete"):
        read(path)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(TEXT * 100))
    data[20] ^= 0xFF
    (tmp_path / "a.gz").write_bytes(data)
    with pytest.raises(StixError, match="damaged or incomplete"):
        read(tmp_path / "a.gz")


def test_what_is_absent_or_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StixError, match=r"^gone\.json: cannot be read: there is no such file or folder"):
        read(tmp_path / "gone.json")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StixError, match=r"^pipe: cannot be read: it is no regular file"):
        read(tmp_path / "pipe")


def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(TEXT)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(StixError, match=r"^a\.json: cannot be read: Permission denied"):
        read(path)


def test_a_large_file_is_refused_with_the_name_of_the_setting(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(TEXT)
    assert read(path, max_input_bytes=len(TEXT))
    with pytest.raises(StixError, match=r"larger than 17 bytes; raise `limits.max_input_bytes`"):
        read(path, max_input_bytes=len(TEXT) - 1)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_small_archive_of_a_huge_file_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(pack(b" " * 30_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(StixError, match=r"`limits\.max_input_bytes`"):
        read(path, max_input_bytes=1_000_000)


def test_a_limit_counts_all_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(TEXT)
    assert len(read(tmp_path, max_input_bytes=2 * len(TEXT))) == 2
    with pytest.raises(StixError, match=rf"^{tmp_path.name}/b\.json: the source is larger"):
        read(tmp_path, max_input_bytes=2 * len(TEXT) - 1)


def test_a_string_of_200_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"type": "bundle", "objects": [{"name": "' + b"x" * 200_000_000 + b'"}]}')
    with pytest.raises(
        StixError, match=r"byte 40 is longer than 50,000,000 bytes; raise `limits.max_string_bytes`"
    ):
        read(path)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (b'["aaaaa", "bbbbb"]', True),
        (b'["aaaaaa"]', False),
        (b'["a\\"a\\"a"]', False),
        (b'["a\\\\", "a\\\\"]', True),
        (b'["unclosed', False),
        (b"[1, 2, 3, 4, 5, 6, 7, 8, 9, true, false, null]", True),
        (b'["\\', True),
    ],
)
def test_strings_are_measured_as_they_are_written(tmp_path: Path, text: bytes, fits: bool) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text)
    if fits:
        assert read(path, max_string_bytes=5)
    else:
        with pytest.raises(StixError, match="max_string_bytes"):
            read(path, max_string_bytes=5)


def test_an_unclosed_string_full_of_quotes_takes_no_time(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'["' + b'\\"' * 3_000_000)
    assert read(path, max_string_bytes=6_000_000, max_input_bytes=7_000_000)


def test_a_folder_gives_its_json_files_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "cti"
    wanted = ["campaign/b.json", "campaign/a.json", "Z.JSON", "tool/x/y.json"]
    others = [".git/c.json", "readme.md", "tool/.hidden.json", "a.json.txt"]
    for name in (*wanted, *others):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(TEXT)
    names = [file.name for file in read(folder)]
    assert names == ["cti/Z.JSON", "cti/campaign/a.json", "cti/campaign/b.json", "cti/tool/x/y.json"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(TEXT)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(read(tmp_path)) == 1


def test_a_byte_order_mark_becomes_spaces(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf" + TEXT)
    (file,) = read(tmp_path / "a.json")
    assert json.loads(file.data) == {"type": "bundle"}
    assert len(file.data) == len(TEXT) + 3


def test_utf16_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(TEXT.decode().encode("utf-16"))
    with pytest.raises(StixError, match=r"^a\.json: the file is UTF-16"):
        read(tmp_path / "a.json")


def test_the_current_folder_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_bytes(TEXT)
    monkeypatch.chdir(tmp_path)
    assert name_of(Path()) == tmp_path.name
    assert [file.name for file in read(Path())] == [f"{tmp_path.name}/a.json"]
