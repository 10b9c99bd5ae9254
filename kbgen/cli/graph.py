"""``kbgen graph``: asks the cross-reference graph."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from kbgen.cli.target import find_target
from kbgen.errors import KbgenError
from kbgen.graph.paths import Neighbour
from kbgen.project import Project


@click.command()
@click.argument("words", nargs=-1, metavar="[VAULT] QUESTION [NAME]...")
@click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Use this mkdocs.yml instead of the one in VAULT.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(words: tuple[str, ...], config_file: Path | None, form: str) -> None:
    r"""Ask the cross-reference graph of notes, tests, tactics and cited sources.

    A NAME is an ATT&CK identifier, a GUID, a path or a title.

    \b
    stats             how large the graph is and of what it is made
    neighbours NAME   what is tied to a node, how, and where it says so
    path NAME NAME    the shortest way from one node to another
    orphans           nodes without any tie
    """
    vault, name, arguments = _split(words)
    target = find_target(vault, config_file)
    click.echo(QUESTIONS[name].answer(target.project(), arguments, form))


@dataclass(frozen=True, slots=True)
class Question:
    """What can be asked."""

    names: int
    """Number of node names that it takes."""
    answer: Callable[[Project, tuple[str, ...], str], str]


def _split(words: tuple[str, ...]) -> tuple[Path | None, str, tuple[str, ...]]:
    """Return vault, question and names; the vault stands before the question or behind the names."""
    place = next((number for number, word in enumerate(words[:2]) if word in QUESTIONS), None)
    if place is None:
        raise KbgenError(f"graph: expected [VAULT] and one of {', '.join(QUESTIONS)}")
    question, rest = words[place], words[place + 1 :]
    needed = QUESTIONS[question].names
    names, further = rest[:needed], (*words[:place], *rest[needed:])
    if len(names) < needed or len(further) > 1:
        plural = {0: "no name", 1: "one name"}.get(needed, f"{needed} names")
        raise KbgenError(f"graph {question}: expected {plural}, and at most one VAULT")
    return (Path(further[0]) if further else None), question, names


def _stats(project: Project, _names: tuple[str, ...], form: str) -> str:
    figures = project.graph.stats
    if form == "json":
        document = {
            "nodes": figures.nodes,
            "edges": figures.edges,
            "by_kind": dict(figures.by_kind),
            "by_edge": dict(figures.by_edge),
            "components": figures.components,
            "orphans": figures.orphans,
        }
        return json.dumps(document, indent=1)
    lines = [f"{figures.nodes:,} nodes, {figures.edges:,} edges"]
    lines += (f"  {name:16} {count:>8,}" for name, count in (*figures.by_kind, *figures.by_edge))
    return "\n".join([*lines, f"{figures.components:,} components, {figures.orphans:,} orphans"])


def _neighbours(project: Project, names: tuple[str, ...], form: str) -> str:
    node = _node(project, names[0])
    found = project.graph.neighbours(node)
    if form == "json":
        rows = [_row(item) for item in found]
        return json.dumps(
            {"node": node, "count": len(rows), "neighbours": rows}, ensure_ascii=False, indent=1
        )
    lines = (
        f"{'->' if item.outgoing else '<-'} {item.edge.kind.value:16} {item.kind:18} {item.title}  "
        f"({item.edge.origin})"
        for item in found
    )
    return "\n".join([f"{node}: {len(found):,} ties", *lines])


def _row(item: Neighbour) -> dict[str, object]:
    return {
        "node": item.node,
        "title": item.title,
        "kind": item.kind,
        "edge": item.edge.kind.value,
        "direction": "out" if item.outgoing else "in",
        "strength": int(item.edge.strength),
        "origin": str(item.edge.origin),
    }


def _path(project: Project, names: tuple[str, ...], form: str) -> str:
    source, target = (_node(project, name) for name in names)
    found = project.graph.path(source, target)
    if form == "json":
        return json.dumps({"from": source, "to": target, "path": found}, ensure_ascii=False, indent=1)
    return _lines(found) if found is not None else f"nothing leads from {source} to {target}"


def _orphans(project: Project, _names: tuple[str, ...], form: str) -> str:
    found = project.graph.orphans()
    if form == "json":
        return json.dumps({"count": len(found), "orphans": found}, ensure_ascii=False, indent=1)
    return _lines(found)


def _lines(items: Iterable[str]) -> str:
    return "\n".join(items)


def _node(project: Project, name: str) -> str:
    node = project.graph.find(name)
    if node is None:
        near = project.graph.nearest(name)
        hint = f" (did you mean {' or '.join(near)}?)" if near else ""
        raise KbgenError(f"{name}: no node of the graph is called so{hint}")
    return node


QUESTIONS = {
    "stats": Question(0, _stats),
    "neighbours": Question(1, _neighbours),
    "path": Question(2, _path),
    "orphans": Question(0, _orphans),
}
"""What can be asked, each with its answer."""
