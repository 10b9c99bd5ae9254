"""Files of results as text, and the values in them."""

from pathlib import Path

import pytest

from kbgen.errors import KbgenError
from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.sources.evidence_text import EvidenceError, guid_of, one_line, read_text, techniques_of

TEXT = '"Name","Höst"\n"a","b"\n'


def written(folder: Path, data: bytes) -> Path:
    path = folder / "log.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le", "utf-16-be"])
def test_what_powershell_writes_is_read(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, TEXT.replace("\n", "\r\n").encode(encoding))
    assert read_text(path, "log.csv", DEFAULT_LIMITS).text == TEXT


def test_big_endian_with_a_mark_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert read_text(path, "log.csv", DEFAULT_LIMITS).text == TEXT


def test_a_log_of_mixed_encodings_is_refused_with_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\r\n" + "c,d\r\n".encode("utf-16-le"))
    with pytest.raises(EvidenceError, match=r"log\.csv:2:2: a zero byte"):
        read_text(path, "log.csv", DEFAULT_LIMITS)


def test_a_file_that_is_too_large_is_refused_with_the_name_of_the_limit(tmp_path: Path) -> None:
    path = written(tmp_path, b"x" * 101)
    with pytest.raises(KbgenError, match=r"log\.csv.*100 bytes.*max_input_bytes"):
        read_text(path, "log.csv", InputLimits(max_input_bytes=100))
    assert read_text(path, "log.csv", InputLimits(max_input_bytes=101)).text == "x" * 101


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone"):
        with pytest.raises(KbgenError, match="cannot be read"):
            read_text(path, "x", DEFAULT_LIMITS)


def test_guids_are_whole_texts_in_any_case_and_with_braces() -> None:
    guid = "0ABCDEF0-1111-4222-8333-444444444444"
    assert guid_of(f" {guid} ") == guid_of("{" + guid + "}") == guid.lower()
    assert guid_of(f"{guid}-1") == guid_of("T1046") == guid_of("") == ""


def test_techniques_are_found_in_texts() -> None:
    assert techniques_of("T1059.001 - PowerShell, t1046") == ("T1059.001", "T1046")
    assert techniques_of("T1059_001 T1059.001") == ("T1059.001",)
    assert techniques_of("HOST1046, XT1046, T10460, TA0007") == ()


def test_notes_are_one_line_without_control_characters() -> None:
    assert one_line(" a\r\n\tb\u2028c\x1b[0m\x00d ") == "a b c [0m d"
    assert one_line("\ud800") == "?"
    assert one_line("abcdef", 5) == "abcd…"
