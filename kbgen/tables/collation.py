"""The order of texts in Dataview: JavaScript's ``localeCompare`` in the root locale.

Texts are compared by letters, then by accents, then by case, small letters first. Punctuation comes before symbols,
digits, letters; digits compare one by one. The order of ASCII is that of the Unicode CLDR root collation. Characters
beyond are decomposed, what is left of them is ordered by code point after the letters of ASCII.
"""

from functools import lru_cache
from typing import TypeAlias
from unicodedata import combining, normalize

CollationKey: TypeAlias = tuple[str, str, str]
"""What to compare texts by; equal keys mean equal texts."""

_ORDER = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"
_WEIGHTS = {
    **dict.fromkeys(range(0x20)),
    0x7F: None,
    **{ord(character): chr(weight) for weight, character in enumerate(_ORDER, 1)},
}
"""ASCII after lower-casing to weights; other control characters have none."""


@lru_cache(maxsize=16384)
def collation_key(text: str) -> CollationKey:
    """Return the key of a text."""
    accents = ""
    if not text.isascii():
        decomposed = normalize("NFD", text)
        text = "".join(character for character in decomposed if not combining(character))
        if len(text) < len(decomposed):
            accents = "".join(character if combining(character) else "\x00" for character in decomposed)
            accents = accents.rstrip("\x00")
    lowered = text.lower()
    case = "" if lowered == text else "".join(map(_is_upper, text)).rstrip("0")
    return lowered.translate(_WEIGHTS), accents, case


def _is_upper(character: str) -> str:
    return "1" if character.isupper() else "0"
