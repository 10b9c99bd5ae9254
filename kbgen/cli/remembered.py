"""The answer of a command from the cache, where nothing on which it depends has changed since."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import click
import msgspec

from kbgen.cache import key
from kbgen.cli.output import write_data, write_text
from kbgen.fingerprint import fingerprint
from kbgen.project import Project

_GROUP = "answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says."""

    data: str
    """What goes to its output."""
    talk: tuple[str, ...]
    """Lines for standard error."""
    exit_code: int


def remembered(project: Project, question: tuple[str | bytes, ...], answer: Callable[[], Answer]) -> Answer:
    """Return the answer to a question about a project: the last one, or a new one.

    Args:
        project: its files and settings count as part of the question.
        question: the command, its options, and all else on which the answer depends.
        answer: makes the answer; what it raises is passed on.
    """
    name = key(fingerprint(project), *question)
    stored = project.cache.get(_GROUP, name)
    if stored is not None:
        try:
            return msgspec.msgpack.decode(stored, type=Answer)
        except msgspec.MsgspecError:
            stored = None
    made = answer()
    try:
        project.cache.put(_GROUP, name, msgspec.msgpack.encode(made))
    except UnicodeError:
        # Half a character, as file names may hold, cannot be stored.
        return made
    return made


def give(answer: Answer, output: str, *, for_people: bool) -> NoReturn:
    """Write an answer, and end the command.

    Args:
        answer: what the command says.
        output: where its data go: a file, or ``-`` for standard output.
        for_people: whether a person reads them, and no program.

    Raises:
        KbgenError: the file cannot be written.
    """
    write = write_text if for_people else write_data
    write(answer.data, output)
    for line in answer.talk:
        click.echo(line, err=True)
    sys.exit(answer.exit_code)
