"""``kbgen coverage``: what is covered, what is not, and gates for pipelines."""

from collections.abc import Sequence
from pathlib import Path

import click

from kbgen.cli.coverage_report import coverage_report
from kbgen.cli.output import read_file, write_data, write_text
from kbgen.cli.remembered import Answer, give, remembered
from kbgen.cli.target import find_target, vault_argument
from kbgen.coverage.baseline import read_baseline
from kbgen.coverage.gates import read_gate
from kbgen.coverage.summary import Dimension
from kbgen.coverage.what_if import what_if
from kbgen.errors import KbgenError
from kbgen.exporters.coverage_formats import COVERAGE_FORMATS
from kbgen.exporters.coverage_text import complaints, is_below
from kbgen.exporters.coverage_what_if import what_if_json, what_if_text
from kbgen.project import Project

_FORMATS = dict(COVERAGE_FORMATS)
_ANSWERS = {"text": what_if_text, "json": what_if_json}


@click.command()
@vault_argument
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option("-o", "--output", default="-", help="File to write; - is standard output.")
@click.option(
    "--by",
    multiple=True,
    type=click.Choice([dimension.value for dimension in Dimension]),
    help="Numbers for each tactic, platform or threat group as well; may be given several times.",
)
@click.option(
    "--min",
    "minimums",
    multiple=True,
    metavar="FACT[.DIMENSION.VALUE]=PERCENT",
    help="Exit with 1 where less is covered, such as claimed=60 or testable.tactic.execution=40.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="An earlier report as JSON; exit with 1 where a technique has lost a verdict since.",
)
@click.option(
    "--what-if",
    "question",
    metavar="without=LOG_SOURCE|with=LOG_SOURCE|best",
    help="What would go dark or open if a log source were lost or collected, or which one to collect next.",
)
@click.option("--plan", "threat", help="The shortest way to cover what a threat group or software uses.")
def command(
    vault: Path | None,
    config_file: Path | None,
    form: str,
    output: str,
    by: Sequence[str],
    minimums: Sequence[str],
    baseline: Path | None,
    question: str | None,
    threat: str | None,
) -> None:
    """Say which techniques rules and tests cover, on which platforms, and why others are gaps."""
    if question is not None:
        _answer(find_target(vault, config_file).project(), question, form, output)
        return
    gates = [read_gate(text) for text in dict.fromkeys(minimums)]
    earlier = read_file(baseline) if baseline is not None else b""
    before = read_baseline(earlier, str(baseline)) if baseline is not None else None
    project = find_target(vault, config_file).project()
    dimensions = [Dimension(name) for name in dict.fromkeys(by)]

    def answer() -> Answer:
        report = coverage_report(project, by=dimensions, gates=gates, before=before, threat=threat)
        talk = tuple(complaints(report)) if form != "text" else ()
        return Answer(_FORMATS[form](report), talk, 1 if is_below(report) else 0)

    asked = (*(each.value for each in dimensions), "", *minimums, "", str(threat), str(baseline), earlier)
    made = remembered(project, ("coverage", form, *asked), answer)
    give(made, output, for_people=form == "text")


def _answer(project: Project, question: str, form: str, output: str) -> None:
    if form not in _ANSWERS:
        raise KbgenError(
            f"--what-if: the format {form} has no answer to a question; use {' or '.join(_ANSWERS)}"
        )
    answer = what_if(project.coverage, project.analytics, question)
    write = write_text if form == "text" else write_data
    write(_ANSWERS[form](answer), output)
