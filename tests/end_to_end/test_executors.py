"""The same vault gives the same bytes, whoever reads the notes, converts the rules and makes the pages."""

import hashlib
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbgen.cache import NO_CACHE
from kbgen.executors import executor_backend
from kbgen.mkdocs_plugin.site_builder import build_site

# At the end, so that no module of the benchmarks hides a package of the same name.
sys.path.append(str(Path(__file__).resolve().parents[1] / "benchmarks"))

from generated_vault import write_vault

if TYPE_CHECKING:
    from distributed import LocalCluster

NOTES = 450
"""More than one process is given alone."""


def digests(site: Path) -> dict[str, str]:
    return {
        file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in site.rglob("*")
        if file.is_file()
    }


def build(vault: Path, site: Path, *options: str) -> str:
    """Build a site with the command, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "kbgen", "build", str(vault), "-d", str(site), "--no-cache", *options],
        env={**os.environ, "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    return done.stderr


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_vault(NOTES, tmp_path_factory.mktemp("generated") / "vault")


@pytest.fixture(scope="module")
def serial(vault: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the digest of each file of the site that one process builds."""
    site = tmp_path_factory.mktemp("serial") / "site"
    build(vault, site, "--jobs", "1")
    found = digests(site)
    assert len(found) > NOTES
    return found


@pytest.fixture(scope="module")
def cluster() -> Iterator["LocalCluster"]:
    """Give a cluster of two workers of this machine; skip the test where Dask is not installed."""
    distributed = pytest.importorskip("distributed", reason="kbgen[dask] is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as running:
        yield running


def test_several_processes_give_the_same_bytes(vault: Path, serial: dict[str, str], tmp_path: Path) -> None:
    build(vault, tmp_path / "site", "--jobs", "2")
    assert digests(tmp_path / "site") == serial


def spawned() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


def test_any_executor_gives_the_same_bytes(vault: Path, serial: dict[str, str], tmp_path: Path) -> None:
    backend = executor_backend(spawned, 2)
    outcome = build_site(vault, site_dir=tmp_path / "site", jobs=2, backend=backend, cache=NO_CACHE)
    assert outcome.notices == ()
    assert digests(tmp_path / "site") == serial


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_dask_gives_the_same_bytes(
    jobs: str, vault: Path, serial: dict[str, str], cluster: "LocalCluster", tmp_path: Path
) -> None:
    name = f"dask:{cluster.scheduler_address}"
    said = build(vault, tmp_path / "site", "--executor", name, "--jobs", jobs)
    assert digests(tmp_path / "site") == serial
    scheduler = cluster.scheduler
    assert scheduler is not None
    assert "work" in scheduler.task_prefixes, "the workers had something to do"
    assert [line for line in said.splitlines() if "arning" in line and " findings " not in line] == []
    assert scheduler.clients.keys() == {"fire-and-forget"}, "the build has closed its connection"
