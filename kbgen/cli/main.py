"""The command ``kbgen``: each subcommand has one module, which is imported only when it runs."""

import io
import sys
from importlib import import_module

import click

from kbgen import __version__
from kbgen.errors import KbgenError
from kbgen.memory import few_collections

COMMANDS = {
    "build": "Build the site.",
    "check": "Lint the vault.",
    "coverage": "Say what rules and tests cover, and gate a pipeline.",
    "explain": "Explain a check code.",
    "export": "Write the model in another format.",
    "graph": "Ask the cross-reference graph.",
    "import": "Write the notes of a source, or results, into a vault.",
    "query": "Answer a query as a query block would.",
    "serve": "Preview the site while you write.",
}
"""Name and one-line help of each command; ``kbgen.cli.<name>`` holds it as ``command``."""

_MODULES = {"import": "import_source"}
"""Modules of commands whose name is a word of Python."""


class _LazyGroup(click.Group):
    """A group that imports a command's module only when somebody asks for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"kbgen.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kbgen")
def cli() -> None:
    """Publish an ATT&CK knowledge base from a vault of Markdown notes, and check it.

    VAULT is a folder of notes, or a folder with a mkdocs.yml; the current folder when left out.
    """


def main() -> None:
    """Run the command line; what users do wrong ends in one line on standard error and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A letter that the terminal does not have is shown by its number, and is no reason to fail.
            stream.reconfigure(errors="backslashreplace")
    try:
        with few_collections():
            cli(prog_name="kbgen")
    except KbgenError as error:
        click.echo(f"kbgen: {error}", err=True)
        sys.exit(2)
