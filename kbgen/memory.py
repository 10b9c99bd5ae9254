"""How Python's memory is looked after while a build makes millions of values."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

_SELDOM = 500_000
"""Objects made before Python looks for cycles."""


@contextmanager
def few_collections() -> Iterator[None]:
    """Let Python look for reference cycles seldom while many values are made that all stay.

    Its collector walks all living objects again and again as their number grows; the values of the line hold no
    cycles, so nothing is kept that would else be freed.
    """
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def no_collections() -> Iterator[None]:
    """Let Python not look for reference cycles in the block, and later not among what the block leaves.

    A look at millions of values takes half a second, for which each edit in a preview, or the page that shows it, would
    wait. Whoever leaves large cycles behind takes them apart, and calls `collect` when nobody waits.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def collect() -> Thread:
    """Look for reference cycles among all that there is, also what `no_collections` left; return the thread that does.

    Python calls finalizers meanwhile. In the main thread, an interruption of the program that came just then would be lost.
    """
    thread = Thread(target=_collect, daemon=True)
    thread.start()
    return thread


def _collect() -> None:
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextmanager
def set_aside() -> Iterator[None]:
    """Let Python not look at what there is while the block runs: after a build, that is much, and all of it ends soon."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
