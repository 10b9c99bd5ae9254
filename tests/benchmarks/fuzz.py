"""Throws random queries and mutated notes at the whole line; anything but diagnostics is a failure.

    python tests/benchmarks/fuzz.py [--queries 100000] [--notes 20000] [--seed 1] [--vault FOLDER]

Queries are random strings of the language's own pieces. Notes are those of a vault (``content/`` when not given) with
random pieces deleted, doubled, moved and replaced by the dialect's own marks; each passes decoding, parsing, typing,
look-ups, queries, tables, checks and its page. What fails is printed with the text that does it and belongs into the
tests of the module that failed.
"""

import argparse
import datetime as dt
import random
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from kbgen.checks.run import run_checks
from kbgen.coverage.analytics import assess_analytics
from kbgen.coverage.build import Circumstances, assess
from kbgen.coverage.findings import CoverageFindings
from kbgen.coverage.telemetry import Telemetry
from kbgen.coverage.threats import find_threats
from kbgen.graph.cross_references import CrossReferences
from kbgen.knowledge.build import build_knowledge
from kbgen.markup.parse_body import parse_body
from kbgen.notes.decode import decode
from kbgen.pages.build import build_site
from kbgen.pages.publication import Publication
from kbgen.project import Project
from kbgen.query.answers import answer_all
from kbgen.query.evaluate import evaluate
from kbgen.query.index import Index
from kbgen.query.lints import lints
from kbgen.query.read import read
from kbgen.render.addresses import allocate
from kbgen.render.world import World
from kbgen.settings import Settings
from kbgen.sources.mount import NOTHING
from kbgen.tables.answers import answer_tables
from kbgen.vault.read import make_document

ROOT = Path(__file__).resolve().parents[2]
QUERY_PIECES = (
    "tag:", "tag: x", "#", "-", " OR ", "(", ")", '"', "\\", "/", "/a+/", "[", "]", "[[", ":", "file:", "path:x",
    "line:", "section:", "block:(", "task:", "task-todo:", "match-case:", "content:", "<", ">5", "null", "\n", " ",
    "sort: alphabetical\n", "title: y\n", "é", "ß", "\u200b", "0", "and", "*", "(a+)+$",
)  # fmt: skip
NOTE_PIECES = (
    "---\n", "tags: [a, b]\n", "```query\n", "```\n", "~~~", "> ", ">[!note]- x\n", "[[", "]]", "![[", "|", "%%", "==",
    "(Citation: ", ")", "#tag", "<b>", "</div>", "<script>", "<!--", "&#92;", "[^1]", "[^1]: x\n", "^id", "- [ ] ",
    "\t", "\0", "\r\n", "\ufdd0", "$", "{{", "{% raw %}", "| a | b |\n|---|---|\n", "## Atomic Test #1 - x\n",
    "```dataview\n", "TABLE ", "FROM #a\n", "```base\n", "filters: x\n", "\u202e", "\\",
)  # fmt: skip
BATCH = 50


def queries(count: int, dice: random.Random) -> Iterator[str]:
    """Yield random queries."""
    for _ in range(count):
        yield "".join(dice.choice(QUERY_PIECES) for _ in range(dice.randint(0, 12)))


def mutated(text: str, dice: random.Random) -> str:
    """Return a text with a few random pieces deleted, doubled, moved or replaced."""
    for _ in range(dice.randint(1, 6)):
        start = dice.randint(0, len(text))
        end = min(len(text), start + dice.randint(0, 40))
        piece = dice.choice((dice.choice(NOTE_PIECES), "", text[start:end] * 2, text[end : end + 20]))
        text = text[:start] + piece + text[end:]
    return text


def check_notes(texts: list[tuple[str, str]]) -> None:
    """Run the whole line over notes."""
    settings = Settings()
    notes = []
    for path, text in texts:
        document = make_document(path, text.encode("utf-8", "surrogatepass"), "cp437")
        notes.append(decode(document, parse_body(document.body, document.body_line), settings.kinds))
    knowledge = build_knowledge(notes, ())
    index = Index.build(knowledge.searchables)
    answers, tables = answer_all(knowledge, index), answer_tables(knowledge, {})
    graph = CrossReferences(knowledge, answers, tables)
    circumstances = Circumstances(Telemetry(None), (), dt.date(2026, 1, 1))
    coverage = assess(knowledge, graph, NOTHING, settings.coverage, circumstances)
    found = run_checks(knowledge, answers, tables, coverage, settings, ())
    findings = CoverageFindings(
        coverage,
        assess_analytics(coverage, knowledge, graph, NOTHING),
        find_threats(knowledge, graph),
        (),
        (),
    )
    world = World(knowledge, answers, tables, graph, allocate(knowledge), findings)
    build_site(world, found, Path(), Publication("fuzz"))


def main() -> None:
    """Run, print what failed, end with 1 where something did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--notes", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vault", type=Path, default=ROOT / "content")
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    failures = 0
    started = time.monotonic()
    project = Project(arguments.vault)
    for text in queries(arguments.queries, dice):
        try:
            lints(evaluate(read(text), project.index), project.index)
        except Exception:
            failures += 1
            print(f"query {text!r}\n{traceback.format_exc()}")
    print(f"{arguments.queries:,} queries, {failures} failures, {time.monotonic() - started:.0f} s")
    sources = [(note.path, note.document.text) for note in project.notes]
    for done in range(0, arguments.notes, BATCH):
        batch = [
            (f"{number}/{path}", mutated(text, dice))
            for number, (path, text) in enumerate(dice.choices(sources, k=min(BATCH, arguments.notes - done)))
        ]
        try:
            check_notes(batch)
        except Exception:
            failures += 1
            print(f"batch at {done}\n{traceback.format_exc()}")
    print(f"{arguments.notes:,} notes, {failures} failures in all, {time.monotonic() - started:.0f} s")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
