"""Writes the front matter of notes: plain where that is safe, between double quotes everywhere else.

What is written means the same text to readers of YAML 1.1 and 1.2. A plain value begins with a letter, holds nothing
that has a meaning in YAML, and is no word such as ``yes`` or ``null``.
"""

import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[A-Za-z][\w ./()&'+@$-]*(?<! )", re.ASCII)
_PLAIN_IN_LINE = re.compile(r"[A-Za-z][\w ,./()&'+@$-]*(?<! )", re.ASCII)
_URL = re.compile(r"https?://[A-Za-z0-9._~/%?&=+@:-]*[A-Za-z0-9_/](?:#[A-Za-z0-9._-]+)?")
_VERBATIM = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,6}(?:\.\d{1,6})*")
_WORDS = frozenset("true false null yes no on off y n".split())
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\xa0\xad\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]')


def scalar(text: str) -> str:
    """Return a text as the value of a property."""
    plain = _PLAIN_IN_LINE.fullmatch(text) or _URL.fullmatch(text)
    return text if plain and text.casefold() not in _WORDS else quoted(text)


def verbatim(text: str) -> str:
    """Return a day or a version without quotes, as the seed's notes have them; any other text as `scalar` does."""
    return text if _VERBATIM.fullmatch(text) else scalar(text)


def flow_list(items: Iterable[str]) -> str:
    """Return texts as a list in brackets."""
    return f"[{', '.join(_item(item) for item in items)}]"


def quoted(text: str) -> str:
    r"""Return a text between double quotes, on one line, with escapes for what is no printable character."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _item(text: str) -> str:
    plain = _PLAIN.fullmatch(text)
    return text if plain and text.casefold() not in _WORDS else quoted(text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in '"\\':
        return f"\\{character}"
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
