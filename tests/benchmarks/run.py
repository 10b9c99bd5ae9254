"""Runs the scenarios against their peers and prints medians and ratios. It keeps no verdict.

    python tests/benchmarks/run.py [--runs 3] [--json FILE] [--only NAME]

It needs the corpora beside the checkout, installs nothing, and leaves out peers that are not installed. All commands of
a round run one after the other before the next round begins, so that a slow minute of the machine hits all of them.
"""

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from measure import Run, run, size

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"


@dataclass(frozen=True)
class Scenario:
    """One command to measure."""

    name: str
    prepare: Callable[[Path], list[str]]
    """Gets an empty folder for the site, returns the command."""
    fresh: bool = True
    """Whether the site's folder is emptied before each run."""


def kbgen(vault: Path) -> Callable[[Path], list[str]]:
    """Return the preparation of a build of a vault by kbgen."""
    return lambda site: [sys.executable, "-m", "kbgen", "build", str(vault), "-d", str(site)]


def material(vault: Path) -> Callable[[Path], list[str]]:
    """Return the preparation of a build by stock Material with one entry in the navigation."""

    def prepare(site: Path) -> list[str]:
        first = min(vault.rglob("T*.md")).relative_to(vault).as_posix()
        config = site.parent / "mkdocs.yml"
        config.write_text(
            f"site_name: peer\ndocs_dir: {json.dumps(str(vault))}\nsite_dir: {json.dumps(str(site))}\n"
            f"theme: {{name: material}}\nnav: [{{Home: {json.dumps(first)}}}]\n",
            encoding="utf-8",
        )
        return [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config)]

    return prepare


def scenarios(corpora: Path) -> list[Scenario]:
    """Return what is measured, in order."""
    seed, newer = corpora / "use-case-catalogue", corpora / "vault-2026"
    return [
        Scenario("kbgen seed cold", kbgen(seed)),
        Scenario("kbgen seed warm", kbgen(seed), fresh=False),
        Scenario("kbgen vault-2026 cold", kbgen(newer)),
        Scenario("kbgen vault-2026 warm", kbgen(newer), fresh=False),
        Scenario("material vault-2026", material(newer)),
    ]


def measure(chosen: list[Scenario], rounds: int) -> dict[str, tuple[list[Run], float]]:
    """Return the runs of each scenario and the size of its site in megabytes."""
    found: dict[str, tuple[list[Run], float]] = {}
    with tempfile.TemporaryDirectory() as place:
        for number in range(rounds):
            for scenario in chosen:
                folder = Path(place) / scenario.name.replace(" warm", " cold")
                if scenario.fresh:
                    shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(exist_ok=True)
                done = run(scenario.prepare(folder / "site"), folder, {"NO_MKDOCS_2_WARNING": "1"})
                runs, _ = found.setdefault(scenario.name, ([], 0.0))
                runs.append(done)
                found[scenario.name] = (runs, size(folder / "site"))
                print(f"round {number + 1} {scenario.name}: {done.wall:.1f} s", file=sys.stderr)
    return found


def report(found: dict[str, tuple[list[Run], float]]) -> str:
    """Return the medians as a table, each wall time also as a ratio to that of stock Material."""
    walls = {name: median(one.wall for one in runs) for name, (runs, _) in found.items()}
    peer = walls.get("material vault-2026")
    lines = [f"{'scenario':24} {'wall s':>8} {'cpu s':>8} {'peak MB':>8} {'site MB':>8} {'ratio':>6}"]
    for name, (runs, megabytes) in found.items():
        cpu, peak = median(one.cpu for one in runs), median(one.peak for one in runs)
        ratio = f"{walls[name] / peer:.2f}" if peer else "-"
        lines.append(f"{name:24} {walls[name]:8.1f} {cpu:8.1f} {peak:8.0f} {megabytes:8.1f} {ratio:>6}")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default="", help="Only scenarios whose name holds this.")
    arguments = parser.parse_args()
    if not (CORPORA / "unpack.sh").is_file():
        sys.exit("skipped: the corpora are not beside the checkout (../shared/corpora)")
    unpacked = subprocess.run(
        ["sh", str(CORPORA / "unpack.sh")], check=True, capture_output=True, text=True
    ).stdout.strip()
    chosen = [each for each in scenarios(Path(unpacked)) if arguments.only in each.name]
    found = measure(chosen, arguments.runs)
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(report(found))
    if arguments.json:
        data = {
            name: {"runs": [asdict(one) for one in runs], "site": mb} for name, (runs, mb) in found.items()
        }
        arguments.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
