"""One function over many items, in one process or in several."""

import operator
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbgen import workers
from kbgen.workers import feed_inherited, map_in_order, map_inherited

MANY = 1_000
"""More items than one process is given alone."""


@pytest.mark.parametrize("count", [0, 1, 7, MANY])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_are_in_the_order_of_the_items(count: int, jobs: int) -> None:
    items = [(number * 7919) % 1009 - 500 for number in range(count)]
    assert map_in_order(abs, items, jobs) == [abs(item) for item in items]


def test_the_number_of_processes_is_chosen_when_none_is_given() -> None:
    assert map_in_order(operator.neg, range(MANY)) == [-number for number in range(MANY)]


@pytest.mark.parametrize("count", [3, MANY])
def test_what_the_function_raises_is_raised(count: int) -> None:
    items = ["1"] * (count - 1) + ["no number"]
    with pytest.raises(ValueError, match="no number"):
        map_in_order(int, items, 2)


@pytest.mark.parametrize("count", [0, 7, MANY])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_function_may_hold_on_to_anything(count: int, jobs: int) -> None:
    held = {number: object() for number in range(MANY)}
    told: list[int] = []
    found = map_inherited(lambda number: (number, number in held), range(count), jobs, told.append)
    assert found == [(number, True) for number in range(count)]
    assert sum(told) == count


def test_what_an_inherited_function_raises_is_raised() -> None:
    numbers: dict[int, int] = {}
    with pytest.raises(KeyError):
        map_inherited(numbers.__getitem__, range(MANY), 2)


@pytest.mark.parametrize("jobs", [1, 2])
def test_items_are_handled_as_they_come_in(jobs: int, tmp_path: Path) -> None:
    held = {number: object() for number in range(100)}
    told: list[int] = []

    def write(number: int) -> int:
        (tmp_path / str(number)).write_text(str(number in held))
        return 3

    feed_inherited(write, iter(range(100)), jobs, told.append)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == dict.fromkeys(
        map(str, range(100)), "True"
    )
    assert sum(told) == 300


def test_processes_start_before_the_first_item_is_asked_for() -> None:
    """A source of items may start threads, with which no process can be forked."""
    names: list[str] = []

    def source() -> Iterator[int]:
        names.append("asked")
        yield 1

    def call(_: int) -> int:
        return len(names)

    told: list[int] = []
    feed_inherited(call, source(), 2, told.append)
    assert told == [0 if workers._fork_is_safe() else 1]


def test_what_fails_on_an_item_is_raised() -> None:
    numbers: dict[int, int] = {}
    with pytest.raises(KeyError):
        feed_inherited(numbers.__getitem__, range(100), 2)


def test_what_fails_in_the_source_is_raised() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        feed_inherited(abs, source(), 2)
