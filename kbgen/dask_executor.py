"""Workers of a Dask cluster, through ``distributed``, which the extra ``kbgen[dask]`` installs."""

import logging
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from kbgen.executors import Backend, Sent, Session, Shipment, WorkersError, difference, identity

if TYPE_CHECKING:
    from distributed import Client

ADDRESSES = ("tcp://", "tls://")
"""How addresses of a scheduler begin."""
_PATIENCE = 10
"""Seconds to wait for the scheduler, and then for its first worker."""
_LARGE = 1_000_000
"""Bytes beyond which a value goes to a worker by itself instead of through the scheduler's list of tasks."""


def dask_backend(address: str) -> Backend:
    """Return the backend over the cluster of a scheduler.

    Args:
        address: ``tcp://HOST:PORT``, or ``tls://HOST:PORT``, for which Dask's own configuration names the certificates.
    """
    return Backend(f"dask:{address}", partial(_opened, address))


@contextmanager
def _opened(address: str) -> Iterator[Session]:
    """Give a session with the cluster.

    Raises:
        WorkersError: the extra is missing, nobody answers, there are no workers, or they have another kbgen.
    """
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 (an extra)
        from distributed.comm.core import CommClosedError  # noqa: PLC0415 (the same)
    except ImportError as error:
        raise WorkersError(
            f"dask:{address}: Dask is not installed; pip install 'kbgen[dask]' ({error})"
        ) from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False, name="kbgen")
    except (OSError, ValueError, TypeError) as error:
        raise WorkersError(f"dask:{address}: no scheduler can be reached there ({error})") from error
    with _quiet(), client:
        faults = (BrokenExecutor, CancelledError, CommClosedError, KilledWorker)
        _check_workers(client, address)

        def send(shipment: Shipment) -> Sent:
            return client.scatter(shipment, hash=False) if len(shipment) > _LARGE else shipment

        def share(shipment: Shipment) -> Sent:
            return client.scatter(shipment, broadcast=True, hash=False)

        width = max(1, sum(client.nthreads().values()))
        yield Session(client.get_executor(pure=False), width, share, send, faults)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from logging tracebacks of a lost connection, which is an error of kbgen's own."""
    logger = logging.getLogger("distributed.client")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _check_workers(client: "Client", address: str) -> None:
    """Find out whether each worker has the same kbgen.

    Raises:
        WorkersError: one has not, or there are none.
    """
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise WorkersError(
            f"dask:{address}: the scheduler has no workers; start some with: dask worker {address} --nthreads 1"
        ) from error
    workers = list(client.nthreads())
    asked = [client.submit(difference, identity(), workers=[worker], pure=False) for worker in workers]
    try:
        differences = client.gather(asked)
    except (ImportError, AttributeError, RuntimeError) as error:
        # What Dask says itself is long and leads elsewhere.
        cause = error.__cause__ or error
        raise WorkersError(
            f"dask:{address}: the scheduler or a worker cannot import this kbgen ({cause}); install the same one there"
        ) from error
    for found in filter(None, differences):
        raise WorkersError(f"dask:{address}: {found}")
