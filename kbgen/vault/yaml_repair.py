r"""Texts that YAML 1.2 allows and PyYAML refuses, rewritten character by character so that it accepts them.

A rewritten text has the same length and the same lines as the original: all places stay right.

* Control characters, byte order marks and the separators U+0085, U+2028 and U+2029 (no line breaks in YAML 1.2)
  become private-use characters before the parse and return afterwards.
* A tab between tokens becomes a space, but only where the parser stumbled over it: one inside a text stays.
* A colon or question mark that begins a text in brackets (``[::1, ?x]``) becomes a private-use character.
* A hyphen that ends a line after a name (``level: -``), a list of one absent value, becomes another.
* An escaped surrogate pair (``"\uD83D\uDE00"``, as JSON writers make them) becomes two of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from kbgen.vault.yaml_events import ParserRefusalError, Place

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_SURROGATES = re.compile(r"[uU][dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_WHITE_SPACE = frozenset(" \t\n")
_NOTHING_MORE = re.compile(r"[ \t]*(?:\n|[ \t]#)")
_NO_TEXT = frozenset(" \t\n,[]{}")
_PRIVATE_USE = 0x100000
_SHORT_PRIVATE_USE = 0xE000
"""The private-use characters that an escape of four digits can name."""


@dataclass(frozen=True, slots=True)
class ParserText:
    """A text as the parser sees it, and the way back."""

    text: str
    stand_ins: tuple[tuple[str, str], ...] = ()
    """One or two private-use characters, and the character that they stand for."""
    blanked: tuple[tuple[Place, int], ...] = ()
    """Runs of tabs that became spaces: where each begins, and the index after it."""
    hyphen: str = ""
    """The stand-in of a hyphen that is a list of one absent value; empty where there is none."""

    def original(self, text: str) -> str:
        """Return a piece of the parsed text with its own characters."""
        for stand_in, character in self.stand_ins:
            text = text.replace(stand_in, character)
        return text


def prepare(text: str) -> ParserText:
    """Return a text with stand-ins for what the parser refuses or would take for a line break.

    The text gets a line end at its end, without which a last ``|`` block would lose its own.
    """
    text = text if text.endswith("\n") else text + "\n"
    unfit = sorted(set(_UNFIT.findall(text)))
    if not unfit:
        return ParserText(text)
    stand_ins = tuple(zip(_unused(text, _PRIVATE_USE), unfit, strict=False))
    table = {ord(character): stand_in for stand_in, character in stand_ins}
    return ParserText(text.translate(table), stand_ins)


def repair(source: ParserText, refusal: ParserRefusalError) -> ParserText | None:
    """Return a text that gets the parser past something that is right in YAML 1.2; None for a real fault."""
    index = refusal.at.offset
    match source.text[index : index + 1]:
        case "\t":
            return _blank_tabs(source, refusal.at)
        case "-" if source.text[index + 1 : index + 2] in _WHITE_SPACE:
            return _replace_hyphen(source, index)
        case ":" | "?" as mark if source.text[index + 1 : index + 2] not in _NO_TEXT:
            return _replace_mark(source, index, mark)
        case _:
            return _replace_pair(source, index)


def _blank_tabs(source: ParserText, at: Place) -> ParserText | None:
    end = at.offset
    while source.text[end : end + 1] in {" ", "\t"}:
        end += 1
    before = source.text[at.offset - at.column : at.offset]
    if not before.strip(" ") and source.text[end : end + 1] not in {"", "\n", "#"}:
        return None
    text = source.text[: at.offset] + " " * (end - at.offset) + source.text[end:]
    return replace(source, text=text, blanked=(*source.blanked, (at, end)))


def _replace_mark(source: ParserText, index: int, mark: str) -> ParserText:
    stand_in = next(_unused(source.text, _PRIVATE_USE))
    text = source.text[:index] + stand_in + source.text[index + 1 :]
    return replace(source, text=text, stand_ins=((stand_in, mark), *source.stand_ins))


def _replace_hyphen(source: ParserText, index: int) -> ParserText | None:
    if not _NOTHING_MORE.match(source.text, index + 1):
        return None
    stand_in = source.hyphen or next(_unused(source.text, _PRIVATE_USE))
    text = source.text[:index] + stand_in + source.text[index + 1 :]
    return replace(source, text=text, hyphen=stand_in)


def _replace_pair(source: ParserText, index: int) -> ParserText | None:
    # The parser stops behind the backslash and the letter.
    found = _SURROGATES.match(source.text, max(index - 1, 0))
    if found is None:
        return None
    high, low = int(found[0][1:5], 16), int(found[0][7:11], 16)
    character = chr(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF))
    taken = source.text + "".join(stand_in for stand_in, _ in source.stand_ins)
    free = _unused(taken, _SHORT_PRIVATE_USE)
    first, second = next(free), next(free)
    text = f"{source.text[: found.start()]}u{ord(first):04x}\\u{ord(second):04x}{source.text[found.end() :]}"
    return replace(source, text=text, stand_ins=((first + second, character), *source.stand_ins))


def _unused(text: str, start: int) -> Iterator[str]:
    used = set(text)
    return (chr(code) for code in count(start) if chr(code) not in used)
