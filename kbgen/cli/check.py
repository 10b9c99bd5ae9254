"""``kbgen check``: lints the vault."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from kbgen.checks.catalogue import CATALOGUE
from kbgen.cli.target import find_target, vault_argument
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.errors import KbgenError


@click.command()
@vault_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("-o", "--output", default="-", help="File to write; - is standard output.")
@click.option("--select", help="Only these codes or families, such as KB1,KB411.")
@click.option("--ignore", help="Not these codes or families.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 where a finding is at least so severe.",
)
def command(
    vault: Path | None,
    config_file: Path | None,
    form: str,
    output: str,
    select: str | None,
    ignore: str | None,
    fail_on: str,
) -> None:
    """Lint the vault: front matter, links, queries, rules, tests, ATT&CK identifiers."""
    target = find_target(vault, config_file)
    chosen, left_out = _codes(select), _codes(ignore)
    findings = [
        finding
        for finding in target.project().diagnostics
        if (not chosen or finding.code.startswith(chosen))
        and not (left_out and finding.code.startswith(left_out))
    ]
    _write(_FORMATS[form](findings), output)
    if form == "text":
        click.echo(_summary(findings), err=True)
    threshold = {"error": 0, "warning": 1, "never": -1}[fail_on]
    sys.exit(1 if any(finding.severity.rank <= threshold for finding in findings) else 0)


def _codes(text: str | None) -> tuple[str, ...]:
    codes = tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())
    for code in codes:
        if not any(known.startswith(code) for known in CATALOGUE):
            raise KbgenError(f"{code}: no check has this code; kbgen explain lists all")
    return codes


def _text(findings: Sequence[Diagnostic]) -> str:
    return "".join(f"{finding.severity.value:7} {finding}\n" for finding in findings)


def _json(findings: Sequence[Diagnostic]) -> str:
    document = {
        "summary": {severity.value: _count(findings, severity) for severity in Severity},
        "diagnostics": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "message": finding.message,
                "path": finding.location.path,
                "line": finding.location.line,
                "column": finding.location.column,
                "hint": finding.hint,
            }
            for finding in findings
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


_FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {"text": _text, "json": _json}


def _count(findings: Sequence[Diagnostic], severity: Severity) -> int:
    return sum(1 for finding in findings if finding.severity is severity)


def _summary(findings: Sequence[Diagnostic]) -> str:
    counts = (f"{_count(findings, severity):,} {severity.value}" for severity in Severity)
    return f"{len(findings):,} findings: {', '.join(counts)}"


def _write(text: str, output: str) -> None:
    if output == "-":
        click.echo(text, nl=False)
        return
    try:
        with click.open_file(output, "w", encoding="utf-8", atomic=True) as file:
            file.write(text)
    except OSError as error:
        raise KbgenError(f"{output}: cannot be written ({error.strerror})") from None
