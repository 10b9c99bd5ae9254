"""How long each stage of a run takes, for whoever asks; otherwise nothing is measured.

In: stages and steps that say when they begin and end. Out: seconds of each by its name. Seconds are exclusive: while a
stage waits for another one that it asked for, only the other one's seconds grow, so that all of them add up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, wraps
from typing import Any, TypeVar

T = TypeVar("T")


class StageTimes:
    """Seconds of each stage and step that ran, in the order in which they began.

    Args:
        clock: returns seconds that never go back, from any start.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seconds: dict[str, float] = {}
        self._running: list[str] = []
        self._counted_until = 0.0

    @property
    def seconds(self) -> Mapping[str, float]:
        """Return the exclusive wall seconds by name."""
        return self._seconds

    @contextmanager
    def measured(self, name: str) -> Iterator[None]:
        """Count the time of the block for a name, but for that of blocks within it."""
        self._count()
        self._running.append(name)
        self._seconds.setdefault(name, 0.0)
        try:
            yield
        finally:
            self._count()
            self._running.pop()

    def _count(self) -> None:
        """Count the time since the last call for what is running now."""
        now = self._clock()
        if self._running:
            self._seconds[self._running[-1]] += now - self._counted_until
        self._counted_until = now


_TIMES: ContextVar[StageTimes | None] = ContextVar("stage_times", default=None)


@contextmanager
def recorded_by(times: StageTimes | None) -> Iterator[None]:
    """Let stages and steps of this thread count their time while the block runs; nothing is measured for None."""
    token = _TIMES.set(times)
    try:
        yield
    finally:
        _TIMES.reset(token)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Count the time of the block for a name, where somebody wants to know it."""
    times = _TIMES.get()
    if times is None:
        yield
    else:
        with times.measured(name):
            yield


class stage(cached_property[T]):  # noqa: N801 (it is used as a decorator)
    """A cached property that counts the time of its one run under its name."""

    def __init__(self, function: Callable[[Any], T]) -> None:
        @wraps(function)
        def measured(owner: object) -> T:
            with step(function.__name__):
                return function(owner)

        super().__init__(measured)


def stages_of(owner: type) -> tuple[str, ...]:
    """Return the names of the stages of a class, in the order in which it defines them."""
    return tuple(name for name, value in vars(owner).items() if isinstance(value, stage))


def table(times: StageTimes, stages: Sequence[str], total: float) -> str:
    """Return a table for people: each stage and step with its seconds and its share of the total.

    Args:
        times: what was measured.
        stages: names that are listed first, in this order, with a dash where they did not run.
        total: seconds of the whole run; what is not in the sum was spent outside of all stages.
    """
    steps = [name for name in times.seconds if name not in stages]
    width = max(map(len, [*stages, *steps, "stage"]))

    def row(name: str, seconds: float | None) -> str:
        if seconds is None:
            return f"{name:{width}} {'-':>9} {'-':>8}"
        share = seconds / total if total else 0.0
        return f"{name:{width}} {seconds:9.2f} {share:8.1%}"

    return "\n".join(
        [
            f"{'stage':{width}} {'seconds':>9} {'share':>8}",
            *(row(name, times.seconds.get(name)) for name in (*stages, *steps)),
            row("sum", sum(times.seconds.values())),
            row("total", total),
        ]
    )
