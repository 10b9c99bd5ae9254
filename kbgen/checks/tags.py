"""KB124 and KB125: tags that are nearly another tag, and tags that stand in several cases."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Fix, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.markup.tag import Tag
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.tactics import ENTERPRISE
from kbgen.settings import Kinds
from kbgen.source import Location

CHECKS = (
    Check(
        "KB124",
        "tag is nearly another one",
        Severity.WARNING,
        "Only one or two notes have the tag, and a letter or two make it one that tells a kind, names a tactic or stands "
        "in many notes; queries for that one do not find them.",
        "tags: [detectoin_rule]",
        "Correct the tag.",
    ),
    Check(
        "KB125",
        "tag stands in several cases",
        Severity.INFO,
        "Most notes of the same kind write the tag otherwise. Queries find both, but lists of tags show one of them.",
        "tags: [T1046] in one rule, and t1046 in the others",
        "Write the tag as most notes do.",
    ),
)
_RARE = 2
_COMMON = 10
"""Notes that carry a tag for which others may be misspelt."""
_SHORTEST = 5
_LONG = 8
"""Letters from which on a tag may differ in two places."""
_CLEAR = 2
"""How many times as often the usual case of a tag must stand."""


_PAIRS = 200_000
"""Pairs of tags of which a process remembers whether they are near: most stay from one look at a vault to the next."""


def check_tags(knowledge: KnowledgeBase, kinds: Kinds) -> Iterator[Diagnostic]:
    """Yield tags of the vault that are probably meant otherwise.

    Args:
        knowledge: all notes.
        kinds: which tags tell the kind of a note.
    """
    own = [note for note in knowledge.notes.values() if not note.document.source]
    yield from _near_misses(own, knowledge, kinds)
    yield from _cases(own)


@lru_cache(_PAIRS)
def is_near(one: str, two: str) -> bool:
    """Tell whether one case-folded tag may be a misspelt other one: one edit, in long ones two.

    An edit inserts, deletes or changes a letter, or swaps two neighbours. Digits have to be the same, in order.
    """
    most = 1 if min(len(one), len(two)) < _LONG else 2
    if abs(len(one) - len(two)) > most or _digits(one) != _digits(two):
        return False
    return 0 < _distance(one, two) <= most


def _near_misses(own: Iterable[Note], knowledge: KnowledgeBase, kinds: Kinds) -> Iterator[Diagnostic]:
    telling = {*kinds.technique, *kinds.detection_rule, *kinds.atomic_test}
    telling |= {tactic.shortname.replace("-", "_") for tactic in ENTERPRISE}
    common = {key for key, use in knowledge.tags.items() if len(use.paths) >= _COMMON}
    targets = sorted(key for key in telling | common if key.isascii() and len(key) >= _SHORTEST)
    meant: dict[str, str] = {}
    for key, use in knowledge.tags.items():
        if len(use.paths) <= _RARE and len(key) >= _SHORTEST and key not in telling and key[0] != "_":
            near = [
                target for target in targets if is_near(key, target) and not _is_number(key, target, telling)
            ]
            if near:
                best = min(near, key=lambda target: (_distance(key, target), target))
                meant[key] = knowledge.tags[best].name if best in knowledge.tags else best
    for note in own if meant else ():
        for tag in note.tags:
            better = meant.get(tag.name.casefold())
            if better is not None:
                place = Location(note.path, tag.line, tag.column)
                message = f'tag "{tag.name}" is nearly "{better}", and hardly any note has it'
                yield Diagnostic(
                    "KB124", Severity.WARNING, message, place, f"write {better}, if that is meant"
                )


def _is_number(key: str, target: str, telling: set[str]) -> bool:
    """Tell whether two tags are singular and plural of a word that tells nothing."""
    return target not in telling and (key == f"{target}s" or target == f"{key}s")


def _cases(own: Iterable[Note]) -> Iterator[Diagnostic]:
    own = tuple(own)
    spellings: dict[tuple[Kind, str], Counter[str]] = {}
    for note in own:
        for tag in note.tags:
            spellings.setdefault((note.kind, tag.name.casefold()), Counter())[tag.name] += 1
    usual = {key: best for key, counts in spellings.items() if (best := _usual(counts))}
    for note in own if usual else ():
        for tag in note.tags:
            better = usual.get((note.kind, tag.name.casefold()))
            if better is not None and better != tag.name:
                yield _case(note, tag, better)


def _usual(counts: Mapping[str, int]) -> str:
    """Return the spelling that most notes use, or an empty text where there is one only or none stands out."""
    if len(counts) < len("ab"):
        return ""
    best, second = sorted(counts, key=lambda name: (-counts[name], name))[:2]
    return best if counts[best] >= _CLEAR * counts[second] else ""


def _case(note: Note, tag: Tag, better: str) -> Diagnostic:
    line = note.document.text.split("\n", tag.line)[tag.line - 1]
    column = tag.column + (line[tag.column - 1 : tag.column] == "#")
    stands = line.startswith(tag.name, column - 1)
    message = f'tag "{tag.name}" is written "{better}" in most notes of this kind'
    place = Location(note.path, tag.line, tag.column)
    fix = Fix(tag.line, column, tag.name, better) if stands else None
    return Diagnostic("KB125", Severity.INFO, message, place, f"write {better}", fix)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _distance(one: str, two: str) -> int:
    """Return the number of edits between two texts, a swap of neighbours being one (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(two) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, other in enumerate(two, start=1):
            cost = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == two[column - 2] and one[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]
