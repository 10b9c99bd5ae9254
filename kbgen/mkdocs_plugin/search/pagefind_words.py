"""Words of Pagefind's indexes: read from CBOR, joined and written without a look at each of their places.

A file of words is one array that holds the array of its words. A word is ``[text, pages, spellings]``, a spelling with
other accents ``[text, pages]``. A page is ``[step, places, places in fields]``: its number less the one before it, then
integers. Millions of places would take seconds to decode; only steps change when indexes are joined, and of these only the
first of each word, so that all else stays as it stands in the file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import cbor2

_UNSIGNED = rb"(?:[\x00-\x17]|\x18.|\x19..|\x1a.{4})"
_ARRAY = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a.{4})"
_INTEGERS = rb"(?:[\x00-\x17\x20-\x37]++|[\x18\x38].|[\x19\x39]..|[\x1a\x3a].{4})*+"
_PLACES = _ARRAY + _INTEGERS + _ARRAY + _INTEGERS
_TEXT = re.compile(rb"(?:\x83|\x82)([\x60-\x77]|\x78.|\x79..)", re.DOTALL)
_ONE = re.compile(rb"\x81\x83(" + _UNSIGNED + rb")(" + _PLACES + rb")", re.DOTALL)
_MANY = re.compile(rb"(" + _ARRAY + rb")((?:\x83" + _UNSIGNED + _PLACES + rb")*+)", re.DOTALL)
_STEP = re.compile(rb"\x83(" + _UNSIGNED + rb")" + _PLACES, re.DOTALL)
_HEAD = re.compile(_ARRAY, re.DOTALL)
_INTEGER, _STRING, _LIST = 0, 3, 4
"""Major types of CBOR."""
_SMALL = 24
"""Arguments below it stand in the first byte."""


class Pages(NamedTuple):
    """The pages of a word."""

    number: int
    """How many they are."""
    first: int
    """Number of the first page, counted from 0."""
    last: int
    """Number of the last page."""
    rest: bytes
    """The CBOR of all pages, from behind the first one's step."""


NONE = Pages(0, 0, 0, b"")
"""Those of a word that only has other spellings."""


def read_words(data: bytes) -> Iterator[tuple[str, Pages, dict[str, Pages]]]:
    """Yield each word of a file, its pages, and the pages of its other spellings.

    Args:
        data: the CBOR of one file.

    Raises:
        ValueError: it has another form.
    """
    if data[:1] != b"\x81":
        raise ValueError("words")
    count, position = _array(data, 1)
    for _ in range(count):
        text, position = _text(data, position)
        pages, position = _pages(data, position)
        spellings: dict[str, Pages] = {}
        others, position = _array(data, position)
        for _ in range(others):
            other, position = _text(data, position)
            spellings[other], position = _pages(data, position)
        yield text, pages, spellings
    if position != len(data):
        raise ValueError("more than words")


def moved(pages: Pages, start: int) -> Pages:
    """Return pages whose numbers count from a start."""
    return Pages(pages.number, pages.first + start, pages.last + start, pages.rest) if pages.number else pages


def joined(parts: Iterable[Pages]) -> Pages:
    """Return the pages of several parts, whose numbers rise."""
    used = [part for part in parts if part.number]
    if not used:
        return NONE
    pieces = [used[0].rest]
    last = used[0].last
    for part in used[1:]:
        pieces += (b"\x83", _head(_INTEGER, part.first - last), part.rest)
        last = part.last
    return Pages(sum(part.number for part in used), used[0].first, last, b"".join(pieces))


def with_marks(pages: Pages, marks: Mapping[int, int]) -> Pages:
    """Return pages whose places in fields name each field by another number.

    Raises:
        KeyError: a field has no other number.
        ValueError: the pages have another form.
    """
    places: list[Any] = cbor2.loads(_written(pages))
    for place in places:
        place[2] = [marks[mark] if mark < 0 else mark for mark in place[2]]
    found, _ = _pages(cbor2.dumps(places), 0)
    return found


def written_word(text: str, pages: Pages, spellings: Mapping[str, Pages]) -> bytes:
    """Return the CBOR of a word."""
    data = text.encode()
    own = b"".join((b"\x83", _head(_STRING, len(data)), data, _written(pages)))
    if not spellings:
        return own + b"\x80"
    others = [
        b"".join((b"\x82", _head(_STRING, len(name)), name, _written(its)))
        for name, its in ((other.encode(), its) for other, its in sorted(spellings.items()))
    ]
    return b"".join((own, _head(_LIST, len(others)), *others))


def written_file(words: list[bytes]) -> bytes:
    """Return the CBOR of a file of words, each as `written_word` returns it."""
    return b"".join((b"\x81", _head(_LIST, len(words)), *words))


def _written(pages: Pages) -> bytes:
    if not pages.number:
        return b"\x80"
    return b"".join((_head(_LIST, pages.number), b"\x83", _head(_INTEGER, pages.first), pages.rest))


def _text(data: bytes, position: int) -> tuple[str, int]:
    found = _TEXT.match(data, position)
    if found is None:
        raise ValueError("text of a word")
    start = found.end()
    end = start + _argument(found[1])
    return data[start:end].decode(), end


def _pages(data: bytes, position: int) -> tuple[Pages, int]:
    found = _ONE.match(data, position)
    if found is not None:
        number = _argument(found[1])
        return Pages(1, number, number, found[2]), found.end()
    found = _MANY.match(data, position)
    if found is None:
        raise ValueError("pages of a word")
    count = _argument(found[1])
    steps = _STEP.findall(found[2])
    if len(steps) != count:
        raise ValueError("number of pages")
    if not count:
        return NONE, found.end()
    return (
        Pages(count, _argument(steps[0]), sum(map(_argument, steps)), found[2][1 + len(steps[0]) :]),
        found.end(),
    )


def _array(data: bytes, position: int) -> tuple[int, int]:
    found = _HEAD.match(data, position)
    if found is None:
        raise ValueError("array")
    return _argument(found[0]), found.end()


@cache
def _argument(head: bytes) -> int:
    """Return the number that the beginning of a value holds."""
    return int.from_bytes(head[1:], "big") if len(head) > 1 else head[0] & 0x1F


@cache
def _head(major: int, argument: int) -> bytes:
    """Return the beginning of a value, as short as it can be."""
    if argument < _SMALL:
        return bytes([major << 5 | argument])
    size, code = next((size, code) for size, code in ((1, 24), (2, 25), (4, 26)) if argument < 1 << 8 * size)
    return bytes([major << 5 | code]) + argument.to_bytes(size, "big")
