"""Times ``kbgen check`` and ``kbgen coverage`` of Enterprise, SigmaHQ's rules and Atomic Red Team, mounted on an empty vault.

    python tests/benchmarks/coverage.py [--runs 3] [--profile 25]

Cold runs have an empty cache, warm ones that of the run before, edited ones as well while a note is another. Prints medians of wall and processor time, the time of each
stage, and with ``--profile`` the functions that take most of the processor time. It keeps no verdict. The aim is 6 seconds
cold and 2 warm for the two commands together.
"""

import argparse
import cProfile
import io
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from measure import Run, run

from kbgen.cli.coverage_report import coverage_report
from kbgen.cli.target import find_target
from kbgen.exporters.coverage_formats import COVERAGE_FORMATS
from kbgen.project import Project

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
SIGMA = ("rules", "rules-emerging-threats", "rules-threat-hunting", "rules-compliance")
STAGES = (
    "vault",
    "mounted",
    "all_notes",
    "knowledge",
    "index",
    "answers",
    "tables",
    "graph",
    "recorded",
    "coverage",
    "threats",
    "analytics",
    "gaps",
    "diagnostics",
    "addresses",
)
"""The stages that the two commands need, in order."""


def knowledge_base(folder: Path, corpora: Path) -> Path:
    """Write the settings of an empty vault on which everything is mounted, and return its folder."""
    (folder / "vault").mkdir(parents=True)
    sources = [f"{{attack: {corpora / 'attack-enterprise-18.1.json'}}}"]
    sources += (f"{{sigma: {corpora / 'sigma-rules' / name}}}" for name in SIGMA)
    sources.append(f"{{atomics: {corpora / 'atomics'}}}")
    lines = "".join(f"        - {source}\n" for source in sources)
    (folder / "mkdocs.yml").write_text(
        f"site_name: measured\ndocs_dir: vault\nplugins:\n  - kbgen:\n      sources:\n{lines}",
        encoding="utf-8",
    )
    return folder


def commands(folder: Path) -> dict[str, list[str]]:
    """Return what is run, by name."""
    start = [sys.executable, "-m", "kbgen"]
    return {
        "check": [*start, "check", str(folder), "--format", "sarif", "--fail-on", "never"],
        "coverage": [*start, "coverage", str(folder), "--format", "json"],
        "coverage --baseline": [*start, "coverage", str(folder), "--baseline", "base.json"],
    }


def measure(folder: Path, rounds: int) -> dict[str, list[Run]]:
    """Return the runs of each command, cold and warm."""
    found: dict[str, list[Run]] = {}
    cache = folder / "cache"
    with (folder / "base.json").open("wb") as file:
        subprocess.run(commands(folder)["coverage"], check=True, stdout=file)
    for number in range(rounds):
        for name, command in commands(folder).items():
            shutil.rmtree(cache, ignore_errors=True)
            for state in ("cold", "warm", "edited"):
                if state == "edited":
                    (folder / "vault" / "note.md").write_text(
                        f"# Round {number} of {name}\n", encoding="utf-8"
                    )
                done = run(command, folder, {"KBGEN_CACHE": str(cache)})
                found.setdefault(f"{name} {state}", []).append(done)
                print(f"round {number + 1} {name} {state}: {done.wall:.1f} s", file=sys.stderr)
    return found


def stages(project: Project) -> None:
    """Print the time that each stage takes of its own."""
    for name in STAGES:
        started, used = time.perf_counter(), time.process_time()
        getattr(project, name)
        wall, own = time.perf_counter() - started, time.process_time() - used
        print(f"{name:24} {wall:8.2f} {own:8.2f}")


def formats(folder: Path) -> None:
    """Print the time that each format of coverage takes."""
    report = coverage_report(find_target(folder, None).project())
    for name, write in COVERAGE_FORMATS:
        started = time.process_time()
        size = len(write(report))
        print(f"{name:24} {time.process_time() - started:8.2f} s {size:12,} characters")


def profile(project: Project, most: int) -> str:
    """Return the functions of kbgen that take most processor time in coverage, checks and gaps, all before them done."""
    for name in STAGES[: STAGES.index("coverage")]:
        getattr(project, name)
    profiler = cProfile.Profile()
    profiler.enable()
    for name in STAGES[STAGES.index("coverage") :]:
        getattr(project, name)
    profiler.disable()
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("cumulative").print_stats("kbgen", most)
    return text.getvalue()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", type=int, default=0, help="Print so many functions.")
    arguments = parser.parse_args()
    if not (CORPORA / "unpack.sh").is_file():
        sys.exit("skipped: the corpora are not beside the checkout (../shared/corpora)")
    unpacked = subprocess.run(
        ["sh", str(CORPORA / "unpack.sh")], check=True, capture_output=True, text=True
    ).stdout.strip()
    with tempfile.TemporaryDirectory() as place:
        folder = knowledge_base(Path(place) / "kb", Path(unpacked))
        print(f"{'command':26} {'wall s':>8} {'cpu s':>8} {'peak MB':>8}")
        for name, runs in measure(folder, arguments.runs).items():
            numbers = (median(getattr(one, what) for one in runs) for what in ("wall", "cpu", "peak"))
            print(f"{name:26} {next(numbers):8.2f} {next(numbers):8.2f} {next(numbers):8.0f}")
        print(f"\n{'stage':24} {'wall s':>8} {'cpu s':>8}")
        stages(find_target(folder, None).project())
        print(f"\n{'format':24} {'cpu s':>8}")
        formats(folder)
        if arguments.profile:
            print(profile(find_target(folder, None).project(), arguments.profile))


if __name__ == "__main__":
    main()
