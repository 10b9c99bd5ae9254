"""Runs the scenarios of `scenarios.py` and prints machine, medians and ratios. It keeps no verdict.

    python tests/benchmarks/run.py [--runs 3] [--only NAME] [--growth] [--work DIR] [--json FILE]

It installs nothing: corpora that are not beside the checkout and peers that are not installed are left out and named.
All scenarios of a round run one after the other before the next round begins, so that a slow minute of the machine hits
all of them. A cold one has an empty cache and no site, a warm one what those before it left. Peak memory is that of all
processes together. Nobody may edit kbgen meanwhile: in a checkout, each edit empties the cache.

Vaults are copied into a new folder in DIR, where sites and caches come as well, so that with a disk in memory the real
one does not count. The largest site takes some 0.3 GB, with `--growth` several.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measure import Run, run
from report import Figures, as_data, as_text, disk_of, machine
from scenarios import Scenario, scenarios

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"


class Bench:
    """Runs scenarios in folders of their own.

    Args:
        known: all scenarios, among them those that others go on with.
        work: the folder in which all is done.
    """

    def __init__(self, known: Sequence[Scenario], work: Path) -> None:
        self.missing: list[str] = []
        """Scenarios that did not run, and why."""
        self._known = {scenario.name: scenario for scenario in known}
        self._work = work
        self._ready: set[str] = set()

    def measure(self, chosen: Sequence[Scenario], rounds: int) -> dict[str, Figures]:
        """Return the figures of each scenario that can run."""
        found: dict[str, Figures] = {}
        for number in range(rounds):
            for position, scenario in enumerate(chosen):
                done = self._run_or_miss(scenario)
                if done is not None:
                    figures = found.setdefault(scenario.name, Figures(scenario))
                    figures.runs.append(done)
                    if not scenario.after:
                        figures.disk = disk_of(self._place(scenario) / "site")
                    print(f"round {number + 1} {scenario.name}: {done.wall:.2f} s", file=sys.stderr)
                if all(other.place != scenario.place for other in chosen[position + 1 :]):
                    self._clear(scenario)
        return found

    def _run_or_miss(self, scenario: Scenario) -> Run | None:
        """Return what a scenario took; one that cannot run is noted down and not tried again."""
        if any(line.startswith(f"{scenario.name}: ") for line in self.missing):
            return None
        try:
            done = self._run(scenario)
        except RuntimeError as error:
            self.missing.append(f"{scenario.name}: {error}")
            return None
        if done is None:
            self.missing.append(f"{scenario.name}: not installed")
        return done

    def _run(self, scenario: Scenario) -> Run | None:
        """Return what a scenario took, after what has to come before it.

        Raises:
            RuntimeError: the command fails.
        """
        place = self._place(scenario)
        if not scenario.after:
            self._clear(scenario)
            place.mkdir(parents=True)
        elif scenario.place not in self._ready:
            self._run(self._known[scenario.after])
        command = scenario.prepare(place)
        if command is None:
            return None
        temporary = self._work / "tmp"
        temporary.mkdir(exist_ok=True)
        environment = {
            "KBGEN_CACHE": str(place / "cache"),
            "NO_MKDOCS_2_WARNING": "1",
            "TMPDIR": str(temporary),
        }
        if scenario.is_primed:
            run(command, place, environment)
        done = run(command, place, environment)
        self._ready.add(scenario.place)
        return done

    def _place(self, scenario: Scenario) -> Path:
        return self._work / "places" / scenario.place

    def _clear(self, scenario: Scenario) -> None:
        shutil.rmtree(self._place(scenario), ignore_errors=True)
        self._ready.discard(scenario.place)


def unpacked() -> Path | None:
    """Return the folder of the unpacked corpora; None where they are not beside the checkout."""
    script = CORPORA / "unpack.sh"
    if not script.is_file():
        return None
    done = subprocess.run(["sh", str(script)], check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3, help="Rounds.")
    parser.add_argument("--only", default="", help="Only scenarios whose name holds this.")
    parser.add_argument(
        "--growth", action="store_true", help="Also generated vaults of 5,000 and 50,000 notes."
    )
    parser.add_argument("--work", type=Path, help="Folder to work in, such as a disk in memory.")
    parser.add_argument("--json", type=Path, help="File for the figures of all runs.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kbgen-measured-", dir=arguments.work) as folder:
        corpora = unpacked()
        known = scenarios(corpora, Path(folder), growth=arguments.growth)
        bench = Bench(known, Path(folder))
        if corpora is None:
            bench.missing.append(
                "what needs the corpora: they are not beside the checkout (../shared/corpora)"
            )
        found = bench.measure([each for each in known if arguments.only in each.name], arguments.runs)
    about = machine()
    print(as_text(found, about, bench.missing))
    if arguments.json:
        text = json.dumps(as_data(found, about), indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
