"""Runs a pure function over many items, on all cores where that pays."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_WORTH_IT = 400
"""Items below which starting processes costs more than it saves."""


def map_in_order(function: Callable[[T], R], items: Sequence[T], jobs: int | None = None) -> list[R]:
    """Return the results of a module-level function, in the order of the items.

    Args:
        function: pure and picklable, since it may run in another process.
        items: picklable values.
        jobs: processes to use; None for one for each core, 1 for this process only.
    """
    count = jobs or os.process_cpu_count() if sys.version_info >= (3, 13) else jobs or os.cpu_count() or 1
    if count == 1 or len(items) < _WORTH_IT:
        return [function(item) for item in items]
    chunk = max(1, min(64, len(items) // (count * 4)))
    with ProcessPoolExecutor(count, mp_context=_context()) as pool:
        return list(pool.map(function, items, chunksize=chunk))


def _context() -> multiprocessing.context.BaseContext:
    """Fork where that is safe, which starts a worker at once; start afresh where threads or the system forbid."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if safe else "spawn")
