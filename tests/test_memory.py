"""Python's collector of cycles during a build."""

import gc

import pytest

from kbgen.memory import few_collections


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
