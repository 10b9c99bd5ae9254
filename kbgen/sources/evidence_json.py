"""JSON of evidence and results, taken apart with the places of its values."""

import json
from collections.abc import Iterator

from kbgen.source import LineIndex, Location
from kbgen.sources.evidence_text import EvidenceError, Text

_SPACE = " \t\n"
_DECODER = json.JSONDecoder()


class JsonReader:
    """Reads the values of a text one after the other."""

    def __init__(self, text: Text) -> None:
        self._text = text.text
        self._name = text.name
        self._lines = LineIndex(text.text)
        self._at = self._after_space(0)

    def values(self) -> Iterator[object]:
        """Yield the values that stand behind one another, as in logs that are added to.

        Raises:
            EvidenceError: this is no JSON, nested too deeply, or nothing at all; the message names the place.
        """
        if self._at == len(self._text):
            raise EvidenceError(f"{self._name}:1: the file is empty")
        while self._at < len(self._text):
            yield self._value()

    def elements(self) -> Iterator[tuple[Location, object]]:
        """Yield the elements of the one list that the text is, each with its place; raises what `values` raises."""
        self._expect("[", "a list, which begins with [")
        first = True
        while self._text[self._at : self._at + 1] != "]":
            if not first:
                self._expect(",", "a comma, or ] at the end of the list")
            first = False
            place = self._place(self._at)
            yield place, self._value()
        self._expect("]", "]")
        if self._at < len(self._text):
            raise EvidenceError(f"{self._place(self._at)}: nothing may follow the list")

    def _value(self) -> object:
        try:
            value, end = _DECODER.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise EvidenceError(f"{self._place(error.pos)}: this is no valid JSON: {error.msg}") from None
        except (ValueError, RecursionError):
            raise EvidenceError(f"{self._place(self._at)}: this value cannot be read") from None
        self._at = self._after_space(end)
        return value

    def _expect(self, mark: str, wanted: str) -> None:
        if self._text[self._at : self._at + 1] != mark:
            raise EvidenceError(f"{self._place(self._at)}: expected {wanted}")
        self._at = self._after_space(self._at + 1)

    def _after_space(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in _SPACE:
            at += 1
        return at

    def _place(self, at: int) -> Location:
        return Location(self._name, *self._lines.position(at))
