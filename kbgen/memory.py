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
    """Let Python look for reference cycles after the block instead of in it: in a preview nobody waits for it then.

    It does so in a thread of its own. Where it calls finalizers in the main thread, an interruption of the program that
    comes just then would be lost.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        Thread(target=gc.collect, daemon=True).start()


@contextmanager
def set_aside() -> Iterator[None]:
    """Let Python not look at what there is while the block runs: after a build, that is much, and all of it ends soon."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
