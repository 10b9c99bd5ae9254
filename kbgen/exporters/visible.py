"""Makes text from notes safe for a terminal or a page: nothing in it moves the cursor, hides or turns other text."""

import re

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_NAMES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    r"""Return a text in one line, in which each control character stands as an escape such as ``\x1b``.

    Control characters are those of Unicode, line and paragraph separators, marks that change the direction of
    writing, lone surrogates and the two characters that no text may hold.
    """
    return _UNSAFE.sub(_escape, text)


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters; one that is cut ends in an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    return _NAMES.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
