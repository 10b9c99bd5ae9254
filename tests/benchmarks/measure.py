"""Measures a command as a whole: wall time, processor time and peak memory of all its processes together."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What one run of a command took."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds of processor time, user and system, of the command and its children."""
    peak: float
    """Megabytes resident at the highest moment, all processes together; pages that they share count once."""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end and return what it took.

    Raises:
        RuntimeError: the command fails; the message ends with what it wrote to standard error.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    watcher = _Watcher(process.pid)
    watcher.start()
    _, errors = process.communicate()
    wall = time.monotonic() - started
    peak = watcher.finish()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {errors[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, peak)


class _Watcher(threading.Thread):
    """Samples the memory of a process and its children ten times a second: to ask costs milliseconds, which the command misses."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._peak = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.1):
            self._peak = max(self._peak, sum(map(_resident, _family(self._root))))

    def finish(self) -> float:
        self._over.set()
        self.join()
        return self._peak


def _family(root: int) -> list[int]:
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                waiting += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _resident(process: int) -> float:
    """Return the proportional set size in megabytes: pages that processes share count once in all."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        return 0.0
    return 0.0


def size(folder: Path) -> float:
    """Return the megabytes of all files in a folder, as stored in them."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
