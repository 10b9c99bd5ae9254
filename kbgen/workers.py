"""Runs a pure function over many items, on all cores where that pays, or wherever an executor's workers are."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

from kbgen.executors import Backend, chunks_elsewhere

_OFTEN = 20_000
"""Objects made before a process that works on inherited items looks for cycles."""

T = TypeVar("T")
R = TypeVar("R")

_WORTH_IT = 400
"""Items below which starting processes costs more than it saves."""
_WORTH_FORKING = 100
"""The same for processes that inherit everything, and of which this one is one."""

Jobs: TypeAlias = int | Backend | None
"""Who works: so many processes of this machine, 1 for this process only, None for one for each core; or others."""


def map_in_order(function: Callable[[T], R], items: Sequence[T], jobs: Jobs = None) -> list[R]:
    """Return the results of a module-level function, in the order of the items.

    Args:
        function: pure and picklable, since it may run in another process.
        items: picklable values.
        jobs: who works; few items stay in this process anyway.

    Raises:
        WorkersError: there are no workers, they were lost, or they have another kbgen.
    """
    if isinstance(jobs, Backend):
        if len(items) < _WORTH_IT:
            return [function(item) for item in items]
        chunks = {start: results.value for start, results in chunks_elsewhere(function, items, jobs)}
        return [result for start in sorted(chunks) for result in chunks[start]]
    count = jobs or cores()
    if count == 1 or len(items) < _WORTH_IT:
        return [function(item) for item in items]
    chunk = max(1, min(64, len(items) // (count * 4)))
    with ProcessPoolExecutor(count, mp_context=_context(), initializer=gc.disable) as pool:
        return list(pool.map(function, items, chunksize=chunk))


def map_inherited(
    function: Callable[[T], R],
    items: Sequence[T],
    jobs: int | None = None,
    done: Callable[[int], None] | None = None,
) -> list[R]:
    """Return the results of any function, in the order of the items.

    The function may hold on to whatever it needs: processes inherit it as they are forked. Where forking is not safe,
    or not worth it, everything runs in this process.

    Args:
        function: pure, apart from files that it writes; its results are picklable.
        items: anything.
        jobs: processes to use; None for one for each core, 1 for this process only.
        done: told the number of further items that are finished.
    """
    count = jobs or cores()
    if count == 1 or len(items) < _WORTH_FORKING or not _fork_is_safe():
        results = []
        for item in items:
            results.append(function(item))
            if done is not None:
                done(1)
        return results
    size = max(1, len(items) // (count * 8))
    context = _context()
    work = _Work(function, items, size, context.Value("q", 0))
    # This process works as well: each further one costs a copy of what it touches, to which frozen objects add less.
    with (
        _frozen(),
        ProcessPoolExecutor(count - 1, mp_context=context, initializer=_inherit, initargs=(work,)) as pool,
    ):
        others = [pool.submit(_inherited_parts) for _ in range(count - 1)]
        told = 0
        parts: dict[int, list[R]] = {}
        for start, results in work.parts():
            parts[start] = results
            if done is not None:
                reached = min(work.taken.value, len(items))
                done(reached - told)
                told = reached
        for other in others:
            parts.update(other.result())
    if done is not None and told < len(items):
        done(len(items) - told)
    return [result for start in sorted(parts) for result in parts[start]]


def feed_inherited(
    function: Callable[[T], int],
    items: Iterable[T],
    jobs: int | None = None,
    done: Callable[[int], None] | None = None,
) -> None:
    """Call any function with items as they come in.

    As with `map_inherited`, processes inherit the function; they start before the first item is asked for, and few
    items wait for them.

    Args:
        function: returns the number of things that it has finished.
        items: picklable values.
        jobs: processes to use beside this one, which hands out; None for one for each core, 1 for this process only.
        done: told the number of further things that are finished.
    """

    def tell(count: int) -> None:
        if done is not None:
            done(count)

    count = jobs or cores()
    if count == 1 or not _fork_is_safe():
        for item in items:
            tell(function(item))
        return
    with (
        _frozen(),
        ProcessPoolExecutor(count, mp_context=_context(), initializer=_inherit, initargs=(function,)) as pool,
    ):
        # The first call forks all processes, while this one has no other thread.
        pool.submit(cores).result()
        waiting: set[Future[int]] = set()
        try:
            for item in items:
                if len(waiting) == 2 * count:
                    finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    tell(sum(future.result() for future in finished))
                waiting.add(pool.submit(_call_inherited, item))
            tell(sum(future.result() for future in waiting))
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def _frozen() -> Iterator[None]:
    """Let Python look for cycles often, but not among what there is: that would copy it in each forked process.

    Templates leave a cycle behind for each page.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OFTEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class _Work:
    """Items of which several processes take parts until none is left."""

    def __init__(self, function: Callable[[Any], Any], items: Sequence[Any], size: int, taken: Any) -> None:  # noqa: ANN401
        self._function = function
        self._items = items
        self._size = size
        self.taken = taken
        """Number of items that somebody took, shared by the processes."""

    def parts(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield the place of each part that this process takes, and its results."""
        while True:
            with self.taken.get_lock():
                start = self.taken.value
                self.taken.value = start + self._size
            if start >= len(self._items):
                return
            yield start, [self._function(item) for item in self._items[start : start + self._size]]


_INHERITED: list[Any] = []
"""What a forked process inherited, work or a function; empty in every other."""


def _inherit(work: object) -> None:
    _INHERITED[:] = [work]


def _call_inherited(item: object) -> Any:  # noqa: ANN401
    return _INHERITED[0](item)


def _inherited_parts() -> dict[int, list[Any]]:
    work: _Work = _INHERITED[0]
    return dict(work.parts())


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _context() -> multiprocessing.context.BaseContext:
    """Fork where that is safe, which starts a worker at once; start afresh where threads or the system forbid."""
    return multiprocessing.get_context("fork" if _fork_is_safe() else "spawn")


def _fork_is_safe() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1
