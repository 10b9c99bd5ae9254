"""Pagefind's files: several indexes become one that says what they said, with the same names and bytes each time."""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import cbor2
import pytest
from pagefind_index import SIGNATURE, Files, addresses, filters_in, metadata, unpack, words_in

from kbgen.mkdocs_plugin.search import pagefind_files
from kbgen.mkdocs_plugin.search.pagefind_files import ENTRY, UnknownFormError, index_files, join, read_index

Filters = Mapping[str, Sequence[tuple[str, list[int]]]]


def pack(value: object) -> bytes:
    return gzip.compress(SIGNATURE + cbor2.dumps(value), mtime=0)


def written(
    pages: Sequence[tuple[str, int]],
    *chunks: list[list[Any]],
    filters: Filters | None = None,
    fields: Sequence[str] = ("title",),
    version: str = "1.5.2",
    language: str = "en",
    wasm: str = "en",
    sorts: Sequence[object] = (),
) -> Files:
    """Return an index as Pagefind 1.5 writes it, from pages as (address, words) and the words of each file."""
    files: Files = {}

    def add(path: str, content: bytes) -> str:
        name = f"{language}_{sha256(content).hexdigest()[:7]}"
        files[path.replace("#", name)] = content
        return name

    meta = [
        version,
        [[add("fragment/#.pf_fragment", fragment(url, words)), words] for url, words in pages],
        [[words[0][0], words[-1][0], add("index/#.pf_index", pack([words]))] for words in chunks],
        [[name, add("filter/#.pf_filter", pack([name, values]))] for name, values in (filters or {}).items()],
        list(sorts),
        list(fields),
    ]
    about = {"hash": add("pagefind.#.pf_meta", pack(meta)), "wasm": wasm, "page_count": len(pages)}
    entry = {"version": version, "languages": {language: about}, "include_characters": ["_"]}
    return {**files, ENTRY: json.dumps(entry).encode()}


def fragment(url: str, words: int) -> bytes:
    content = json.dumps({"url": url, "content": "é" * 9_000, "word_count": words}, separators=(",", ":"))
    return gzip.compress(SIGNATURE + content.encode(), mtime=0)


def joined(*indexes: Files) -> Files:
    return dict(index_files(join([read_index(files) for files in indexes])))


def word(text: str, *pages: int, **spellings: Sequence[int]) -> list[Any]:
    """Return a word that stands at the fourth place of pages, whose numbers are given as steps."""
    return [
        text,
        [[step, [-25, 3], []] for step in pages],
        [[other, [[step, [-25, 4], []] for step in steps]] for other, steps in spellings.items()],
    ]


FIRST = written(
    [("/a/", 10), ("/b/", 20)],
    [word("alpha", 0, 1), word("cafe", café=[1])],
    [word("nowhere_else", 1)],
    filters={"kind": [("rule", [0]), ("technique", [1])]},
)
SECOND = written(
    [("/c/", 5)],
    [word("alpha", 0), word("beta", 0), word("cafe", 0)],
    filters={"kind": [("rule", [0])], "level": [("high", [0])]},
)
THIRD = written(
    [("/d/", 7), ("/e/", 8)],
    [word("alpha", 1), word("cafe", 0, cafè=[1], café=[0, 1]), word("gamma", 0, 1)],
    filters={"level": [("high", [0, 1])], "kind": [("group", [1])]},
)
# Pages 0 to 4 are /a/ to /e/.


def test_pages_follow_each_other() -> None:
    files = joined(FIRST, SECOND, THIRD)
    assert addresses(files) == ["/a/", "/b/", "/c/", "/d/", "/e/"]
    meta = metadata(files)
    assert meta[0] == "1.5.2"
    assert [words for _, words in meta[1]] == [10, 20, 5, 7, 8]
    assert meta[4:] == [[], ["title"]]
    entry = json.loads(files[ENTRY])
    (name,) = (path.split(".")[1] for path in files if path.endswith(".pf_meta"))
    assert entry == {
        "version": "1.5.2",
        "languages": {"en": {"hash": name, "wasm": "en", "page_count": 5}},
        "include_characters": ["_"],
    }


def test_words_of_two_indexes_are_found_on_the_pages_of_both() -> None:
    assert words_in(joined(FIRST, SECOND)) == [
        word("alpha", 0, 1, 1),  # pages 0, 1, 2
        word("beta", 2),
        word("cafe", 2, café=[1]),
        word("nowhere_else", 1),
    ]


def test_words_of_three_indexes_keep_their_spellings_apart() -> None:
    assert words_in(joined(FIRST, SECOND, THIRD)) == [
        word("alpha", 0, 1, 1, 2),  # pages 0, 1, 2, 4
        word("beta", 2),
        word("cafe", 2, 1, cafè=[4], café=[1, 2, 1]),  # pages 2, 3; 4; 1, 3, 4
        word("gamma", 3, 1),  # pages 3, 4
        word("nowhere_else", 1),
    ]


def test_filters_have_the_values_and_pages_of_all() -> None:
    files = joined(FIRST, SECOND, THIRD)
    assert filters_in(files) == [
        ["kind", [["group", [4]], ["rule", [0, 2]], ["technique", [1]]]],
        ["level", [["high", [2, 3, 4]]]],
    ]
    assert [name for name, _ in metadata(files)[3]] == ["kind", "level"]


def test_one_index_says_afterwards_what_it_said_before() -> None:
    files = joined(FIRST)
    assert addresses(files) == addresses(FIRST)
    assert words_in(files) == words_in(FIRST)
    assert filters_in(files) == filters_in(FIRST)
    assert metadata(files)[1] == metadata(FIRST)[1]
    assert not filters_in(joined(written([("/a/", 1)], [word("alpha", 0)])))


def test_fields_that_only_some_pages_have_are_numbered_anew() -> None:
    def titled(*fields: int) -> list[Any]:
        return ["zebra", [[0, [-169, 0], list(fields)]], [["zébra", [[0, [], list(fields)]]]]]

    plain = written([("/a/", 1)], [titled(-1, 0, 2)])
    pictured = written([("/b/", 1)], [titled(-1, 4, -2, 0)], fields=["image", "title"])
    files = joined(plain, pictured)
    assert metadata(files)[5] == ["image", "title"]
    own = [[0, [-169, 0], [-2, 0, 2]], [1, [-169, 0], [-1, 4, -2, 0]]]
    others = [[0, [], [-2, 0, 2]], [1, [], [-1, 4, -2, 0]]]
    assert words_in(files) == [["zebra", own, [["zébra", others]]]]


def test_the_order_in_which_words_and_filters_come_changes_no_byte() -> None:
    one = written(
        [("/a/", 1), ("/b/", 1)],
        [word("alpha", 0, 1), word("cafe", cafè=[0], café=[1])],
        [word("zebra", 1)],
        filters={"kind": [("page", [0]), ("rule", [0, 1])], "level": [("high", [1])]},
    )
    two = written(
        [("/a/", 1), ("/b/", 1)],
        [word("zebra", 1), word("cafe", café=[1], cafè=[0])],
        [word("alpha", 0, 1)],
        filters={"level": [("high", [1])], "kind": [("rule", [1, 0]), ("page", [0])]},
    )
    assert one != two
    assert joined(one, SECOND) == joined(two, SECOND)
    assert list(joined(one)) == list(joined(two))


def named_in(files: Files) -> set[str]:
    """Return the paths to which an index leads."""
    (about,) = json.loads(files[ENTRY])["languages"].values()
    _, pages, chunks, filters, *_ = metadata(files)
    return {
        ENTRY,
        f"pagefind.{about['hash']}.pf_meta",
        *(f"fragment/{name}.pf_fragment" for name, _ in pages),
        *(f"index/{name}.pf_index" for *_, name in chunks),
        *(f"filter/{name}.pf_filter" for _, name in filters),
    }


def test_every_name_leads_to_a_file_and_no_other_file_is_left() -> None:
    files = joined(FIRST, SECOND, THIRD)
    assert set(files) == named_in(files)
    assert len(files) == 1 + 1 + 5 + 1 + 2
    for path, content in files.items():
        assert path == ENTRY or f"en_{sha256(content).hexdigest()[:7]}" in path


def test_files_with_the_same_digits_have_different_names(monkeypatch: pytest.MonkeyPatch) -> None:
    clash = SimpleNamespace(hexdigest=lambda: "0123456789abcdef" * 4)
    monkeypatch.setattr(pagefind_files, "sha256", lambda _: clash)
    files = joined(FIRST, SECOND)
    assert [name for name, _ in metadata(files)[1]] == ["en_0123456", "en_01234567", "en_012345678"]
    assert [name for _, name in metadata(files)[3]] == ["en_0123456", "en_01234567"]
    assert set(files) == named_in(files)
    assert addresses(files) == ["/a/", "/b/", "/c/"]
    assert [name for name, _ in filters_in(files)] == ["kind", "level"]


def test_a_file_of_words_ends_when_it_is_large_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    # A word of two letters on one page takes 1 + 3 bytes for its text, 1 + 7 for its page and 1 for no spellings, 13 in
    # all; one of one letter on two pages 19, on one page 12.
    monkeypatch.setattr(pagefind_files, "_BYTES", 31)
    short = [word(f"w{number}", 0) for number in range(7)]
    files = joined(
        written([("/a/", 7), ("/b/", 1)], [*short, word("x", 0, 1), word("y", 0, 1), word("z", 1)])
    )
    chunks = metadata(files)[2]
    assert [chunk[:2] for chunk in chunks] == [["w0", "w2"], ["w3", "w5"], ["w6", "x"], ["y", "z"]]
    for first, last, name in chunks:
        (words,) = unpack(files[f"index/{name}.pf_index"])
        assert (words[0][0], words[-1][0]) == (first, last)


def test_files_of_words_have_about_the_size_of_pagefinds() -> None:
    # 48,000 bytes at 16 a word of five letters: the word that reaches beyond them is the 3,001st.
    files = joined(written([("/a/", 1)], [word(f"{number:05}", 0) for number in range(6_000)]))
    assert [chunk[:2] for chunk in metadata(files)[2]] == [["00000", "03000"], ["03001", "05999"]]


def without(suffix: str) -> Files:
    return {path: content for path, content in FIRST.items() if not path.endswith(suffix)}


def damaged(suffix: str, change: Callable[[bytes], bytes]) -> Files:
    return {path: change(data) if path.endswith(suffix) else data for path, data in FIRST.items()}


def with_entry(**values: object) -> Files:
    return {**FIRST, ENTRY: json.dumps({**json.loads(FIRST[ENTRY]), **values}).encode()}


LANGUAGES = json.loads(FIRST[ENTRY])["languages"]
OTHER_FORMS = {
    "no entry": without(ENTRY),
    "no metadata": without(".pf_meta"),
    "no fragment": without(".pf_fragment"),
    "no words": without(".pf_index"),
    "no filter": without(".pf_filter"),
    "no language": with_entry(languages={}),
    "two languages": with_entry(languages={**LANGUAGES, "de": LANGUAGES["en"]}),
    "an entry that is no JSON": damaged(ENTRY, lambda _: b"{"),
    "sorts": written([("/a/", 1)], [word("alpha", 0)], sorts=[["date", [0]]]),
    "another signature": damaged(".pf_filter", lambda _: gzip.compress(b"another_sign" + cbor2.dumps([1]))),
    "a fragment without address": damaged(
        ".pf_fragment", lambda _: gzip.compress(SIGNATURE + b'{"a":"/a/"}')
    ),
    "a fragment that is not gzipped": damaged(".pf_fragment", gzip.decompress),
    "words that are not gzipped": damaged(".pf_index", gzip.decompress),
    "words cut off": damaged(".pf_index", lambda data: data[: len(data) // 2]),
    "words with a damaged byte": damaged(".pf_index", lambda data: data[:12] + b"\xff" + data[13:]),
    "words that are no CBOR": damaged(".pf_index", lambda _: gzip.compress(SIGNATURE + b"\xff\x00")),
    "words in no array": damaged(".pf_index", lambda data: pack(unpack(data)[0])),
    "words of fewer parts": damaged(".pf_index", lambda data: pack([[each[:2] for each in unpack(data)[0]]])),
    "more than words": damaged(".pf_index", lambda data: pack([*unpack(data), 1])),
    "a page that is not there": written([("/a/", 1)], [word("alpha", 0, 1)]),
    "metadata of fewer parts": damaged(".pf_meta", lambda data: pack(unpack(data)[:4])),
    "metadata of more parts": damaged(".pf_meta", lambda data: pack([*unpack(data), []])),
}


@pytest.mark.parametrize("files", OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_files_of_another_form_are_not_read(files: Files) -> None:
    with pytest.raises(UnknownFormError):
        read_index(files)


@pytest.mark.parametrize(
    "other",
    [
        written([("/x/", 1)], [word("alpha", 0)], version="1.5.3"),
        written([("/x/", 1)], [word("alpha", 0)], language="de"),
        written([("/x/", 1)], [word("alpha", 0)], wasm="unknown"),
        written([("/x/", 1)], [["alpha", [[0, [], [-2, 0]]], []]], fields=["image"]),
    ],
    ids=["version", "language", "stemming", "a field that is not there"],
)
def test_indexes_that_do_not_fit_are_not_joined(other: Files) -> None:
    indexes = [read_index(FIRST), read_index(other), read_index(THIRD)]
    with pytest.raises(UnknownFormError):
        join(indexes)
