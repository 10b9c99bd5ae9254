"""One function over many items, in one process or in several."""

import gc
import operator

import pytest

from kbgen.workers import few_collections, map_in_order

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


def test_the_collector_of_python_is_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with few_collections():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


def test_the_collector_of_python_is_as_before_after_a_failure() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), few_collections():
        raise KeyError
    assert gc.get_threshold() == before
