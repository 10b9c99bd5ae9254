"""Turns notes into bytes for the cache and for other processes, and back.

Bytes are a pickle of which only values come back: data classes and enumerations of kbgen, and dates. A
pickle that names anything else is refused, so that a cache that somebody tampered with runs nothing.
"""

import io
import pickle
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from kbgen.notes.note import Note

_FAULTS = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)
"""What Python may raise for bytes that are no pickle."""


def to_bytes(note: Note) -> bytes:
    """Return a note as bytes."""
    return pickle.dumps(note, pickle.HIGHEST_PROTOCOL)


def from_bytes(data: bytes) -> Note | None:
    """Return the note that was stored; None where the bytes are something else."""
    try:
        value = _Reader(io.BytesIO(data)).load()
    except _FAULTS:
        return None
    return value if isinstance(value, Note) else None


class _Reader(pickle.Unpickler):
    """Reads values of known classes."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class that a note may hold.

        Raises:
            pickle.UnpicklingError: it is another.
        """
        try:
            return _CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a note") from None


def _collect(hint: Any, found: dict[tuple[str, str], type]) -> None:  # noqa: ANN401 (any type)
    """Add the classes that values of a type may hold."""
    for part in get_args(hint):
        _collect(part, found)
    kind = get_origin(hint) or hint
    if not isinstance(kind, type) or not (is_dataclass(kind) or issubclass(kind, (Enum, date))):
        return
    name = (kind.__module__, kind.__qualname__)
    if name not in found:
        found[name] = kind
        for part in get_type_hints(kind).values() if is_dataclass(kind) else ():
            _collect(part, found)


_CLASSES: dict[tuple[str, str], type] = {}
"""All classes of values that a note may hold, by module and name."""
_collect(Note, _CLASSES)
