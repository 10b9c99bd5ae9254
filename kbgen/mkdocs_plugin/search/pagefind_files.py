"""Indexes in Pagefind's form: read from files, joined, written in one order.

Form, as of Pagefind 1.5: ``pagefind-entry.json`` names for each language the file of its metadata. That holds a version,
the pages (a digest that names a fragment, a number of words), the files of words with the first and the last word of each,
the files of filters, sorts, and the names of those fields that its pages have. A file of words holds for each word its
pages (each number less the one before it) with the places on them, and its spellings with other accents. Among the places
in fields, -1 says that those after it are in the first field, -2 in the second. Such files are CBOR behind twelve bytes of
signature, all of it gzipped.
Pagefind writes filters and words in another order at each run, and names files after their bytes.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import cbor2

from kbgen.mkdocs_plugin.search.pagefind_words import (
    Pages,
    joined,
    moved,
    read_words,
    with_marks,
    written_file,
    written_word,
)

ENTRY = "pagefind-entry.json"
"""Where an index begins."""
_SIGNATURE = b"pagefind_dcd"
_BYTES = 48_000
"""Size beyond which a file of words ends, before it is gzipped to about half of it; Pagefind's have much the same."""
_LEVEL = 5
"""Of gzip; one more makes words 1 % smaller and takes half as long again."""
_ADDRESS = 8_000
"""Bytes of a fragment within which its address ends."""
_URL = re.compile(rb'pagefind_dcd\{"url":("(?:[^"\\]|\\.)*")')
_DIGITS = 7
"""Of the digests that name files, at least."""


class UnknownFormError(Exception):
    """Files are none that Pagefind 1.5 writes, or indexes do not fit together."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What the index knows of one page."""

    url: str
    words: int
    content: bytes
    """As Pagefind wrote it, gzipped."""


@dataclass(frozen=True, slots=True)
class TextIndex:
    """An index of pages in one language."""

    version: str
    language: str
    fragments: tuple[Fragment, ...]
    words: dict[str, Pages]
    spellings: dict[str, dict[str, Pages]]
    """For words that have them, the pages of each spelling with other accents."""
    filters: dict[str, dict[str, list[int]]]
    """For each filter its values, for each value the numbers of its pages."""
    fields: tuple[str, ...]
    entry: Mapping[str, Any]
    """What ``pagefind-entry.json`` says beside the languages."""
    wasm: str


def read_index(files: Mapping[str, bytes]) -> TextIndex:
    """Return an index.

    Args:
        files: content by path below the folder of the index, with ``/``.

    Raises:
        UnknownFormError: the files have another form, or hold none or several languages.
    """
    try:
        entry = json.loads(files[ENTRY])
        ((language, about),) = entry.pop("languages").items()
        version, pages, chunks, filters, sorts, fields = _read(files[f"pagefind.{about['hash']}.pf_meta"])
        if sorts:
            raise UnknownFormError("sorts are not known")
        fragments = tuple(_fragment(files[f"fragment/{name}.pf_fragment"], words) for name, words in pages)
        opened = (_opened(files[f"index/{name}.pf_index"]) for _, _, name in chunks)
        words, spellings = _words(opened, max(1, len(fragments)))
        return TextIndex(
            version,
            language,
            fragments,
            words,
            spellings,
            dict(_filter(files[f"filter/{name}.pf_filter"]) for _, name in filters),
            tuple(fields),
            entry,
            about["wasm"],
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise UnknownFormError(str(error)) from error
    except (OSError, EOFError, zlib.error, cbor2.CBORError) as error:
        raise UnknownFormError(f"damaged: {error}") from error


def join(indexes: Sequence[TextIndex]) -> TextIndex:
    """Return one index of the pages of several.

    Raises:
        UnknownFormError: they are of different versions or languages, or name a field that is not there.
    """
    first = indexes[0]
    fields = tuple(sorted({name for index in indexes for name in index.fields}))
    words: dict[str, list[Pages]] = {}
    spellings: dict[str, dict[str, list[Pages]]] = {}
    filters: dict[str, dict[str, list[int]]] = {}
    start = 0
    for index in indexes:
        if (index.version, index.language, index.wasm) != (first.version, first.language, first.wasm):
            raise UnknownFormError("indexes of different kinds")
        numbered = _with_fields(index, fields)
        for word, pages in numbered.words.items():
            words.setdefault(word, []).append(moved(pages, start))
        for word, others in numbered.spellings.items():
            for spelling, pages in others.items():
                spellings.setdefault(word, {}).setdefault(spelling, []).append(moved(pages, start))
        for name, values in index.filters.items():
            for value, numbers in values.items():
                its = filters.setdefault(name, {}).setdefault(value, [])
                its += (start + number for number in numbers)
        start += len(index.fragments)
    return replace(
        first,
        fragments=tuple(part for index in indexes for part in index.fragments),
        words={word: joined(parts) for word, parts in words.items()},
        spellings={
            word: {spelling: joined(parts) for spelling, parts in others.items()}
            for word, others in spellings.items()
        },
        filters=filters,
        fields=fields,
    )


def index_files(index: TextIndex, jobs: int = 1) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of an index, the same for the same pages.

    Args:
        index: what the files say.
        jobs: threads that compress words.
    """
    pages: list[list[Any]] = []
    taken: set[str] = set()
    for fragment in index.fragments:
        name = _name(index, fragment.content, taken)
        pages.append([name, fragment.words])
        yield f"fragment/{name}.pf_fragment", fragment.content
    chunks = []
    taken = set()
    with ThreadPoolExecutor(jobs) as pool:
        contents = [
            (first, last, pool.submit(_compressed, data)) for first, last, data in _files_of_words(index)
        ]
        for first, last, made in contents:
            content = made.result()
            name = _name(index, content, taken)
            chunks.append([first, last, name])
            yield f"index/{name}.pf_index", content
    filters = []
    taken = set()
    for name, values in sorted(index.filters.items()):
        content = _packed([name, [[value, sorted(pages)] for value, pages in sorted(values.items())]])
        filters.append([name, _name(index, content, taken)])
        yield f"filter/{filters[-1][1]}.pf_filter", content
    content = _packed([index.version, pages, chunks, filters, [], list(index.fields)])
    name = _name(index, content, set())
    yield f"pagefind.{name}.pf_meta", content
    about = {"hash": name, "wasm": index.wasm, "page_count": len(pages)}
    entry = {**index.entry, "languages": {index.language: about}}
    yield ENTRY, json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _words(files: Iterable[bytes], count: int) -> tuple[dict[str, Pages], dict[str, dict[str, Pages]]]:
    words: dict[str, Pages] = {}
    spellings: dict[str, dict[str, Pages]] = {}
    for data in files:
        for word, pages, others in read_words(data):
            words[word] = pages
            if others:
                spellings[word] = others
            if max(found.last for found in (pages, *others.values())) >= count:
                raise UnknownFormError("a page that is not there")
    return words, spellings


def _with_fields(index: TextIndex, fields: tuple[str, ...]) -> TextIndex:
    """Return the index with places that name fields by their numbers in another list, which has them all."""
    if index.fields == fields:
        return index
    marks = {-1 - number: -1 - fields.index(name) for number, name in enumerate(index.fields)}
    try:
        words = {word: with_marks(pages, marks) for word, pages in index.words.items()}
        spellings = {
            word: {spelling: with_marks(pages, marks) for spelling, pages in others.items()}
            for word, others in index.spellings.items()
        }
    except (KeyError, ValueError, cbor2.CBORError) as error:
        raise UnknownFormError(f"field {error}") from error
    return replace(index, words=words, spellings=spellings)


def _files_of_words(index: TextIndex) -> Iterator[tuple[str, str, bytes]]:
    """Yield the first and the last word of each file of words, in order, and its content."""
    words: list[bytes] = []
    size = 0
    first = word = ""
    for word, pages in sorted(index.words.items()):
        first = first if words else word
        words.append(written_word(word, pages, index.spellings.get(word, {})))
        size += len(words[-1])
        if size > _BYTES:
            yield first, word, written_file(words)
            words, size = [], 0
    if words:
        yield first, word, written_file(words)


def _fragment(content: bytes, words: int) -> Fragment:
    # The address stands at the beginning; to read thousands of fragments to their ends would take seconds.
    start = zlib.decompressobj(wbits=31).decompress(content, _ADDRESS)
    found = _URL.match(start)
    if found is None:
        raise UnknownFormError("fragment")
    return Fragment(json.loads(found[1]), words, content)


def _filter(content: bytes) -> tuple[str, dict[str, list[int]]]:
    name, values = _read(content)
    return name, dict(values)


def _opened(content: bytes) -> bytes:
    raw = gzip.decompress(content)
    if not raw.startswith(_SIGNATURE):
        raise UnknownFormError("signature")
    return raw.removeprefix(_SIGNATURE)


def _read(content: bytes) -> Any:  # noqa: ANN401 - whatever CBOR holds
    return cbor2.loads(_opened(content))


def _packed(value: object) -> bytes:
    return _compressed(cbor2.dumps(value))


def _compressed(data: bytes) -> bytes:
    return gzip.compress(_SIGNATURE + data, compresslevel=_LEVEL, mtime=0)


def _name(index: TextIndex, content: bytes, taken: set[str]) -> str:
    """Return the name of a file, such as ``en_1f8868f``, and note that it is taken."""
    digest = sha256(content).hexdigest()
    names = (f"{index.language}_{digest[:digits]}" for digits in range(_DIGITS, len(digest)))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name
