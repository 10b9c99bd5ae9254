"""The leaves that look for characters: words, phrases and regular expressions, made ready to run.

Specification: section 4.2 of the search language.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from kbgen.query.assumptions import DEFAULT_RULES, Rules
from kbgen.query.entry import Unit
from kbgen.query.regex import Budget
from kbgen.query.syntax import Phrase, Regex, TextTerm, Word

Test: TypeAlias = Callable[[Unit], bool]
"""Says whether a text satisfies something."""

Find: TypeAlias = Callable[[str, int], tuple[int, int] | None]
"""Returns the first match in a text from an offset on."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds while a term is matched, besides the term."""

    rules: Rules = DEFAULT_RULES
    budget: Budget = field(default_factory=Budget)
    sensitive: bool = False
    """Whether case matters."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text term that is ready to run."""

    test: Test
    find: Find | None
    """Finds matches in ``raw`` or ``folded``; None for the phrase that matches everything."""
    folded: bool
    """Whether ``find`` takes case-folded texts."""


def compile_term(term: TextTerm, conditions: Conditions) -> Leaf:
    """Return a text term that is ready to run.

    Raises:
        QueryError: by its ``test`` and ``find``, where a regular expression uses up the time.
    """
    match term:
        case Word(text=text):
            return _word(text, conditions)
        case Phrase(text=""):
            return Leaf(lambda _: True, None, folded=False)
        case Phrase(text=text):
            return _phrase(text, conditions)
        case Regex():
            return _regex(term, conditions)
        case _:
            assert_never(term)


def compile_exact(term: Word | Phrase, conditions: Conditions) -> Test:
    """Return a test whether a text is a word or phrase, from end to end."""
    if conditions.sensitive:
        return lambda unit: unit.raw == term.text
    wanted = term.text.casefold()
    return lambda unit: unit.folded == wanted


def is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a match is not a part of a longer word on either side."""
    return not (start > 0 and _joined(text[start - 1], text[start])) and not (
        end < len(text) and _joined(text[end - 1], text[end])
    )


def _word(text: str, conditions: Conditions) -> Leaf:
    wanted = text if conditions.sensitive else text.casefold()

    def find(searched: str, start: int) -> tuple[int, int] | None:
        found = searched.find(wanted, start)
        return None if found < 0 else (found, found + len(wanted))

    if conditions.sensitive:
        return Leaf(lambda unit: wanted in unit.raw, find, folded=False)
    return Leaf(lambda unit: wanted in unit.folded, find, folded=True)


def _phrase(text: str, conditions: Conditions) -> Leaf:
    wanted = text if conditions.sensitive else text.casefold()
    whole = conditions.rules.whole_word_phrases

    def find(searched: str, start: int) -> tuple[int, int] | None:
        found = searched.find(wanted, start)
        while found >= 0:
            end = found + len(wanted)
            if not whole or is_whole(searched, found, end):
                return found, end
            found = searched.find(wanted, found + 1)
        return None

    if conditions.sensitive:
        return Leaf(lambda unit: find(unit.raw, 0) is not None, find, folded=False)
    return Leaf(lambda unit: find(unit.folded, 0) is not None, find, folded=True)


def _regex(node: Regex, conditions: Conditions) -> Leaf:
    sensitive = conditions.sensitive or not conditions.rules.regex_ignores_case
    budget = conditions.budget

    def find(searched: str, start: int) -> tuple[int, int] | None:
        return budget.search(node, searched, start, sensitive=sensitive)

    return Leaf(lambda unit: find(unit.raw, 0) is not None, find, folded=False)


def _joined(left: str, right: str) -> bool:
    """Return whether two neighbours belong to one word."""
    return _is_word(left) and _is_word(right) and not (_is_unspaced(left) or _is_unspaced(right))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


_UNSPACED = (
    (0x1100, 0x11FF),  # Hangul Jamo
    (0x2E80, 0x2FDF),  # Han radicals
    (0x3005, 0x3007),  # Han iteration mark, closing mark, zero
    (0x3021, 0x3029),  # Han numerals
    (0x3038, 0x303B),  # Han numerals, iteration mark
    (0x3041, 0x30FF),  # Hiragana, Katakana
    (0x3131, 0x318E),  # Hangul compatibility Jamo
    (0x31F0, 0x31FF),  # Katakana extensions
    (0x3400, 0x4DBF),  # Han extension A
    (0x4E00, 0x9FFF),  # Han
    (0xA960, 0xA97C),  # Hangul Jamo extended A
    (0xAC00, 0xD7FB),  # Hangul syllables, Jamo extended B
    (0xF900, 0xFAFF),  # Han compatibility
    (0xFF66, 0xFFDC),  # half-width Katakana and Hangul
    (0x1AFF0, 0x1B16F),  # Kana extensions
    (0x20000, 0x3FFFF),  # Han extensions
)
"""Code points of the scripts that do not put white space between words."""


def _is_unspaced(character: str) -> bool:
    code = ord(character)
    return code >= 0x1100 and any(first <= code <= last for first, last in _UNSPACED)
