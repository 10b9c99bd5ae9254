"""Python's collector of cycles during a build."""

import gc
import weakref

import pytest

from kbgen.memory import collect, few_collections, no_collections, set_aside


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


class _Cycle:
    def __init__(self) -> None:
        self.itself = self


def test_what_a_block_left_is_looked_at_only_when_that_is_asked_for() -> None:
    with no_collections():
        assert not gc.isenabled()
        left = weakref.ref(_Cycle())
    assert gc.isenabled()
    gc.collect()
    assert left() is not None
    collect().join()
    assert left() is None
    gc.unfreeze()


def test_what_there_was_is_set_aside_for_a_block() -> None:
    left = weakref.ref(_Cycle())
    with set_aside():
        gc.collect()
        assert left() is not None
    gc.collect()
    assert left() is None
