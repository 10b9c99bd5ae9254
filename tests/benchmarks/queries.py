"""Times the query stage on ``vault-2026``: the index, 10,000 distinct queries, and one changed note.

    python tests/benchmarks/queries.py [--runs 5]

The queries are tags of the vault with the tag of a kind, a word, a phrase, a property, a file name, words of one line, and
exclusions, all distinct and the same in every run. Prints medians in seconds of processor time; keeps no verdict.
"""

import argparse
import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from kbgen.project import Project
from kbgen.query.evaluate import evaluate
from kbgen.query.index import Index
from kbgen.query.read import read

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
COUNT = 10_000
_WORDS = (
    "powershell",
    "registry",
    '"port scan"',
    "token",
    "cloud",
    "kernel",
    '"scheduled task"',
    "dns",
    "ssh",
)


def distinct_queries(tags: list[str]) -> Iterator[str]:
    """Yield distinct queries over the tags of a vault, in the forms that blocks of vaults have."""
    for tag, kind in itertools.product(tags, ("detection_rule", "atomic_test", "techniques")):
        yield f"tag: {kind}\ntag: {tag}"
    for tag, word in itertools.product(tags, _WORDS):
        yield f"tag: {tag} {word}"
    for tag in tags:
        yield f"tag: {tag} [status:test] -tag: detection_rule"
        yield f"tag: {tag} file: win OR tag: {tag} line:(title test)"


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that a piece of work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    rounds = parser.parse_args().runs
    if not (CORPORA / "unpack.sh").is_file():
        sys.exit("skipped: the corpora are not beside the checkout (../shared/corpora)")
    place = subprocess.run(
        ["sh", str(CORPORA / "unpack.sh")], check=True, capture_output=True, text=True
    ).stdout.strip()
    knowledge = Project(Path(place) / "vault-2026").knowledge
    files = knowledge.searchables
    texts = list(
        itertools.islice(distinct_queries(sorted(use.name for use in knowledge.tags.values())), COUNT)
    )
    assert len(set(texts)) == COUNT, f"only {len(set(texts))} distinct queries"
    index = Index.build(files)
    hits = sum(len(evaluate(read(text), index).hits) for text in texts)
    changed = replace(files[0], content=f"{files[0].content}\nmore\n")
    figures = {
        f"index of {len(files):,} files": lambda: Index.build(files),
        f"{COUNT:,} distinct queries, {hits:,} hits": lambda: [evaluate(read(text), index) for text in texts],
        "one changed note": lambda: index.changed(files[0], changed),
    }
    for name, work in figures.items():
        print(f"{name:40} {median(seconds(work) for _ in range(rounds)):8.3f} s")


if __name__ == "__main__":
    main()
