"""The tag that was probably meant by one that no note has."""

import re
from difflib import get_close_matches

from kbgen.query.index import Index

_CUTOFF = 0.7
_SEPARATORS = re.compile(r"[-_./\s]+")


def nearest_tag(key: str, index: Index) -> str | None:
    """Return the nearest tag of the vault to a case-folded one, as its notes spell it, or None.

    Tags that differ in separators only come first: ``T1059.001`` means ``T1059_001``.
    """
    bare = _SEPARATORS.sub("", key)
    if not bare:
        return None
    same = sorted(tag for tag in index.tags if _SEPARATORS.sub("", tag) == bare and tag != key)
    if same:
        return index.spelling(same[0])
    longest = 1 + len(key) * (2 / _CUTOFF - 1)
    candidates = sorted(tag for tag in index.tags if tag and len(tag) <= longest and tag != key)
    near = get_close_matches(key, candidates, n=1, cutoff=_CUTOFF)
    return index.spelling(near[0]) if near else None
