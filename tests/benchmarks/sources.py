"""Measures how sources are read and mounted, each in a process of its own, and prints medians. It keeps no verdict.

    python tests/benchmarks/sources.py [--runs 3] [--json FILE] [--only NAME]

It needs the corpora beside the checkout. `inside` is the work itself, `wall` the whole process with its start, `peak` the
memory of all its processes at the highest moment. A cold run has an empty cache, a warm one that of the cold run before
it. All scenarios of a round run one after the other before the next round begins, so that a slow minute of the machine
hits all of them.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from measure import run, size

from kbgen.cache import Cache
from kbgen.settings import Source, SourceKind
from kbgen.sources.attack_release import read_release
from kbgen.sources.mount import mount

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
RULES = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance")
ATTACK = (Source(SourceKind.ATTACK, "attack-enterprise-18.1.json", "18.1"),)
SIGMA = tuple(Source(SourceKind.SIGMA, f"sigma-rules/{folder}") for folder in RULES)
ATOMICS = (Source(SourceKind.ATOMICS, "atomics"),)
PACKED = (
    Source(SourceKind.ATTACK, "attack-enterprise-18.1.json.xz", "18.1"),
    *(Source(SourceKind.SIGMA, "sigma-rules.tar.xz", folder=folder) for folder in RULES),
    Source(SourceKind.ATOMICS, "atomics.tar.xz"),
)


@dataclass(frozen=True)
class Figures:
    """What one run took."""

    inside: float
    """Seconds of the work itself; that of the whole process for a build."""
    wall: float
    """Seconds of the process."""
    peak: float
    """Megabytes."""
    notes: int
    """Notes that the sources yield; pages for a build."""
    site: float = 0.0
    """Megabytes of the site."""


@dataclass(frozen=True)
class Scenario:
    """One thing to measure."""

    name: str
    sources: tuple[Source, ...]
    warm: bool = False
    """Whether the cache is the one that the scenario of the same name, but for its last word, left behind."""
    packed: bool = False
    """Whether paths are relative to the packed corpora."""
    build: bool = False
    """Whether a whole site is built."""


SCENARIOS = (
    Scenario("bundle read", ATTACK),
    Scenario("bundle.xz read", PACKED[:1], packed=True),
    Scenario("attack cold", ATTACK),
    Scenario("attack warm", ATTACK, warm=True),
    Scenario("sigma cold", SIGMA),
    Scenario("sigma warm", SIGMA, warm=True),
    Scenario("atomics cold", ATOMICS),
    Scenario("atomics warm", ATOMICS, warm=True),
    Scenario("archives cold", PACKED, packed=True),
    Scenario("archives warm", PACKED, warm=True, packed=True),
    Scenario("build cold", (*ATTACK, *SIGMA, *ATOMICS), build=True),
    Scenario("build warm", (*ATTACK, *SIGMA, *ATOMICS), warm=True, build=True),
)


def work(scenario: Scenario, base: Path, cache: Path, result: Path) -> None:
    """Do what a scenario names, in this process, and write down seconds and notes."""
    started = time.perf_counter()
    if scenario.name.endswith("read"):
        (source,) = scenario.sources
        notes = len(read_release(base / source.path, version=source.version).objects)
    else:
        notes = len(mount(scenario.sources, base, cache=Cache(cache)).notes)
    seconds = time.perf_counter() - started
    result.write_text(json.dumps([seconds, notes]), encoding="utf-8")


def measure_work(scenario: Scenario, unpacked: Path, place: Path) -> Figures:
    """Return the figures of reading or mounting sources."""
    result = place / "result.json"
    base = CORPORA if scenario.packed else unpacked
    words = ("--work", scenario.name, "--base", base, "--cache", place / "cache", "--result", result)
    done = run([sys.executable, __file__, *map(str, words)], place)
    seconds, notes = json.loads(result.read_text(encoding="utf-8"))
    return Figures(seconds, done.wall, done.peak, notes)


def measure_build(scenario: Scenario, unpacked: Path, place: Path) -> Figures:
    """Return the figures of building a site of nothing but sources."""
    (place / "docs").mkdir(exist_ok=True)
    mounted = [
        {source.kind.value: os.fspath(unpacked / source.path)}
        | ({"version": source.version} if source.version else {})
        for source in scenario.sources
    ]
    block = f"plugins:\n  - kbgen:\n      sources: {json.dumps(mounted)}\n"
    (place / "mkdocs.yml").write_text(f"site_name: sources\ntheme: kbgen\n{block}", encoding="utf-8")
    site = place / "site"
    shutil.rmtree(site, ignore_errors=True)
    command = [sys.executable, "-m", "kbgen", "build", str(place), "-d", str(site)]
    done = run(command, place, {"KBGEN_CACHE": str(place / "cache"), "NO_MKDOCS_2_WARNING": "1"})
    pages = sum(1 for _ in site.rglob("*.html"))
    return Figures(done.wall, done.wall, done.peak, pages, size(site))


def measure(chosen: list[Scenario], unpacked: Path, rounds: int) -> dict[str, list[Figures]]:
    """Return the figures of each round by scenario."""
    found: dict[str, list[Figures]] = {scenario.name: [] for scenario in chosen}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            for scenario in chosen:
                place = Path(folder, scenario.name.replace(" warm", " cold"))
                if not scenario.warm:
                    shutil.rmtree(place, ignore_errors=True)
                place.mkdir(exist_ok=True)
                take: Callable[[Scenario, Path, Path], Figures]
                take = measure_build if scenario.build else measure_work
                figures = take(scenario, unpacked, place)
                found[scenario.name].append(figures)
                print(f"round {number + 1} {scenario.name}: {figures.wall:.1f} s", file=sys.stderr)
    return found


def report(found: dict[str, list[Figures]]) -> str:
    """Return the medians as a table."""
    lines = [f"{'scenario':16} {'inside s':>9} {'wall s':>8} {'peak MB':>8} {'notes':>7} {'site MB':>8}"]
    for name, runs in found.items():
        inside, wall, peak = (median(getattr(one, key) for one in runs) for key in ("inside", "wall", "peak"))
        last = runs[-1]
        lines.append(
            f"{name:16} {inside:9.2f} {wall:8.2f} {peak:8.0f} {last.notes:7,} {last.site:8.1f}".rstrip()
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print; or, in a process of its own, do the work."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path, help="File for the figures of all runs.")
    parser.add_argument("--only", default="", help="Only scenarios whose name holds this.")
    for hidden in ("--work", "--base", "--cache", "--result"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        (scenario,) = (each for each in SCENARIOS if each.name == arguments.work)
        work(scenario, Path(arguments.base), Path(arguments.cache), Path(arguments.result))
        return
    if not (CORPORA / "unpack.sh").is_file():
        sys.exit("skipped: the corpora are not beside the checkout (../shared/corpora)")
    unpacked = subprocess.run(
        ["sh", str(CORPORA / "unpack.sh")], check=True, capture_output=True, text=True
    ).stdout.strip()
    chosen = [each for each in SCENARIOS if arguments.only in each.name]
    found = measure(chosen, Path(unpacked), arguments.runs)
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(report(found))
    if arguments.json:
        data = {name: [asdict(one) for one in runs] for name, runs in found.items()}
        arguments.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
