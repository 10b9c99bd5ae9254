"""The order of results.

Specification: section 7 of the search language. Base names are compared decomposed, without combining marks and
case-folded; runs of digits by value and before any other character; ties are ordered by path.
"""

import re
from typing import TypeAlias
from unicodedata import combining, decimal, normalize

from kbgen.knowledge.searchable import Searchable

SortKey: TypeAlias = tuple[str, str]
"""What to sort files by: the encoded base name, then the path."""

_DIGITS = re.compile(r"\d+")
_NUMBER = "\x00"
"""Starts an encoded number, below every character of a name."""


def sort_key(file: Searchable) -> SortKey:
    """Return the key that puts files into the default order."""
    return name_key(file.base_name), file.path


def name_key(name: str) -> str:
    """Return a text whose order by code points is the order of names.

    A number becomes a mark, the count of its digits and the digits, so that a longer number is a larger text.
    """
    if name.isascii():
        plain = name.lower()
    else:
        decomposed = normalize("NFKD", name)
        plain = "".join(character for character in decomposed if not combining(character)).casefold()
    return _DIGITS.sub(_encoded, plain)


def _encoded(found: re.Match[str]) -> str:
    digits = "".join(str(decimal(character)) for character in found[0]).lstrip("0")
    return f"{_NUMBER}{chr(min(len(digits), 0x10FFFF))}{digits}"
