"""Where the result of a command goes: to a file, whole or not at all, or to standard output."""

import os
import sys
from pathlib import Path

import click

from kbgen.errors import KbgenError
from kbgen.vault.write import replace_file

STANDARD_OUTPUT = "-"


def is_terminal(output: str) -> bool:
    """Tell whether what goes to an output is read on a terminal by a person."""
    return output == STANDARD_OUTPUT and sys.stdout.isatty()


def read_file(path: Path) -> bytes:
    """Return the content of a file that an option names.

    Raises:
        KbgenError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise KbgenError(f"{path}: cannot be read ({error.strerror})") from None


def write_text(text: str, output: str) -> None:
    """Write a text for people; on standard output in the terminal's encoding, with the colours that it has.

    Raises:
        KbgenError: the file cannot be written.
    """
    if output == STANDARD_OUTPUT:
        click.echo(text, nl=False)
    else:
        write_data(text, output)


def write_data(text: str, output: str) -> None:
    """Write a text for programs, as UTF-8 on every system; a lone surrogate becomes an escape.

    Raises:
        KbgenError: the file cannot be written.
    """
    data = text.encode("utf-8", "backslashreplace")
    if output == STANDARD_OUTPUT:
        click.echo(data, nl=False)
        return
    path = Path(output)
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            replace_file(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise KbgenError(f"{output}: cannot be written ({error.strerror})") from None
