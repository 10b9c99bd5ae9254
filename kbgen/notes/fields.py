"""Typed fields of notes: lists, dates, and words of a closed vocabulary that may be unknown."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Generic, TypeVar

from kbgen.vault.yaml_node import YamlNode, YamlScalar, scalars

E = TypeVar("E", bound=Enum)
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?")


@dataclass(frozen=True, slots=True)
class Word(Generic[E]):
    """A word of a closed vocabulary as a note states it; an unknown one keeps its text."""

    text: str
    """As written; empty where the note states none."""
    value: E | None
    """The known member, or None."""

    @property
    def shown(self) -> str:
        """Return what readers see."""
        return self.value.value if self.value is not None else self.text or "unknown"

    @property
    def is_unknown(self) -> bool:
        """Tell whether a word is stated that the vocabulary does not have."""
        return bool(self.text) and self.value is None


def word(text: str, vocabulary: type[E]) -> Word[E]:
    """Return a stated word of a vocabulary, compared without case."""
    wanted = text.strip().casefold()
    return Word(text.strip(), next((member for member in vocabulary if member.value == wanted), None))


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as a note states it: ``2017-05-31`` or ``2020/10/13``, with or without a time."""

    text: str
    """As written; empty where the note states none."""
    value: date | None
    """The day, or None where the text is no date."""

    @property
    def iso(self) -> str:
        """Return the day as ``YYYY-MM-DD``, or an empty string."""
        return self.value.isoformat() if self.value else ""

    @property
    def shown(self) -> str:
        """Return what readers see: the day, or the text that is none."""
        return self.iso or self.text


def stated_date(text: str) -> StatedDate:
    """Return a date field from its text."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return StatedDate(text.strip(), None)
    try:
        return StatedDate(text.strip(), date(int(match[1]), int(match[2]), int(match[3])))
    except ValueError:
        return StatedDate(text.strip(), None)


def items(node: YamlNode | None) -> tuple[str, ...]:
    """Return a list field: a text separated by commas, a YAML list, or a list joined with `` - ``.

    Two generators of vaults join list items into one, ``- Linux - macOS``; such a one-element list is split
    again. Items are trimmed, empty ones dropped; a bare hyphen separates nothing.
    """
    texts = [scalar.text for scalar in scalars(node) if scalar.value is not None]
    if len(texts) == 1:
        texts = texts[0].split("," if isinstance(node, YamlScalar) else " - ")
    trimmed = (text.strip() for text in texts)
    return tuple(text for text in trimmed if text)
