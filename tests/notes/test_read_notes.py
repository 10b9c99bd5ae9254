"""Notes are read once as long as they stay, and a cache never changes what is read."""

from pathlib import Path

import pytest

from kbgen.cache import NO_CACHE, Cache
from kbgen.notes import read_notes as module
from kbgen.notes.read_notes import read_notes
from kbgen.settings import Kinds
from kbgen.vault.read import RawNote

FILES = [
    RawNote("a.md", b"---\ntags: [techniques, T1046]\n---\n# A\n", "utf-8"),
    RawNote("b.md", b"# B\n", "utf-8"),
]


def never(*_: object) -> None:
    pytest.fail("a note is read again")


def test_a_second_run_reads_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_notes(FILES, Kinds(), Cache(tmp_path), 1)
    monkeypatch.setattr(module, "make_document", never)
    assert read_notes(FILES, Kinds(), Cache(tmp_path), 1) == first
    assert [note.title for note in first] == ["A", "B"]


@pytest.mark.parametrize(
    "changed",
    [
        RawNote("a.md", b"---\ntags: [techniques, T1047]\n---\n# A\n", "utf-8"),
        RawNote("c.md", FILES[0].data, "utf-8"),
        RawNote("a.md", b"caf\xe9", "latin-1"),
        RawNote("a.md", FILES[0].data, "utf-8", source="elsewhere"),
    ],
    ids=["text", "path", "encoding", "origin"],
)
def test_what_changed_is_read_again(changed: RawNote, tmp_path: Path) -> None:
    read_notes(FILES, Kinds(), Cache(tmp_path), 1)
    files = [changed, FILES[1]]
    assert read_notes(files, Kinds(), Cache(tmp_path), 1) == read_notes(files, Kinds(), NO_CACHE, 1)


def test_other_kinds_give_other_notes(tmp_path: Path) -> None:
    kinds = Kinds(detection_rule=("techniques",))
    read_notes(FILES, Kinds(), Cache(tmp_path), 1)
    assert read_notes(FILES, kinds, Cache(tmp_path), 1) == read_notes(FILES, kinds, NO_CACHE, 1)


def test_a_damaged_entry_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "to_bytes", lambda _: b"damaged")
        first = read_notes(FILES, Kinds(), Cache(tmp_path), 1)
    assert first == read_notes(FILES, Kinds(), NO_CACHE, 1) == read_notes(FILES, Kinds(), Cache(tmp_path), 1)
