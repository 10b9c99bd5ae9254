"""``kbgen build``: publishes the site."""

import sys
import time
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from kbgen.cache import NO_CACHE
from kbgen.cli.target import vault_argument
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.mkdocs_plugin.site_builder import BuildOutcome, Progress, build_site

_PAGES_A_STEP = 50


@click.command()
@vault_argument
@click.option(
    "-d",
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the site; the one that mkdocs.yml names, or site/, when left out.",
)
@click.option("--strict", is_flag=True, help="Publish nothing and exit with 1 on any error or warning.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to use; one for each core when left out.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep results of other runs.")
def command(
    vault: Path | None,
    config_file: Path | None,
    site_dir: Path | None,
    strict: bool,
    jobs: int | None,
    no_cache: bool,
) -> None:
    """Build the site of a vault as static files."""
    started = time.monotonic()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = console.is_terminal
    # Without its own thread, so that processes may be forked.
    with Bar(*columns, console=console, transient=True, disable=not shown, auto_refresh=False) as bar:
        task = bar.add_task("Reading the vault", total=None)
        bar.refresh()

        def written(count: int, pages: int) -> None:
            bar.update(task, description="Writing pages", completed=count, total=pages)
            if count % _PAGES_A_STEP == 0 or count == pages:
                bar.refresh()

        def downloading(name: str, received: int, total: int | None) -> None:
            size = f"{received / 1e6:,.1f}" + (f" of {total / 1e6:,.1f}" if total else "")
            bar.update(task, description=f"Downloading {name}, {size} MB")
            bar.refresh()

        outcome = build_site(
            vault or Path(),
            config_file=config_file,
            site_dir=site_dir,
            strict=strict,
            jobs=jobs,
            cache=NO_CACHE if no_cache else None,
            progress=Progress(written, downloading),
        )
    _report(outcome, time.monotonic() - started)
    if not outcome.published:
        sys.exit(1)


def _report(outcome: BuildOutcome, seconds: float) -> None:
    for notice in outcome.notices:
        click.echo(f"warning {notice}", err=True)
    for finding in outcome.diagnostics:
        if finding.severity is Severity.ERROR:
            click.echo(f"{finding.severity.value:7} {finding}", err=True)
    click.echo(f"{_counts(outcome.diagnostics)}; kbgen check lists them", err=True)
    if outcome.published:
        news = "nothing changed: " if outcome.unchanged else ""
        click.echo(f"{news}{outcome.pages:,} pages in {outcome.site_dir}, {seconds:.1f} s", err=True)
    else:
        click.echo("not published: the build is strict, and there are errors or warnings", err=True)


def _counts(findings: tuple[Diagnostic, ...]) -> str:
    counts = Counter(finding.severity for finding in findings)
    parts = ", ".join(f"{counts[severity]:,} {severity.value}" for severity in Severity)
    return f"{len(findings):,} findings ({parts})"
