"""Where the result of a command goes: to a file, whole or not at all, or to standard output."""

import os
import sys
import tempfile
from pathlib import Path

import click

from kbgen.errors import KbgenError

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
            _replace(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise KbgenError(f"{output}: cannot be written ({error.strerror})") from None


def _replace(path: Path, data: bytes) -> None:
    """Write a regular file in one step, so that no reader ever sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kbgen-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
