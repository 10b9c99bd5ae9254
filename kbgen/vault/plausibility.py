"""Judges whether the characters outside ASCII of a line look like text that people in the West have written."""

from unicodedata import category, name

WRONG = 10.0
"""No text holds this: a control character, or no character at all."""
ODD = 4.0
"""Next to never in this place: a capital in the middle of a word, a bracket between letters."""
RARE = 2.0
"""Possible, but rare."""
UNUSUAL = 0.5
SLIGHT = 0.25
"""Decides between readings that are else equally good, such as a quotation mark and a letter around a word."""

_COMMON_SIGNS = frozenset("…•°§©®™€£·«»×±½¼¾²³¹¿¡ºªµ–—’‘“”„‚‹›\u00a0\u00ad")
_INSIDE_WORDS = frozenset("’–—·\u00a0\u00ad")
_OPENING = frozenset("“‘„‚«‹¿¡")
_CLOSING = frozenset("”’»›…")
_LONE_LETTERS = frozenset("àÀéÉèÈóÓòÒôöÖäÄåÅøØíìæÆ")
_FOREIGN_RUN = 3
"""No Western text has so many different characters outside ASCII in a row."""


def implausibility(line: str) -> float:
    """Return the sum over the line's characters outside ASCII: 0 for a plausible line, up to 10 for each."""
    total = 0.0
    run = 0
    before = " "
    for character, after in zip(line, line[1:] + " ", strict=True):
        if character.isascii():
            run = 0
        else:
            run += character != before
            total += _judge(character, before, after)
            if run >= _FOREIGN_RUN:
                total += ODD
        before = character
    return total


def _judge(character: str, before: str, after: str) -> float:
    kind = category(character)
    if character == "\ufffd" or kind in {"Cc", "Cn", "Co"}:
        return WRONG
    if kind[0] == "L" and character not in _COMMON_SIGNS:
        return _judge_letter(character, before, after)
    if "\u2500" <= character <= "\u259f":  # lines and blocks of DOS drawings come in runs
        return 0.0 if character in {before, after} else RARE
    return _judge_sign(character, before, after)


def _judge_letter(character: str, before: str, after: str) -> float:
    if character == "ƒ" or not name(character, "").startswith("LATIN "):
        return ODD
    if before.isdigit() and after.isdigit():
        return ODD
    if not before.isalpha() and not after.isalpha():
        return UNUSUAL if character in _LONE_LETTERS and before.isspace() else RARE
    if character.isupper() and before.islower():
        return ODD
    if character.islower() and not before.isalpha() and after.isupper():
        return ODD
    return 0.0 if before.isalpha() and after.isalpha() else SLIGHT


def _judge_sign(character: str, before: str, after: str) -> float:
    inside = before.isalpha() and after.isalpha()
    if inside:
        return 0.0 if character in _INSIDE_WORDS else ODD
    if character in _OPENING and not before.isalnum() and not after.isspace():
        return 0.0
    if character in _CLOSING and not before.isspace():
        return 0.0
    if character in _OPENING or character in _CLOSING:
        return RARE
    return 0.0 if character in _COMMON_SIGNS else RARE
