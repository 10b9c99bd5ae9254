"""``kbgen graph``: asks the cross-reference graph."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from kbgen.cli.target import find_target
from kbgen.errors import KbgenError
from kbgen.project import Project


@click.command()
@click.argument("words", nargs=-1, metavar="[VAULT] stats")
@click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Use this mkdocs.yml instead of the one in VAULT.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(words: tuple[str, ...], config_file: Path | None, form: str) -> None:
    r"""Ask the cross-reference graph of notes, tactics and cited sources.

    \b
    stats   how large the graph is and of what it is made
    """
    vault, question = _split(words)
    target = find_target(vault, config_file)
    click.echo(QUESTIONS[question](target.project(), form))


def _split(words: tuple[str, ...]) -> tuple[Path | None, str]:
    """Return vault and question; the vault may stand on either side of ``stats``."""
    questions = [word for word in words if word in QUESTIONS]
    vaults = [word for word in words if word not in QUESTIONS]
    if len(questions) != 1 or len(vaults) > 1:
        raise KbgenError(f"graph: expected [VAULT] and one of {', '.join(QUESTIONS)}")
    return (Path(vaults[0]) if vaults else None), questions[0]


def _stats(project: Project, form: str) -> str:
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


QUESTIONS: dict[str, Callable[[Project, str], str]] = {"stats": _stats}
"""What can be asked, each with its answer."""
