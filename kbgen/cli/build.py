"""``kbgen build``: publishes the site."""

import json
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from kbgen.cache import NO_CACHE
from kbgen.cli.output import STANDARD_OUTPUT, write_data
from kbgen.cli.target import vault_argument
from kbgen.dask_executor import ADDRESSES, dask_backend
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.executors import Backend, check_backend
from kbgen.mkdocs_plugin.site_builder import BuildOutcome, Progress, build_site
from kbgen.mkdocs_plugin.site_changes import SiteChanges
from kbgen.project import Project
from kbgen.stage_times import StageTimes, recorded_by, stages_of, step, table

_PAGES_A_STEP = 50
_SCHEMA = 1
"""Version of the form of a manifest."""


def _checked_manifest(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Find out before the site is replaced that a manifest cannot be written; afterwards it could not be made again.

    Raises:
        click.BadParameter: it names a folder, or its folder does not exist.
    """
    if value is not None and value != STANDARD_OUTPUT:
        if Path(value).is_dir():
            raise click.BadParameter(f"{value}: is a folder, not a file", context, option)
        if not Path(value).parent.is_dir():
            raise click.BadParameter(f"{Path(value).parent}: no such folder", context, option)
    return value


def _backend(context: click.Context, option: click.Parameter, value: str | None) -> Backend | None:
    """Return who works beside this machine.

    Raises:
        click.BadParameter: the value names nobody.
    """
    if value is None:
        return None
    kind, _, address = value.partition(":")
    if kind != "dask" or not address.startswith(ADDRESSES) or not address.partition("://")[2].strip():
        raise click.BadParameter(
            f"{value}: is no executor; name the scheduler of a Dask cluster as dask:tcp://HOST:PORT",
            context,
            option,
        )
    return dask_backend(address)


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
@click.option(
    "--executor",
    "backend",
    callback=_backend,
    metavar="dask:tcp://HOST:PORT",
    help="Let the workers of a Dask cluster read notes, convert rules and make pages.",
)
@click.option("--no-cache", is_flag=True, help="Neither use nor keep results of other runs.")
@click.option(
    "--manifest",
    type=click.Path(),
    callback=_checked_manifest,
    help="File outside of the site that gets, as JSON, which files of the site changed; - for standard output.",
)
@click.option("--profile", is_flag=True, help="Show the seconds that each stage took.")
def command(
    vault: Path | None,
    config_file: Path | None,
    site_dir: Path | None,
    strict: bool,
    jobs: int | None,
    backend: Backend | None,
    no_cache: bool,
    manifest: str | None,
    profile: bool,
) -> None:
    """Build the site of a vault as static files."""
    started = time.monotonic()
    times = StageTimes(time.monotonic) if profile else None
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

        with recorded_by(times):
            if backend is not None:
                bar.update(task, description=f"Asking {backend.name}")
                bar.refresh()
                with step("workers asked"):
                    check_backend(backend)
                bar.update(task, description="Reading the vault")
                bar.refresh()
            outcome = build_site(
                vault or Path(),
                config_file=config_file,
                site_dir=site_dir,
                strict=strict,
                jobs=jobs,
                backend=backend,
                cache=NO_CACHE if no_cache else None,
                progress=Progress(written, downloading),
                compare=manifest is not None,
            )
    seconds = time.monotonic() - started
    _report(outcome, seconds)
    if manifest is not None and outcome.changes is not None:
        write_data(_as_json(outcome.changes), manifest)
    if times is not None:
        click.echo(table(times, stages_of(Project), seconds), err=True)
    if not outcome.published:
        sys.exit(1)


def _as_json(changes: SiteChanges) -> str:
    return json.dumps({"schema": _SCHEMA, **asdict(changes)}, indent=2) + "\n"


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
