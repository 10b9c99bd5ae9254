"""What is read of an archive, and which archives are refused."""

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable

import pytest
from archives import Content, special, tarred, zipped

from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.sources.archive import Member, MemberKind, is_archive, read_archive
from kbgen.sources.input_content import InputError

FILES = {"top/b.yml": "b: 1\n", "top/a/c.yml": "c: 1\n", "top/LICENSE": "free\n"}
MAKERS = pytest.mark.parametrize("make", [tarred, zipped])
Make = Callable[..., bytes]


def read(data: bytes, limits: InputLimits = DEFAULT_LIMITS) -> dict[str, bytes]:
    members = read_archive(data, "x", limits)
    return {member.path: member.read() for member in members if member.kind is MemberKind.FILE}


def kinds(data: bytes) -> dict[str, MemberKind]:
    return {member.path: member.kind for member in read_archive(data, "x", DEFAULT_LIMITS)}


@MAKERS
def test_files_below_the_one_folder_in_the_order_of_code_points(make: Make) -> None:
    assert list(read(make(FILES)).items()) == [
        ("LICENSE", b"free\n"),
        ("a/c.yml", b"c: 1\n"),
        ("b.yml", b"b: 1\n"),
    ]


@MAKERS
def test_several_folders_at_the_top_stay(make: Make) -> None:
    assert list(read(make({"b/x": "", "a/x": "", "c": ""}))) == ["a/x", "b/x", "c"]


@MAKERS
def test_only_the_uppermost_folder_is_dropped(make: Make) -> None:
    assert list(read(make({"top/rules/a.yml": "", "top/rules/b.yml": ""}))) == ["rules/a.yml", "rules/b.yml"]


@MAKERS
def test_hidden_files_are_left_out_and_do_not_count_as_a_folder_at_the_top(make: Make) -> None:
    members = {"top/a.yml": "", ".git/config": "", "__MACOSX/._a.yml": "", "top/.b.yml": ""}
    assert list(read(make(members))) == ["a.yml"]


@MAKERS
def test_paths_are_written_without_needless_parts(make: Make) -> None:
    assert list(read(make({"./top/a.yml": "", "top//b.yml": "", "top/./c.yml": ""}))) == [
        "a.yml",
        "b.yml",
        "c.yml",
    ]


def test_of_several_files_with_one_path_the_last_counts() -> None:
    assert read(tarred([("t/a", "1"), ("t/b", "2"), ("t/./a", "3")])) == {"a": b"3", "b": b"2"}


@MAKERS
@pytest.mark.parametrize("path", ["../a.yml", "t/../../a.yml", "t/..", "/a.yml", "C:/a.yml", "t/../t/b.yml"])
def test_a_path_that_leads_out_is_refused(make: Make, path: str) -> None:
    with pytest.raises(InputError, match=r"^x: the path '.+' leads out of the archive") as caught:
        read(make({"t/good.yml": "", path: ""}))
    assert repr(path) in str(caught.value)


@pytest.mark.parametrize("path", ["..\\a.yml", "t\\..\\..\\a.yml", "C:\\a.yml", "\\a.yml"])
def test_zip_archives_of_windows_are_read_and_refused_alike(path: str) -> None:
    assert list(read(zipped({"t\\a\\b.yml": "", "t\\c.yml": ""}))) == ["a/b.yml", "c.yml"]
    with pytest.raises(InputError, match="leads out of the archive"):
        read(zipped({"t\\a.yml": "", path: ""}))


def test_links_and_devices_of_tar_archives_are_told() -> None:
    members: list[tuple[str, Content]] = [
        ("t/a.yml", "a"),
        ("", special("t/soft.yml", tarfile.SYMTYPE, "a.yml")),
        ("", special("t/hard.yml", tarfile.LNKTYPE, "t/a.yml")),
        ("", special("t/pipe.yml", tarfile.FIFOTYPE)),
        ("", special("t/folder", tarfile.DIRTYPE)),
    ]
    assert kinds(tarred(members)) == {
        "a.yml": MemberKind.FILE,
        "hard.yml": MemberKind.LINK,
        "pipe.yml": MemberKind.OTHER,
        "soft.yml": MemberKind.LINK,
    }


def test_links_and_pipes_of_zip_archives_are_told() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, mode in (("link", stat.S_IFLNK), ("pipe", stat.S_IFIFO), ("file", stat.S_IFREG)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (mode | 0o644) << 16
            made.writestr(entry, "/etc/passwd")
        made.mkdir("folder")
    assert kinds(stream.getvalue()) == {
        "file": MemberKind.FILE,
        "link": MemberKind.LINK,
        "pipe": MemberKind.OTHER,
    }


def test_a_tar_archive_says_whether_it_is_one() -> None:
    assert is_archive(tarred(FILES))
    assert is_archive(tarred(FILES, "w:"))
    assert is_archive(zipped(FILES))
    assert is_archive(zipped({}))
    assert not is_archive(b"")
    assert not is_archive(b'{"type": "bundle"}' * 100)


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_long_and_foreign_names_in_all_forms(form: int) -> None:
    stream = io.BytesIO()
    name = f"t/{'ordner' * 12}/{'größe' * 8}.yml"
    with tarfile.open(fileobj=stream, mode="w", format=form, encoding="utf-8") as tar:
        tar.addfile(tarfile.TarInfo(name))
        tar.addfile(tarfile.TarInfo("t/b"))
    assert list(read(stream.getvalue())) == ["b", name.removeprefix("t/")]


def test_a_name_that_is_no_unicode_keeps_its_bytes() -> None:
    (member,) = read_archive(tarred({os.fsdecode(b"caf\xe9.yml"): ""}), "x", DEFAULT_LIMITS)
    assert os.fsencode(member.path) == b"caf\xe9.yml"


# Each file takes a block of 512 bytes for its name, and whole blocks for its content.
@pytest.mark.parametrize("size", [*range(600, 2560, 97), 1024, 1536, 2560])
def test_a_tar_archive_that_was_cut_off_is_refused(size: int) -> None:
    data = tarred({"a": "x" * 500, "b": "x" * 1000})
    assert len(read(data)) == 2
    with pytest.raises(InputError, match="the archive cannot be read"):
        read(data[:size])


def test_a_damaged_header_is_not_taken_for_the_end() -> None:
    data = bytearray(tarred({"a": "x" * 500, "b": "x" * 1000}))
    data[1024 + 5] ^= 1
    with pytest.raises(InputError, match="ends too early, or is damaged, at byte 1,024"):
        read(bytes(data))


@pytest.mark.parametrize("cut", [1, 30, 100])
def test_a_zip_archive_that_was_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(InputError, match="the archive cannot be read"):
        read(zipped(FILES)[:-cut])


def test_a_damaged_file_of_a_zip_archive_is_refused_by_its_name() -> None:
    data = zipped({"t/a": os.urandom(50)}, zipfile.ZIP_STORED)
    with pytest.raises(InputError, match=r"^x/t/a: the archive cannot be read: Bad CRC-32"):
        read(data[:40] + bytes([data[40] ^ 1]) + data[41:])


def test_files_of_a_zip_archive_are_limited_together() -> None:
    data = zipped({"a": " " * 600, "b": " " * 600})
    assert len(read(data, InputLimits(max_input_bytes=1200))) == 2
    with pytest.raises(InputError, match=r"larger than 1,199 bytes; raise `limits\.max_input_bytes`"):
        read(data, InputLimits(max_input_bytes=1199))


def test_a_zip_archive_that_lies_about_a_size_unpacks_no_more_than_it_says() -> None:
    data = zipped({"a": b"\0" * 50_000_000})
    lie = data.replace((50_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(InputError, match="the archive cannot be read"):
        read(lie, InputLimits(max_input_bytes=2000))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compressions_that_cannot_be_unpacked_in_pieces_are_refused(compression: int) -> None:
    with pytest.raises(InputError, match="x/a: is compressed in a way that is not read here"):
        read(zipped({"a": "text"}, compression))


def test_a_file_with_holes_is_no_file() -> None:
    entry = tarfile.TarInfo("a")
    entry.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(10**12)}
    data = b"1\n0\n1\n".ljust(512, b"\0") + b"x"
    entry.size = len(data)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(entry, io.BytesIO(data))
    (member,) = read_archive(stream.getvalue(), "x", DEFAULT_LIMITS)
    assert isinstance(member, Member)
    assert member.kind is MemberKind.OTHER
