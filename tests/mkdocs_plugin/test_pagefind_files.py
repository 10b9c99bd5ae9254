"""Pagefind's files in order: two indexes of one site have the same names and bytes, and say what they said."""

import gzip
import json
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest

from kbgen.mkdocs_plugin.pagefind_files import UnknownFormError, settle_order

SIGNATURE = b"pagefind_dcd"


def write(folder: Path, filters: dict[str, list[list[object]]]) -> Path:
    """Write an index with the filters in the given order, as Pagefind 1.5 does it."""
    (folder / "filter").mkdir(parents=True)

    def pack(value: object, name: str) -> str:
        content = gzip.compress(SIGNATURE + cbor2.dumps(value), mtime=0)
        digest = sha256(content).hexdigest()
        path = name.replace("#", digest[:7])
        (folder / path).write_bytes(content)
        return digest[:7]

    chunks = [
        [name, f"en_{pack([name, values], 'filter/en_#.pf_filter')}"] for name, values in filters.items()
    ]
    meta = ["1.5.2", [["en_abc", 12]], [["a", "b", "en_def"]], chunks, [], ["title"]]
    digest = pack(meta, "pagefind.en_#.pf_meta")
    entry = {"version": "1.5.2", "languages": {"en": {"hash": f"en_{digest}", "page_count": 1}}}
    (folder / "pagefind-entry.json").write_text(json.dumps(entry), "utf-8")
    return folder


def unpack(path: Path) -> list[object]:
    found: list[object] = cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(SIGNATURE))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


LEVELS: list[list[object]] = [["high", [0, 2]], ["low", [1]]]
KINDS: list[list[object]] = [["page", [1]], ["technique", [0]]]


def test_indexes_that_differ_in_order_become_the_same(tmp_path: Path) -> None:
    one = write(tmp_path / "one", {"level": LEVELS, "kind": KINDS})
    two = write(tmp_path / "two", {"kind": KINDS[::-1], "level": LEVELS[::-1]})
    assert contents(one) != contents(two)
    settle_order(one)
    settle_order(two)
    assert contents(one) == contents(two)


def test_every_name_leads_to_a_file_and_no_other_file_is_left(tmp_path: Path) -> None:
    folder = write(tmp_path, {"level": LEVELS[::-1], "kind": KINDS[::-1]})
    settle_order(folder)
    entry = json.loads((folder / "pagefind-entry.json").read_bytes())
    meta = unpack(folder / f"pagefind.{entry['languages']['en']['hash']}.pf_meta")
    assert meta[:3] == ["1.5.2", [["en_abc", 12]], [["a", "b", "en_def"]]]
    filters = {name: folder / "filter" / f"{chunk}.pf_filter" for name, chunk in meta[3]}  # type: ignore[attr-defined]
    assert {name: unpack(path) for name, path in filters.items()} == {
        "kind": ["kind", KINDS],
        "level": ["level", LEVELS],
    }
    assert len(contents(folder)) == 2 + len(filters)


def test_an_index_without_filters_stays_one(tmp_path: Path) -> None:
    settle_order(write(tmp_path, {}))
    assert len(contents(tmp_path)) == 2


def test_files_of_another_form_are_left_alone(tmp_path: Path) -> None:
    folder = write(tmp_path, {"level": LEVELS})
    (chunk,) = (folder / "filter").iterdir()
    chunk.write_bytes(gzip.compress(b"another" + cbor2.dumps([1])))
    before = contents(folder)
    with pytest.raises(UnknownFormError):
        settle_order(folder)
    assert contents(folder) == before
