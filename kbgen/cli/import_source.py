"""``kbgen import``: writes the notes of a source into a vault."""

from collections import Counter
from pathlib import Path

import click

from kbgen.errors import VaultError
from kbgen.project import Project
from kbgen.settings import Source, SourceKind
from kbgen.sources.importing import Outcome, Step, carry_out, plan_import, plan_marks
from kbgen.sources.mount import Mounted, mount


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in SourceKind]))
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "vault",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The vault; the current folder when left out.",
)
@click.option("--release", help="Release of ATT&CK, where the bundle does not state it.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
def command(kind: str, source: Path, vault: Path, release: str | None, dry_run: bool) -> None:
    """Write the notes of SOURCE into a vault: an ATT&CK bundle, a folder of Sigma rules or of atomic tests.

    Importing again brings notes up to date and keeps the sections, properties and tags that you added.
    """
    mounted = mount([Source(SourceKind(kind), str(source), release)], Path())
    if vault.exists() and not vault.is_dir():
        raise VaultError(f"{vault}: is no folder")
    steps = [*plan_import(mounted.notes, vault), *_marks(mounted, vault)]
    if not dry_run:
        vault.mkdir(parents=True, exist_ok=True)
        carry_out(steps, vault)
    _report(steps, dry_run=dry_run)


def _marks(mounted: Mounted, vault: Path) -> list[Step]:
    if not mounted.redirects or not vault.is_dir():
        return []
    techniques = {identifier: note.path for identifier, note in Project(vault).knowledge.techniques.items()}
    return list(plan_marks(techniques, mounted.redirects, vault))


def _report(steps: list[Step], *, dry_run: bool) -> None:
    for step in steps:
        if step.outcome is not Outcome.KEPT:
            reason = f" ({step.reason})" if step.reason else ""
            click.echo(f"{step.outcome.value:11} {step.path}{reason}")
    counts = Counter(step.outcome for step in steps)
    parts = ", ".join(f"{counts[outcome]:,} {outcome.value}" for outcome in Outcome)
    click.echo(f"{parts}{'; nothing was written' if dry_run else ''}", err=True)
