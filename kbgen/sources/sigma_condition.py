"""Which selections the condition of a Sigma rule names. Specification: Sigma 2.1, condition.

Grammar, as far as it is read::

    condition  = expression [ "|" aggregation ]        ; an aggregation names fields, no selections
    expression = words, "and" | "or" | "not", parentheses
    word       = selection | ( number | "all" | "any" ) "of" ( pattern | "them" )

A pattern is a selection's name with ``*`` for any characters.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

NO_SELECTIONS = frozenset({"condition", "timeframe"})
"""Names in a detection that are no selections."""
_WORD = re.compile(r"[^\s()|]+")
_OPERATORS = frozenset({"and", "or", "not", "of", "all", "any", "them"})


def unknown_names(condition: str, selections: Iterable[str]) -> Iterator[str]:
    """Yield the names and patterns in a condition that no selection has, each once, in their order."""
    known = tuple(selections)
    seen: set[str] = set()
    for name, is_pattern in _names(condition.partition("|")[0]):
        if name in seen:
            continue
        seen.add(name)
        is_known = any(_matches(item, name) for item in known) if is_pattern else name in known
        if not is_known:
            yield name


def _names(expression: str) -> Iterator[tuple[str, bool]]:
    previous = ""
    for word in _WORD.findall(expression):
        lower = word.lower()
        if lower not in _OPERATORS and not word.isdecimal():
            yield word, previous == "of"
        previous = lower


def _matches(selection: str, pattern: str) -> bool:
    return fnmatchcase(selection, pattern.replace("[", "[[]").replace("?", "[?]"))
