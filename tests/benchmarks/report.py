"""The figures of `run.py`: medians, ratios and the machine, as JSON and as a table for people."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from measure import Run, size
from scenarios import RATIOS, Scenario

from kbgen.workers import cores

PACKAGES = ("kbgen", "mkdocs", "mkdocs-material", "pysigma", "pagefind-bin")


@dataclass(frozen=True)
class Disk:
    """What a site takes."""

    files: float
    """Megabytes that are stored in its files."""
    blocks: float
    """Megabytes of the blocks that its files and folders take, as `du` counts them."""


@dataclass
class Figures:
    """What the runs of one scenario took."""

    scenario: Scenario
    runs: list[Run] = field(default_factory=list)
    disk: Disk | None = None

    def median(self, what: str) -> float:
        """Return the median of ``wall``, ``cpu`` or ``peak``."""
        values: list[float] = [getattr(run, what) for run in self.runs]
        return median(values)


def disk_of(site: Path) -> Disk | None:
    """Return what a site takes; None where there is none."""
    if not site.is_dir():
        return None
    states = {(state.st_dev, state.st_ino): state.st_blocks for state in map(os.lstat, _entries(site))}
    return Disk(size(site), sum(states.values()) * 512 / 1e6)


def _entries(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.rglob("*")


def machine() -> dict[str, Any]:
    """Return what the figures depend on beside kbgen: processor, cores, memory, Python, packages."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "processor": _field(Path("/proc/cpuinfo"), "model name")
        or platform.processor()
        or platform.machine(),
        "cores": cores(),
        "memory": _field(Path("/proc/meminfo"), "MemTotal"),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": found,
    }


def _field(file: Path, name: str) -> str:
    """Return the first value of a name in a file of lines ``name: value``; empty where there is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def ratios(found: Mapping[str, Figures]) -> dict[str, float]:
    """Return what is compared: wall times to those of peers, and each note of larger vaults to one of smaller."""
    compared = {
        name: found[upper].median("wall") / found[lower].median("wall")
        for name, upper, lower in RATIOS
        if upper in found and lower in found
    }
    grown = [figures for figures in found.values() if figures.scenario.notes]
    for smaller, larger in pairwise(grown):
        one, other = per_note(smaller), per_note(larger)
        sizes = f"{larger.scenario.notes:,} / {smaller.scenario.notes:,} notes"
        compared |= {f"{what}, {sizes}": other[what] / one[what] for what in one}
    return compared


def per_note(figures: Figures) -> dict[str, float]:
    """Return what each note of a generated vault takes, in seconds and megabytes."""
    notes = figures.scenario.notes
    taken = {
        "seconds a note": figures.median("wall") / notes,
        "MB of memory a note": figures.median("peak") / notes,
    }
    return taken | ({"MB on disk a note": figures.disk.blocks / notes} if figures.disk else {})


def as_data(found: Mapping[str, Figures], about: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything as JSON takes it."""
    each = {
        name: {
            "runs": [asdict(run) for run in figures.runs],
            "median": {what: figures.median(what) for what in ("wall", "cpu", "peak")},
            "site": asdict(figures.disk) if figures.disk else None,
            "per note": per_note(figures) if figures.scenario.notes else None,
        }
        for name, figures in found.items()
    }
    return {"machine": dict(about), "scenarios": each, "ratios": ratios(found)}


def as_text(found: Mapping[str, Figures], about: Mapping[str, Any], missing: Sequence[str]) -> str:
    """Return the medians as a table, with what is missing and why."""
    packages = ", ".join(f"{name} {number}" for name, number in about["packages"].items())
    lines = [
        f"{about['processor']}, {about['cores']} cores, {about['memory']}, {about['system']}, {about['python']}",
        packages,
        "",
        f"{'scenario':34} {'runs':>4} {'wall s':>8} {'cpu s':>8} {'peak MB':>8} {'files MB':>8} {'disk MB':>8}",
    ]
    for name, figures in found.items():
        times = f"{figures.median('wall'):8.2f} {figures.median('cpu'):8.2f} {figures.median('peak'):8.0f}"
        disk = f" {figures.disk.files:8.1f} {figures.disk.blocks:8.1f}" if figures.disk else ""
        lines.append(f"{name:34} {len(figures.runs):4} {times}{disk}")
    for figures in found.values():
        if figures.scenario.notes:
            taken = ", ".join(f"{value:.5f} {what}" for what, value in per_note(figures).items())
            lines.append(f"{figures.scenario.name}: {taken}")
    lines += (f"{name}: {value:.2f}" for name, value in ratios(found).items())
    lines += (f"left out: {each}" for each in missing)
    return "\n".join(lines)
