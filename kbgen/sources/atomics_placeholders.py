"""The placeholders of commands: ``#{name}``. Commands are text; they are never run.

Grammar::

    placeholder = "#{" name "}"            ; the name of an input argument, without "}" and line breaks

Names are compared as Atomic Red Team's executor compares them: every character counts, its case included.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kbgen.sources.atomics_model import InputArgument

LONGEST = 200_000
"""Characters that a command with its defaults may have: a few lines can stand for gigabytes."""
_PLACEHOLDER = re.compile(r"#\{([^}\n]+)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a command whose defaults are filled in."""

    text: str
    name: str = ""
    """The argument whose default it is, or the placeholder that it still is; empty for what the command says itself."""
    is_known: bool = True
    """False for a placeholder without an argument, which stays."""


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names of a text's placeholders, each once, in their order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def filled_in(command: str, arguments: Iterable[InputArgument]) -> tuple[Piece, ...] | None:
    """Return a command with the defaults of its arguments filled in, as the pieces that it is joined from.

    A placeholder without an argument stays. The executor replaces one argument after the other in no fixed order, so
    that a placeholder inside of a default is replaced when its turn comes later; here it always is, once.

    Returns:
        The pieces, none of them empty; None where they would be longer than ``LONGEST``.
    """
    written = {argument.name: argument.default for argument in arguments}
    values = {name: _joined(_pieces(default, written), default) for name, default in written.items()}
    pieces = _pieces(command, values)
    return pieces if _length(pieces) <= LONGEST else None


def _pieces(text: str, values: Mapping[str, str]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        value = values.get(match[1])
        found.append(Piece(text[position : match.start()]))
        found.append(Piece(match[0] if value is None else value, match[1], value is not None))
        position = match.end()
    return tuple(piece for piece in (*found, Piece(text[position:])) if piece.text)


def _joined(pieces: tuple[Piece, ...], otherwise: str) -> str:
    return "".join(piece.text for piece in pieces) if _length(pieces) <= LONGEST else otherwise


def _length(pieces: tuple[Piece, ...]) -> int:
    return sum(len(piece.text) for piece in pieces)
