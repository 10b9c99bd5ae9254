"""``kbgen import``: writes the notes of a source into a vault."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import click

from kbgen.cli.download import shown_download
from kbgen.cli.import_results import KIND as RESULTS
from kbgen.cli.import_results import import_results, results_options
from kbgen.cli.target import CONFIG, Target, find_target
from kbgen.downloads import download_source
from kbgen.errors import KbgenError, SettingsError, VaultError
from kbgen.project import Project
from kbgen.settings import InputLimits, Settings, Source, SourceKind
from kbgen.settings.sources import read_source
from kbgen.sources.importing import Outcome, Step, carry_out, plan_import, plan_marks
from kbgen.sources.mount import Mounted, mount


@click.command()
@click.argument("kind", type=click.Choice([*(kind.value for kind in SourceKind), RESULTS]))
@click.argument("source")
@click.option(
    "--into",
    "vault",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The vault; the current folder when left out.",
)
@click.option("--release", help="Release of ATT&CK, where the bundle does not state it.")
@click.option("--sha256", metavar="DIGEST", help="Digest that the file must have.")
@click.option("--folder", help="Folder in SOURCE that alone is imported, such as rules.")
@click.option("--refresh", is_flag=True, help="Download again what was downloaded before.")
@results_options
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
def command(
    kind: str,
    source: str,
    vault: Path,
    release: str | None,
    sha256: str | None,
    folder: str | None,
    refresh: bool,
    columns: tuple[str, ...],
    words: tuple[str, ...],
    order: str | None,
    dry_run: bool,
) -> None:
    """Write the notes of SOURCE into a vault: an ATT&CK bundle, Sigma rules or atomic tests; or results as evidence.

    SOURCE is a file, a folder, an archive, or an address that begins with https://. Importing again brings notes up to
    date and keeps the sections, properties and tags that you added.
    """
    target = _target(vault)
    if kind == RESULTS:
        _refuse(kind, {"--release": release, "--sha256": sha256, "--folder": folder, "--refresh": refresh})
        import_results(Path(source), target, columns, words, order, dry_run=dry_run)
    _refuse(kind, {"--map": columns, "--outcome": words, "--day-first or --month-first": order})
    stated = _source({kind: source, "version": release, "sha256": sha256, "folder": folder})
    mounted = mount(
        [_on_disk(stated, target.settings.limits, refresh=refresh)],
        Path(),
        target.settings.limits,
        complete=True,
    )
    steps = [*plan_import(mounted.notes, target.vault), *_marks(mounted, target)]
    if not dry_run:
        target.vault.mkdir(parents=True, exist_ok=True)
        carry_out(steps, target.vault)
    _report(steps, dry_run=dry_run)


def _refuse(kind: str, options: dict[str, object]) -> None:
    """Refuse options that say nothing of a kind of source."""
    for option, value in options.items():
        if value:
            raise KbgenError(f"import {kind}: {option} says nothing here; leave it out")


def _target(vault: Path) -> Target:
    """Return the vault, with the settings of the ``mkdocs.yml`` in its folder, or in the folder above that names it."""
    if not vault.exists():
        return Target(vault, Settings(), "", None)
    if not vault.is_dir():
        raise VaultError(f"{vault}: is no folder")
    target = find_target(vault, None)
    above = vault.resolve().parent
    if target.config_file is None and (above / CONFIG).is_file():
        whole = find_target(above, None)
        if whole.vault.resolve() == vault.resolve():
            return Target(vault, whole.settings, whole.name, whole.config_file)
    return target


def _source(stated: dict[str, str | None]) -> Source:
    try:
        return read_source("import", {key: value for key, value in stated.items() if value is not None})
    except SettingsError as error:
        raise KbgenError(str(error).removeprefix("import.")) from None


def _on_disk(source: Source, limits: InputLimits, *, refresh: bool) -> Source:
    if refresh and not source.is_url:
        raise KbgenError(
            f"{source.path}: is no address, so there is nothing to download; leave out --refresh"
        )
    with shown_download() as told:
        return download_source(source, "SOURCE", limits, told, refresh=refresh)


def _marks(mounted: Mounted, target: Target) -> list[Step]:
    if not mounted.redirects or not target.vault.is_dir():
        return []
    own = Project(target.vault, replace(target.settings, sources=()))
    techniques = {identifier: note.path for identifier, note in own.knowledge.techniques.items()}
    return list(plan_marks(techniques, mounted.redirects, target.vault))


def _report(steps: list[Step], *, dry_run: bool) -> None:
    for step in steps:
        if step.outcome is not Outcome.KEPT:
            reason = f" ({step.reason})" if step.reason else ""
            click.echo(f"{step.outcome.value:11} {step.path}{reason}")
    counts = Counter(step.outcome for step in steps)
    parts = ", ".join(f"{counts[outcome]:,} {outcome.value}" for outcome in Outcome)
    click.echo(f"{parts}{'; nothing was written' if dry_run else ''}", err=True)
