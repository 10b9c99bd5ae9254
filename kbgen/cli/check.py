"""``kbgen check``: lints the vault."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from kbgen import __version__
from kbgen.checks.catalogue import CATALOGUE
from kbgen.checks.regressions import check_regressions
from kbgen.cli.fixing import fix_vault, report_fixes, show_fixes
from kbgen.cli.output import is_terminal, read_file
from kbgen.cli.remembered import Answer, give, remembered
from kbgen.cli.repository import paths_elsewhere, repository_root, vault_prefix
from kbgen.cli.source_lines import SourceLines
from kbgen.cli.target import Target, find_target, vault_argument
from kbgen.coverage.baseline import Baseline, read_baseline
from kbgen.coverage.compare import compare
from kbgen.diagnostics import Diagnostic, Severity, in_order
from kbgen.errors import KbgenError
from kbgen.exporters.formats import CHECK_FORMATS
from kbgen.exporters.report import Report, Role, unpainted
from kbgen.project import Project

_FORMATS = dict(CHECK_FORMATS)


@click.command()
@vault_argument
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option("-o", "--output", default="-", help="File to write; - is standard output.")
@click.option("--show-source", is_flag=True, help="Show the line of each finding, in the format text.")
@click.option("--select", help="Only these codes or families, such as KB1,KB411.")
@click.option("--ignore", help="Not these codes or families.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 where a finding is at least so severe.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="An earlier report of kbgen coverage as JSON; each verdict lost since is a finding.",
)
@click.option(
    "--fix", is_flag=True, help="Repair what is safe in the notes of the vault, then report what is left."
)
@click.option("--dry-run", is_flag=True, help="With --fix: write a diff of the repairs, and change nothing.")
def command(
    vault: Path | None,
    config_file: Path | None,
    form: str,
    output: str,
    show_source: bool,
    select: str | None,
    ignore: str | None,
    fail_on: str,
    baseline: Path | None,
    *,
    fix: bool,
    dry_run: bool,
) -> None:
    """Lint the vault: front matter, links, queries, rules, tests, ATT&CK identifiers."""
    target = find_target(vault, config_file)
    codes = _wanted(_codes(select), _codes(ignore))
    if dry_run and not fix:
        raise KbgenError("--dry-run: shows what --fix would change, and needs it")
    project = target.project()
    if dry_run:
        findings = _chosen(project.diagnostics, codes)
        report_fixes(show_fixes(project, findings, vault_prefix(target.vault), output), "would fix")
        sys.exit(_exit_code(findings, fail_on))
    if fix:
        tally = fix_vault(project, _chosen(project.diagnostics, codes))
        report_fixes(tally, "fixed")
        project = target.project() if tally.files else project
    before = read_file(baseline) if baseline is not None else b""
    coloured = is_terminal(output) and not os.environ.get("NO_COLOR")

    def answer() -> Answer:
        lost = _lost(project, read_baseline(before, str(baseline))) if baseline is not None else ()
        report = _report(target, project, codes, lost, show_source=show_source, coloured=coloured)
        talk = (_summary(report),) if form == "text" else ()
        return Answer(_FORMATS[form](report), talk, _exit_code(report.findings, fail_on))

    place = (str(repository_root(target.vault)), str(target.config_file))
    question = ("check", form, *place, str(coloured), fail_on, *codes, str(baseline))
    made = answer() if show_source else remembered(project, (*question, before), answer)
    give(made, output, for_people=form == "text")


def _exit_code(findings: Iterable[Diagnostic], fail_on: str) -> int:
    threshold = {"error": 0, "warning": 1, "never": -1}[fail_on]
    return 1 if any(finding.severity.rank <= threshold for finding in findings) else 0


def _chosen(findings: Iterable[Diagnostic], codes: dict[str, None]) -> tuple[Diagnostic, ...]:
    return tuple(finding for finding in findings if finding.code in codes)


def _codes(text: str | None) -> tuple[str, ...]:
    codes = tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())
    for code in codes:
        if not any(known.startswith(code) for known in CATALOGUE):
            raise KbgenError(f"{code}: no check has this code; kbgen explain lists all")
    return codes


def _wanted(chosen: tuple[str, ...], left_out: tuple[str, ...]) -> dict[str, None]:
    return dict.fromkeys(
        code
        for code in CATALOGUE
        if (not chosen or code.startswith(chosen)) and not (left_out and code.startswith(left_out))
    )


def _report(
    target: Target,
    project: Project,
    codes: dict[str, None],
    lost: Iterable[Diagnostic],
    *,
    show_source: bool,
    coloured: bool,
) -> Report:
    every = in_order((*project.diagnostics, *lost))
    findings = _chosen(every, codes)
    elsewhere = paths_elsewhere(target, (finding.location.path for finding in findings))
    root = repository_root(target.vault)
    files = {path: root / place for path, place in elsewhere.items()}
    return Report(
        findings,
        tuple(CATALOGUE[code] for code in codes),
        __version__,
        vault_prefix(target.vault),
        elsewhere,
        SourceLines(project, files).line,
        show_source,
        _paint if coloured else unpainted,
    )


def _lost(project: Project, before: Baseline) -> Iterator[Diagnostic]:
    return check_regressions(project.knowledge, compare(before, project.coverage, project.mounted.retired))


def _paint(text: str, role: Role) -> str:
    match role:
        case Role.ERROR:
            return click.style(text, fg="red", bold=True)
        case Role.WARNING:
            return click.style(text, fg="yellow", bold=True)
        case Role.INFO | Role.MARK:
            return click.style(text, fg="cyan", bold=True)
        case Role.CODE:
            return click.style(text, bold=True)
        case Role.PLACE:
            return text
        case Role.GUTTER:
            return click.style(text, dim=True)


def _summary(report: Report) -> str:
    counts = (f"{report.count(severity):,} {severity.value}" for severity in Severity)
    return f"{len(report.findings):,} findings: {', '.join(counts)}"
