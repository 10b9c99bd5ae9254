"""``kbgen export``: writes the model in another format."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path

import click

from kbgen.cli.coverage_report import coverage_report
from kbgen.cli.output import write_data
from kbgen.cli.target import Target, find_target, vault_argument
from kbgen.coverage.model import Coverage
from kbgen.coverage.platforms import canonical
from kbgen.errors import KbgenError
from kbgen.exporters.coverage_csv import coverage_csv
from kbgen.exporters.coverage_json import coverage_json
from kbgen.exporters.coverage_markdown import coverage_markdown
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.graphml import graphml
from kbgen.exporters.navigator import Layer, LayerKind, layer_json

_COVERAGE: Mapping[str, Callable[[CoverageReport], str]] = {
    "json": coverage_json,
    "csv": coverage_csv,
    "markdown": coverage_markdown,
}
FORMATS = ("navigator", *_COVERAGE, "graphml")
"""What can be written."""


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@vault_argument
@click.option("-o", "--output", default="-", help="File to write; - is standard output.")
@click.option(
    "--layer",
    type=click.Choice([kind.value for kind in LayerKind]),
    help="What a layer for the Navigator shows; coverage when left out.",
)
@click.option("--platform", help="Only what is true on this platform, in a layer for the Navigator.")
def command(
    vault: Path | None,
    config_file: Path | None,
    form: str,
    output: str,
    layer: str | None,
    platform: str | None,
) -> None:
    r"""Write the model in another format.

    \b
    navigator   a layer for the ATT&CK Navigator
    json        the coverage of every technique, with its ties and reasons
    csv         the same as a table
    markdown    the same in brief
    graphml     the cross-reference graph
    """
    if form != "navigator" and (layer or platform):
        raise KbgenError(f"export {form}: --layer and --platform are for the format navigator")
    target = find_target(vault, config_file)
    if form == "graphml":
        write_data(graphml(target.project().graph.graph), output)
    elif form == "navigator":
        write_data(_layer(target, LayerKind(layer or LayerKind.COVERAGE.value), platform), output)
    else:
        write_data(_COVERAGE[form](coverage_report(target.project())), output)


def _layer(target: Target, kind: LayerKind, platform: str | None) -> str:
    report = coverage_report(target.project())
    name = "" if platform is None else _platform(report.coverage, platform)
    return layer_json(report, Layer(kind, name, report.site_url))


def _platform(coverage: Coverage, name: str) -> str:
    """Return the platform in scope that a name means, in any case and by any name that ATT&CK has given it.

    Raises:
        KbgenError: none in scope is called so.
    """
    for platform in coverage.platforms:
        if canonical(platform) == canonical(name) or platform.casefold() == name.casefold():
            return platform
    near = get_close_matches(name.casefold(), map(str.casefold, coverage.platforms), n=1)
    shown = [platform for platform in coverage.platforms if platform.casefold() in near]
    hint = f"did you mean {shown[0]}?" if shown else f"there are: {', '.join(coverage.platforms) or 'none'}"
    raise KbgenError(f"--platform {name}: no platform in scope is called so ({hint})")
