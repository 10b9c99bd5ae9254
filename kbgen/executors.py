"""Workers that share nothing with this process, behind a ``concurrent.futures.Executor``.

A function goes to them once where the executor can do that, and its items in chunks. Everything travels as bytes that
only a worker with the same kbgen reads, so that one with another kbgen says so instead of giving other results.
"""

import copyreg
import io
import pickle
import platform
from collections import ChainMap
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from kbgen import __version__
from kbgen.cache import key
from kbgen.errors import KbgenError
from kbgen.resources import templates_folder

T = TypeVar("T")
R = TypeVar("R")

_LIBRARIES = (
    *("jinja2", "markdown-it-py", "markupsafe", "mdit-py-plugins", "msgspec", "networkx", "nh3", "pygments"),
    *("python-frontmatter", "pyyaml", "rapidfuzz", "regex", "pysigma", "pysigma-backend-elasticsearch"),
    *("pysigma-backend-kusto", "pysigma-backend-splunk", "pysigma-backend-sqlite"),
)
"""Packages on which notes, conversions and contents of pages depend."""
_CHUNK = 64
"""Items that a worker gets at most at a time, where the function does not go with each chunk."""
_SMALL = 1_000_000
"""Bytes up to which it costs little that the function goes with each chunk."""


class WorkersError(KbgenError):
    """Workers elsewhere cannot be reached, were lost, or have another kbgen."""


class Shipment:
    """A value on its way to a worker, which reads it when it is first asked for, and once.

    Args:
        data: the value as bytes.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __reduce__(self) -> tuple[type["Shipment"], tuple[bytes]]:
        """Travel as bytes, whether the value was read or not."""
        return Shipment, (self._data,)

    def __len__(self) -> int:
        """Return the number of bytes."""
        return len(self._data)

    @property
    def value(self) -> Any:  # noqa: ANN401 (anything can be sent)
        """Return the value."""
        if not hasattr(self, "_value"):
            self._value = pickle.loads(self._data)  # noqa: S301 (who builds a site and who works for it trust each other)
        return self._value


Sent: TypeAlias = Any
"""What a task names instead of a value, such as the future of an executor; the worker gets the value."""


def _itself(shipment: Shipment) -> Shipment:
    return shipment


@dataclass(frozen=True, slots=True)
class Session:
    """An executor as long as it is open."""

    executor: Executor
    width: int
    """Tasks that run at the same time."""
    share: Callable[[Shipment], Sent] | None = None
    """Sends a value to all workers at once; returns what tasks then name instead of it. None where it goes with each."""
    send: Callable[[Shipment], Sent] = _itself
    """Returns what the one task that needs a value names instead of it."""
    faults: tuple[type[Exception], ...] = (BrokenExecutor, CancelledError)
    """What tasks raise when their workers are lost."""


@dataclass(frozen=True, slots=True)
class Backend:
    """Where work goes that this machine does not do itself."""

    name: str
    """For people."""
    opened: Callable[[], AbstractContextManager[Session]]
    """Opens an executor for one stage; it raises `WorkersError` where that cannot be done."""


def executor_backend(make: Callable[[], Executor], width: int, name: str = "executor") -> Backend:
    """Return a backend over any executor whose workers can import kbgen.

    Args:
        make: returns a new executor, which is shut down after each stage that used it.
        width: number of its workers.
        name: what errors call it.
    """

    @contextmanager
    def opened() -> Iterator[Session]:
        with make() as executor:
            yield Session(executor, width)

    return Backend(name, opened)


def check_backend(backend: Backend) -> None:
    """Find out whether there are workers, and whether one of them has the same kbgen.

    Raises:
        WorkersError: there are none, or it has another one.
    """
    for _ in chunks_elsewhere(str, ("",), backend):
        pass


def chunks_elsewhere(
    function: Callable[[T], R], items: Sequence[T], backend: Backend
) -> Generator[tuple[int, Shipment], None, None]:
    """Yield the place of each chunk's first item and the list of its results, as chunks come in.

    Only a few chunks are under way or unread at a time. The executor is open until the last one was taken.

    Args:
        function: pure; it travels with all that it holds.
        items: picklable values.
        backend: who works.

    Raises:
        WorkersError: there are no workers, they were lost, or they have another kbgen.
    """
    if not items:
        return
    with backend.opened() as session:
        shipment = Shipment(packed(function))
        sent = shipment if session.share is None else session.share(shipment)
        is_heavy = session.share is None and len(shipment) > _SMALL
        size = max(1, len(items) // (session.width * (2 if is_heavy else 4)))
        size = size if is_heavy else min(_CHUNK, size)
        todo = iter(range(0, len(items), size))
        waiting: dict[Future[bytes], int] = {}
        try:
            while True:
                for start in islice(todo, 2 * session.width - len(waiting)):
                    part = session.send(Shipment(packed(items[start : start + size])))
                    waiting[session.executor.submit(work, identity(), sent, part)] = start
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    yield waiting.pop(future), _result(future, backend, session)
        finally:
            for future in waiting:
                future.cancel()


def _result(future: Future[bytes], backend: Backend, session: Session) -> Shipment:
    try:
        return Shipment(future.result())
    except session.faults as error:
        raise WorkersError(
            f"{backend.name}: the workers were lost ({str(error) or type(error).__name__})"
        ) from error
    except WorkersError as error:
        raise WorkersError(f"{backend.name}: {error}") from error


_ONE_AT_A_TIME = Lock()
"""Threads of one worker take turns: no stage promises to run in several threads at once, and none would be faster."""


def work(expected: Mapping[str, str], function: Shipment, items: Shipment) -> bytes:
    """Return the results of a chunk as bytes; this is what runs in a worker.

    Raises:
        WorkersError: the worker has another kbgen than the one that asks.
    """
    fault = difference(expected)
    if fault:
        raise WorkersError(fault)
    with _ONE_AT_A_TIME:
        return packed([function.value(item) for item in items.value])


def difference(expected: Mapping[str, str]) -> str:
    """Return, in a worker, why its results might not be those of the process that asks; empty where they would be."""
    own = identity()
    names = [name for name in {**expected, **own} if own.get(name) != expected.get(name)]
    if not names:
        return ""
    found = (
        f"{name} {own.get(name, 'missing')} there, {expected.get(name, 'missing')} here" for name in names
    )
    return (
        f"the worker on {platform.node()} would give other results ({'; '.join(found)}); "
        "install the same Python, kbgen and packages on all machines"
    )


@cache
def identity() -> dict[str, str]:
    """Return, by name, the versions on which results depend; packages that are not installed are left out."""
    found = {"kbgen": __version__, "Python": platform.python_version(), "kbgen's code": _code()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _code() -> str:
    """Return a digest of kbgen's modules and templates, which tells edits of a checkout apart."""
    parts: list[str | bytes] = []
    for folder, pattern in ((Path(__file__).parent, "*.py"), (templates_folder(), "*.*")):
        for file in sorted(file for file in folder.rglob(pattern) if file.is_file()):
            parts += (file.relative_to(folder).as_posix(), file.read_bytes())
    return key(*parts)[:12]


def packed(value: object) -> bytes:
    """Return a value as bytes, which read-only views of dictionaries survive as well."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _REDUCTIONS
    pickler.dump(value)
    return buffer.getvalue()


def _read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


def _reduce_view(view: MappingProxyType[Any, Any]) -> tuple[Callable[..., Any], tuple[dict[Any, Any]]]:
    return _read_only, (dict(view),)


_REDUCTIONS: Mapping[Any, Callable[[Any], Any]] = ChainMap[Any, Callable[[Any], Any]](
    {MappingProxyType: _reduce_view}, copyreg.dispatch_table
)
"""How values are taken apart that cannot be sent as they are."""
