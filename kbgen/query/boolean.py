"""Tests put together: all of them, any of them.

Loops, because a generator would double the depth of the stack for nested groups.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def all_of(tests: Sequence[Callable[[T], bool]]) -> Callable[[T], bool]:
    """Return a test that holds where all tests hold."""

    def holds(subject: T) -> bool:
        for test in tests:  # noqa: SIM110
            if not test(subject):
                return False
        return True

    return holds


def any_of(tests: Sequence[Callable[[T], bool]]) -> Callable[[T], bool]:
    """Return a test that holds where any test holds."""

    def holds(subject: T) -> bool:
        for test in tests:  # noqa: SIM110
            if test(subject):
                return True
        return False

    return holds
