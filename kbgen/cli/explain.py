"""``kbgen explain``: what a check code means."""

from collections.abc import Callable, Iterator

import click

from kbgen.checks.catalogue import CATALOGUE, FAMILIES
from kbgen.checks.check import Check
from kbgen.errors import KbgenError


@click.command()
@click.argument("code", required=False)
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
def command(code: str | None, form: str) -> None:
    """Explain CODE: what it means, an example, the way out. Without CODE, list all codes."""
    if code is not None and code.upper() not in CATALOGUE:
        raise KbgenError(f"{code}: no check has this code; kbgen explain lists all")
    one, every = _FORMATS[form]
    click.echo("\n".join(every() if code is None else one(CATALOGUE[code.upper()])))


def _text(check: Check) -> Iterator[str]:
    yield f"{check.code} {check.title} ({check.severity.value})"
    yield f"\n{check.meaning}"
    if check.example:
        yield "\nExample:"
        yield from (f"    {line}" for line in check.example.split("\n"))
    yield f"\nWay out: {check.way_out}"


def _text_of_all() -> Iterator[str]:
    for family, checks in FAMILIES:
        yield family
        yield from (f"  {check.code}  {check.severity.value:7}  {check.title}" for check in checks)


def _markdown(check: Check) -> Iterator[str]:
    yield f"### {check.code} {check.title}\n"
    yield f"Severity: {check.severity.value}. {check.meaning}\n"
    if check.example:
        yield f"````text\n{check.example}\n````\n"
    yield f"{check.way_out}\n"


def _markdown_of_all() -> Iterator[str]:
    yield "# Checks\n"
    yield "What `kbgen check` and the health page report, by code. `kbgen explain CODE` prints the same.\n"
    for family, checks in FAMILIES:
        yield f"## {family}\n"
        for check in checks:
            yield from _markdown(check)


_FORMATS: dict[str, tuple[Callable[[Check], Iterator[str]], Callable[[], Iterator[str]]]] = {
    "text": (_text, _text_of_all),
    "markdown": (_markdown, _markdown_of_all),
}
