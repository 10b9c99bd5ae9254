"""One function over many items, in one process or in several."""

import operator

import pytest

from kbgen.workers import map_in_order, map_inherited

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
