r"""Writes the front matter of notes from texts of third parties: always valid YAML, on one line each.

Grammar::

    text = '"' *( printable character | "\" escape ) '"'
    list = "[" [ tag *( ", " tag ) ] "]"
"""

import re
from collections.abc import Iterable

_PLAIN_TAG = re.compile(r"[a-z][a-z0-9_/-]*", re.IGNORECASE)
_WORDS = frozenset("true false null yes no on off y n".split())
"""Words that YAML, or YAML 1.1, does not take for texts."""
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quoted(text: str) -> str:
    """Return a text between double quotes; whatever is not printable is written as an escape."""
    return f'"{"".join(map(_written, text))}"' if not _is_simple(text) else f'"{text}"'


def tag_list(tags: Iterable[str]) -> str:
    """Return tags as a list in brackets, each once; empty ones are left out."""
    return f"[{', '.join(_tag(tag) for tag in dict.fromkeys(tags) if tag)}]"


def _tag(tag: str) -> str:
    return tag if _PLAIN_TAG.fullmatch(tag) and tag.lower() not in _WORDS else quoted(tag)


def _is_simple(text: str) -> bool:
    return text.isprintable() and '"' not in text and "\\" not in text


def _written(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
