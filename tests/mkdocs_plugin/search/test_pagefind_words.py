"""Words of Pagefind's files: what is read of their pages, and that joined ones are written as CBOR writes them."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.mkdocs_plugin.search.pagefind_words import (
    joined,
    moved,
    read_words,
    with_marks,
    written_file,
    written_word,
)

NUMBERS = st.sampled_from([0, 1, 23, 24, 255, 256, 65_535, 65_536]) | st.integers(0, 5_000)
PLACES = st.lists(NUMBERS | NUMBERS.map(lambda number: -1 - number), max_size=30)
PAGES = st.lists(st.tuples(NUMBERS, PLACES, PLACES).map(list), max_size=30)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
SPELLINGS = st.dictionaries(TEXTS, PAGES, max_size=25)


def numbers(pages: Sequence[Any]) -> list[int]:
    return list(accumulate(page[0] for page in pages))


def read(*words: list[Any]) -> list[Any]:
    return list(read_words(cbor2.dumps([list(words)])))


@given(st.lists(st.tuples(TEXTS, PAGES, SPELLINGS), max_size=30))
def test_words_are_written_as_they_were_read(
    words: list[tuple[str, list[Any], dict[str, list[Any]]]],
) -> None:
    data = cbor2.dumps([[[text, pages, sorted(others.items())] for text, pages, others in words]])
    found = list(read_words(data))
    assert written_file([written_word(*word) for word in found]) == data
    for (text, pages, others), (said, its, spellings) in zip(words, found, strict=True):
        assert (said, set(spellings)) == (text, set(others))
        assert its.number == len(pages)
        assert not pages or (its.first, its.last) == (numbers(pages)[0], numbers(pages)[-1])


@given(st.lists(PAGES, min_size=1, max_size=4))
def test_joined_pages_have_the_steps_between_their_numbers(parts: list[list[Any]]) -> None:
    start = 0
    expected: list[list[Any]] = []
    moved_parts = []
    for pages in parts:
        ((_, found, _),) = read(["x", pages, []])
        moved_parts.append(moved(found, start))
        expected += [[start + number, *page[1:]] for number, page in zip(numbers(pages), pages, strict=True)]
        start = max([start, *(page[0] for page in expected)]) + 1
    steps = [after - before for before, after in pairwise([0, *(page[0] for page in expected)])]
    pages = [[step, *page[1:]] for step, page in zip(steps, expected, strict=True)]
    assert written_word("x", joined(moved_parts), {}) == cbor2.dumps(["x", pages, []])


def test_fields_are_named_by_other_numbers() -> None:
    ((_, pages, _),) = read(["x", [[3, [-25, 7], [-1, 4, -2, 0]], [2, [], [-2, 9]]], []])
    expected = [[3, [-25, 7], [-3, 4, -1, 0]], [2, [], [-1, 9]]]
    assert written_word("x", with_marks(pages, {-1: -3, -2: -1}), {}) == cbor2.dumps(["x", expected, []])
    with pytest.raises(KeyError):
        with_marks(pages, {-1: -3})


@pytest.mark.parametrize(
    "value",
    [
        [],
        ["x"],
        [["x"]],
        [[["x", [], []]], 1],
        [[["x", []]]],
        [[[1, [], []]]],
        [[["x", 1, []]]],
        [[["x", [[0, [1]]], []]]],
        [[["x", [[0, [1], []], [-1, [1], []]], []]]],
        [[["x", [[0, [1.5], []]], []]]],
        [[["x", [[0, ["y"], []]], []]]],
        [[["x", [], [["y"]]]]],
    ],
    ids=str,
)
def test_another_form_is_not_read(value: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        list(read_words(cbor2.dumps(value)))
