"""Clusters that cannot be used end a build with one line that says why."""

import socket
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from kbgen import dask_executor
from kbgen.cli.build import command
from kbgen.dask_executor import dask_backend
from kbgen.executors import WorkersError, check_backend


@pytest.mark.parametrize(
    "name", ["", "dask", "dask:", "dask:8786", "dask:tcp://", "dask:http://a:1", "ray:tcp://a:1", "tcp://a:1"]
)
def test_what_names_no_executor_is_misuse(name: str) -> None:
    done = CliRunner().invoke(command, ["--executor", name])
    assert done.exit_code == 2
    assert "name the scheduler of a Dask cluster as dask:tcp://HOST:PORT" in click.unstyle(done.stderr)


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkersError, match=r"Dask is not installed; pip install 'kbgen\[dask\]'"):
        check_backend(dask_backend("tcp://127.0.0.1:8786"))


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="kbgen[dask] is not installed")
    monkeypatch.setattr(dask_executor, "_PATIENCE", 1)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Give a port of this machine on which nobody listens, and nobody else can."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.mark.usefixtures("_impatient")
def test_a_scheduler_that_does_not_answer_is_named(closed_port: int) -> None:
    address = f"tcp://127.0.0.1:{closed_port}"
    with pytest.raises(WorkersError, match=f"^dask:{address}: no scheduler can be reached there"):
        check_backend(dask_backend(address))


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1", "tcp://127.0.0.1:port", "tcp://[::1:8786"])
def test_a_damaged_address_is_named(address: str) -> None:
    with pytest.raises(WorkersError, match="no scheduler can be reached there"):
        check_backend(dask_backend(address))


def test_a_cluster_without_workers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="kbgen[dask] is not installed")
    # Enough for a busy machine to answer.
    monkeypatch.setattr(dask_executor, "_PATIENCE", 4)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as cluster,
        pytest.raises(WorkersError, match="the scheduler has no workers; start some with: dask worker"),
    ):
        check_backend(dask_backend(cluster.scheduler_address))
