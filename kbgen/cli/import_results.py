"""``kbgen import results``: writes what was run, and what fired, into a vault's file of evidence."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from kbgen.cli.target import Target
from kbgen.conversion.match_event import matches
from kbgen.coverage.names import known_names
from kbgen.errors import KbgenError, VaultError
from kbgen.sources.evidence import Outcome
from kbgen.sources.evidence_day import DayOrder
from kbgen.sources.evidence_file import Merged, as_values, evidence_text, merge_evidence, read_evidence
from kbgen.sources.results import read_results
from kbgen.sources.results_columns import Field
from kbgen.sources.results_model import Reading, Results
from kbgen.vault.write import write_note

KIND = "results"
"""What the argument of ``kbgen import`` is called."""
SHOWN = 20
"""Number of parts that are left out of which each is named."""
_NOT_RUN = "not-run"
_F = TypeVar("_F", bound=Callable[..., object])
_WORDS: Mapping[str, Outcome | None] = {
    **{outcome.value: outcome for outcome in (Outcome.DETECTED, Outcome.MISSED, Outcome.EXECUTED)},
    _NOT_RUN: None,
}


def results_options(command: _F) -> _F:
    """Add the options that only results have; the command receives ``columns``, ``words`` and ``order``."""
    fields = ", ".join(field.value for field in Field)
    options = (
        click.option(
            "--map", "columns", multiple=True, metavar="COLUMN=FIELD", help=f"Of results: {fields}."
        ),
        click.option(
            "--outcome",
            "words",
            multiple=True,
            metavar="WORD=OUTCOME",
            help=f"Of results: {', '.join(_WORDS)}.",
        ),
        click.option(
            "--day-first",
            "order",
            flag_value=DayOrder.DAY_FIRST.value,
            help="Of results: 2/1/2026 is in January.",
        ),
        click.option(
            "--month-first",
            "order",
            flag_value=DayOrder.MONTH_FIRST.value,
            help="Of results: 2/1/2026 is in February.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def import_results(
    source: Path,
    target: Target,
    columns: Sequence[str],
    words: Sequence[str],
    order: str | None,
    *,
    dry_run: bool,
) -> NoReturn:
    """Bring the results of a file or folder into a vault's first file of evidence, and exit.

    The exit code is 1 where nothing of the source could be used, else 0.

    Raises:
        KbgenError: an option is wrong, the source or the evidence cannot be read, or the evidence cannot be written.
    """
    if not target.vault.is_dir():
        raise VaultError(f"{target.vault}: no such folder; give the folder that holds the notes")
    project = target.project()
    names = target.settings.coverage.evidence
    if not names:
        raise KbgenError("coverage.evidence: names no file that results could be written to")
    limits = target.settings.limits
    old = read_evidence(target.vault / names[0], names[0], limits)
    reading = Reading(
        known=cache(lambda: known_names(project.knowledge)),
        evaluate=matches,
        columns=_pairs("--map", columns),
        words={word: _outcome(name) for word, name in _pairs("--outcome", words).items()},
        order=DayOrder(order) if order else None,
        today=project.today,
        limits=limits,
    )
    results = read_results(source, reading)
    merged = merge_evidence(old, results.records)
    if dry_run:
        for record in merged.added:
            click.echo(json.dumps(as_values(record), ensure_ascii=False))
    elif merged.added:
        write_note(target.vault, names[0], evidence_text(merged.records))
    _report(results, merged, names[0], dry_run=dry_run)
    sys.exit(1 if results.left_out and not results.records else 0)


def _pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.rpartition("=")
        if not sign or not name.strip() or not value.strip():
            raise KbgenError(f"{option} {text!r}: expected NAME=VALUE")
        found[name.strip()] = value.strip()
    return found


def _outcome(name: str) -> Outcome | None:
    if name.casefold() not in _WORDS:
        raise KbgenError(f"--outcome: {name!r} is none of {', '.join(_WORDS)}")
    return _WORDS[name.casefold()]


def _report(results: Results, merged: Merged, file: str, *, dry_run: bool) -> None:
    for left_out in results.left_out[:SHOWN]:
        click.echo(str(left_out), err=True)
    if len(results.left_out) > SHOWN:
        click.echo(f"and {len(results.left_out) - SHOWN:,} more", err=True)
    counts = Counter(record.outcome for record in results.records)
    shown = ", ".join(f"{counts[outcome]:,} {outcome.value}" for outcome in Outcome if counts[outcome])
    click.echo(f"{results.form}: {shown or 'no records'}", err=True)
    for text in _remarks(results):
        click.echo(text, err=True)
    added, replaced = len(merged.added), len(merged.replaced)
    known = len(results.records) - added
    parts = [f"{added:,} added", f"{max(known, 0):,} known before"]
    parts += [f"{replaced:,} replaced"] if replaced else []
    click.echo(f"{file}: {', '.join(parts)}{'; nothing was written' if dry_run else ''}", err=True)


def _remarks(results: Results) -> Iterable[str]:
    nameless = sum(record.outcome is Outcome.DETECTED and not record.rule for record in results.records)
    if nameless:
        yield f"{nameless:,} detected without the name of a rule, which proves nothing of a rule"
    if results.not_run:
        yield f"{results.not_run:,} not run, and left out"
    if results.unknown_rules:
        yield f"{results.unknown_rules:,} of rules that neither the vault nor its sources have, and left out"
    reasons = Counter(record.note for record in results.records if record.outcome is Outcome.NOT_EVALUATED)
    for reason, number in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]:
        yield f"{number:,} not evaluated: {reason}"
