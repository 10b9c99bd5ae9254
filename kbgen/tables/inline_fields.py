"""Which inline fields, ``Key:: value``, Dataview may find in a note.

Dataview looks for them in every line, code and front matter included: ``[key:: value]`` and ``(key:: value)`` anywhere,
and ``key:: value`` where the key is all that stands before it; the lines of a list item count as one. Whether a line is
an item, and how its value is read, is not repeated here: every name that could be a field is listed, no other.
"""

import re

_MAX_LINES = 20
"""Lines of a list item over which a key may run."""
_BRACKETED = re.compile(r"[\[(]([^\[\]()]{0,500}?)::")
_RUN = re.compile(r"[\w\s/\-\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]*")
_EMPHASIS = "_*~`"
_SHORTHAND = re.compile(
    "([\u2795\u2705\u23f3\u231b\ufe0f\U0001f4c5\U0001f4c6\U0001f5d3\U0001f6eb])\\s*\\d{4}-\\d{2}-\\d{2}"
)
_SHORTHANDS = {
    "\u2795": "created",
    "\u2705": "completion",
    "\u23f3": "scheduled",
    "\u231b": "scheduled",
    "\U0001f6eb": "start",
}
_WINDOW = 2000
"""Characters before a ``::`` that can be its key."""


def possible_fields(text: str) -> frozenset[str]:
    """Return the names, as written, that Dataview may take for inline fields of a note.

    Args:
        text: the whole note.
    """
    names: set[str] = set()
    if not text.isascii():
        names.update(_SHORTHANDS.get(found[1], "due") for found in _SHORTHAND.finditer(text))
    if "::" not in text:
        return frozenset(names)
    names.update(" ".join(found[1].split()) for found in _BRACKETED.finditer(text))
    at = text.find("::")
    while at >= 0:
        names.update(_keys(text[max(0, at - _WINDOW) : at]))
        at = text.find("::", at + 1)
    names.discard("")
    return frozenset(names)


def _keys(before: str) -> list[str]:
    """Return the keys that the text before a ``::`` may be, over one line or several."""
    whole = before.rstrip()
    return [key for ending in {whole, whole.rstrip(_EMPHASIS)} for key in _endings(ending)]


def _endings(before: str) -> list[str]:
    backwards = _RUN.match(before[::-1])
    lines = backwards[0][::-1].split("\n")[-_MAX_LINES:] if backwards else []
    words = [" ".join(line.split()) for line in lines]
    keys = [" ".join(filter(None, words[start:])) for start in range(len(words))]
    return [stripped for key in keys for stripped in (key, key.lstrip("-/ "))]
