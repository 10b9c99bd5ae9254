"""The content of one file: decompressed, limited, checked by its digest."""

import bz2
import gzip
import hashlib
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.settings import InputLimits
from kbgen.sources.input_content import InputError, read_content, require_digest

TEXT = b"title: x\n" * 1000
LIMITS = InputLimits(max_input_bytes=10_000)
PACKED = pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
Pack = Callable[[bytes], bytes]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.bin"


def read(file: Path) -> bytes:
    return read_content(file, "file.bin", LIMITS, LIMITS.max_input_bytes)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, bz2.compress])
def test_compression_is_told_by_the_content(file: Path, pack: Pack) -> None:
    file.write_bytes(pack(TEXT))
    assert read(file) == TEXT


@PACKED
@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_what_was_cut_off_is_said(file: Path, pack: Pack, keep: float) -> None:
    data = pack(os.urandom(3000))
    file.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(InputError, match=r"^file\.bin: the compressed file is damaged or incomplete"):
        read(file)


@PACKED
def test_what_is_damaged_is_said(file: Path, pack: Pack) -> None:
    data = bytearray(pack(os.urandom(3000)))
    for place in range(30, len(data), 7):
        data[place] ^= 0x55
    file.write_bytes(data)
    with pytest.raises(InputError, match=r"^file\.bin: the compressed file is damaged or incomplete"):
        read(file)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, bz2.compress])
def test_the_limit_is_that_of_the_unpacked_content(file: Path, pack: Pack) -> None:
    file.write_bytes(pack(b"x" * 10_000))
    assert len(read(file)) == 10_000
    file.write_bytes(pack(b"x" * 10_001))
    expected = r"^file\.bin: the source is larger than 10,000 bytes; raise `limits\.max_input_bytes`"
    with pytest.raises(InputError, match=expected):
        read(file)


def test_a_file_that_would_take_all_memory_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(lzma.compress(TEXT))

    def greedy(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(lzma.LZMAFile, "read", greedy)
    with pytest.raises(InputError, match="needs more memory than there is"):
        read(file)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file or folder"):
        read(tmp_path / "gone")
    with pytest.raises(InputError, match="it is no regular file"):
        read(tmp_path)


def test_a_digest_is_that_of_the_file_as_it_stands(file: Path) -> None:
    file.write_bytes(gzip.compress(TEXT))
    right, wrong = hashlib.sha256(file.read_bytes()).hexdigest(), hashlib.sha256(TEXT).hexdigest()
    require_digest(file, "a.gz", right)
    with pytest.raises(
        InputError, match=f"^a.gz: the file is another one: its sha256 is {right}, not {wrong}$"
    ):
        require_digest(file, "a.gz", wrong)


def test_a_folder_has_no_digest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^x: cannot be read: it is no regular file"):
        require_digest(tmp_path, "x", "0" * 64)
