"""``kbgen query``: answers a query as a ``query`` block would."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from kbgen.cli.output import STANDARD_OUTPUT
from kbgen.cli.remembered import Answer, give, remembered
from kbgen.cli.target import find_target, vault_argument
from kbgen.project import Project
from kbgen.query.evaluate import evaluate
from kbgen.query.explain import Explanation, emptied_by, explain
from kbgen.query.faults import QueryFault
from kbgen.query.index import Index
from kbgen.query.read import Query, read
from kbgen.query.results import Hit, Results
from kbgen.render.addresses import Addresses


@click.command()
@click.argument("query")
@vault_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--explain", "explained", is_flag=True, help="Show how many files each part of the query matches."
)
def command(query: str, vault: Path | None, config_file: Path | None, form: str, explained: bool) -> None:
    """Answer QUERY over the notes of VAULT."""
    target = find_target(vault, config_file)
    question = read(query)
    if question.fault is not None:
        _fail(query, question.fault, form)
    project = target.project()

    def answer() -> Answer:
        results = evaluate(question, project.index)
        if results.fault is not None:
            _fail(query, results.fault, form)
        if form == "json":
            document = json.dumps(_document(query, results, project), ensure_ascii=False, indent=1)
            return Answer(f"{document}\n", (), 0)
        lines = (f"{hit.path}  {_why(hit)}".rstrip() + "\n" for hit in results.hits)
        talk = _explained(question, project.index) if explained else []
        count = f"{len(results.hits):,} {'result' if len(results.hits) == 1 else 'results'}"
        return Answer("".join(lines), (*talk, count), 0)

    made = remembered(project, ("query", form, str(explained), query), answer)
    give(made, STANDARD_OUTPUT, for_people=True)


def _explained(question: Query, index: Index) -> list[str]:
    """Return how many files each part of a query matches, and what empties its answer."""
    tree = explain(question, index)
    if tree is None:
        return []
    empty = emptied_by(question, index)
    return [*_tree(tree, 0), *([str(empty)] if empty is not None else [])]


def _fail(query: str, fault: QueryFault, form: str) -> None:
    """Say what is wrong with a query and point at it; the exit code is 2."""
    if form == "json":
        error = {
            "code": fault.code,
            "message": fault.message,
            "start": fault.span.start,
            "end": fault.span.end,
        }
        click.echo(json.dumps({"query": query, "error": error}, ensure_ascii=False, indent=1))
    else:
        before = query[: fault.span.start]
        line = query.split("\n")[before.count("\n")]
        column = len(before) - (before.rfind("\n") + 1)
        width = max(1, min(fault.span.end, len(before) - column + len(line)) - fault.span.start)
        click.echo(f"{fault.code} {fault.message}", err=True)
        click.echo(f"  {line}\n  {' ' * column}{'^' * width}", err=True)
        if fault.hint:
            click.echo(f"hint: {fault.hint}", err=True)
    sys.exit(2)


def _document(query: str, results: Results, project: Project) -> dict[str, Any]:
    return {
        "query": query,
        "count": len(results.hits),
        "results": [_entry(hit, project, project.addresses) for hit in results.hits],
    }


def _entry(hit: Hit, project: Project, addresses: Addresses) -> dict[str, Any]:
    note = project.knowledge.notes.get(hit.path)
    return {
        "path": hit.path,
        "title": note.title if note is not None else hit.path.rsplit("/", 1)[-1],
        "kind": note.kind.value if note is not None else "attachment",
        "url": addresses.of_path(hit.path),
        "why": [{"term": why.term, "line": why.line, "text": why.text} for why in hit.why],
    }


def _tree(node: Explanation, depth: int) -> Iterator[str]:
    yield f"{node.count:>8,}  {'  ' * depth}{node.text}"
    for part in node.parts:
        yield from _tree(part, depth + 1)


def _why(hit: Hit) -> str:
    return ", ".join(f"{why.term}:{why.line}" if why.line else why.term for why in hit.why)
