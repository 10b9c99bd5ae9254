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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from typing import Any

import cbor2

ENTRY = "pagefind-entry.json"
"""Where an index begins."""
_SIGNATURE = b"pagefind_dcd"
_PLACES = 16_000
"""Places of words beyond which a file of words ends, which makes files of about 30 kB; Pagefind does much the same."""
_ADDRESS = 8_000
"""Bytes of a fragment within which its address ends."""
_URL = re.compile(rb'pagefind_dcd\{"url":("(?:[^"\\]|\\.)*")')
_DIGITS = 7
"""Of the digests that name files, at least."""

Places = list[Any]
"""The number of a page less that of the page before it, the places of a word on the page, and those in its fields."""


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
    words: dict[str, tuple[list[Places], dict[str, list[Places]]]]
    """For each word its places, and those of its spellings with other accents; in the order of pages."""
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
        found = chain.from_iterable(_read(files[f"index/{name}.pf_index"])[0] for _, _, name in chunks)
        return TextIndex(
            version,
            language,
            fragments,
            {word: (places, dict(spellings)) for word, places, spellings in found},
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
    """Return one index of the pages of several, which are used up: they keep no word.

    Raises:
        UnknownFormError: they are of different versions or languages, or name a field that is not there.
    """
    first = indexes[0]
    fields = tuple(sorted({name for index in indexes for name in index.fields}))
    for index in indexes:
        _number_fields(index, fields)
    fragments = tuple(part for index in indexes for part in index.fragments)
    joined = replace(first, fragments=fragments, fields=fields)
    start = len(first.fragments)
    for index in indexes[1:]:
        if (index.version, index.language, index.wasm) != (first.version, first.language, first.wasm):
            raise UnknownFormError("indexes of different kinds")
        for word, (places, spellings) in index.words.items():
            own, others = joined.words.setdefault(word, ([], {}))
            _append(own, places, start)
            for spelling, its in spellings.items():
                _append(others.setdefault(spelling, []), its, start)
        for name, values in index.filters.items():
            for value, numbers in values.items():
                pages = joined.filters.setdefault(name, {}).setdefault(value, [])
                pages += (start + number for number in numbers)
        start += len(index.fragments)
        index.words.clear()
    return joined


def index_files(index: TextIndex) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of an index, the same for the same pages."""
    pages: list[list[Any]] = []
    taken: set[str] = set()
    for fragment in index.fragments:
        name = _name(index, fragment.content, taken)
        pages.append([name, fragment.words])
        yield f"fragment/{name}.pf_fragment", fragment.content
    chunks = []
    taken = set()
    for words in _chunks(index):
        content = _packed([words])
        name = _name(index, content, taken)
        chunks.append([words[0][0], words[-1][0], name])
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


def _number_fields(index: TextIndex, fields: tuple[str, ...]) -> None:
    """Let the places of an index name fields by their numbers in another list, which has them all."""
    if index.fields == fields:
        return
    marks = {-1 - number: -1 - fields.index(name) for number, name in enumerate(index.fields)}
    for own, others in index.words.values():
        for place in chain(own, *others.values()):
            try:
                place[2] = [marks[mark] if mark < 0 else mark for mark in place[2]]
            except KeyError as error:
                raise UnknownFormError(f"field {error}") from error


def _append(places: list[Places], more: list[Places], start: int) -> None:
    """Add places on pages whose numbers count from a start; each number is a step from the one before it."""
    if more:
        more[0][0] += start - sum(place[0] for place in places)
        places += more


def _chunks(index: TextIndex) -> Iterator[list[Any]]:
    """Yield the words of each file, in order."""
    chunk: list[Any] = []
    size = 0
    for word, (places, spellings) in sorted(index.words.items()):
        chunk.append([word, places, sorted(spellings.items())])
        size += sum(1 + len(found) + len(fields) for _, found, fields in places)
        if size > _PLACES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


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
    return gzip.compress(_SIGNATURE + cbor2.dumps(value), compresslevel=6, mtime=0)


def _name(index: TextIndex, content: bytes, taken: set[str]) -> str:
    """Return the name of a file, such as ``en_1f8868f``, and note that it is taken."""
    digest = sha256(content).hexdigest()
    names = (f"{index.language}_{digest[:digits]}" for digits in range(_DIGITS, len(digest)))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name
