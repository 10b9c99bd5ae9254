"""Words and phrases."""

import pytest

from kbgen.query.assumptions import Rules
from kbgen.query.entry import Unit
from kbgen.query.syntax import Phrase, TextTerm, Word
from kbgen.query.text_terms import Conditions, compile_exact, compile_term, is_whole


def matches(term: TextTerm, text: str, *, sensitive: bool = False, rules: Rules | None = None) -> bool:
    conditions = Conditions(rules or Rules(), sensitive=sensitive)
    return compile_term(term, conditions).test(Unit(text))


@pytest.mark.parametrize(
    ("word", "text", "insensitive", "sensitive"),
    [
        ("fox", "foxes", True, True),
        ("Fox", "a fOX", True, False),
        ("straße", "STRASSE", True, False),
        ("ÉA", "éa", True, False),
        ("σας", "ΣΑΣ", True, False),
        ("ox x", "fox x", True, True),
        ("é", "e\u0301", False, False),
        ("fox", "fo x", False, False),
    ],
)
def test_word_is_found_anywhere(word: str, text: str, insensitive: bool, sensitive: bool) -> None:
    assert matches(Word(word), text) is insensitive
    assert matches(Word(word), text, sensitive=True) is sensitive


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("test", "a test.", True),
        ("test", "testing", False),
        ("test", "attest", False),
        ("test", "testing a test", True),
        ("test", "test_case", False),
        ("test", "test-case", True),
        ("test", "test1", False),
        ("a b", "a b", True),
        ("a b", "a  b", False),
        ("-test", "a-test", True),
        ("test-", "test-a", True),
        ("(x)", "f(x)g", True),
        ("é", "né", False),
        ("日", "日本", True),
        ("test", "日test本", True),
        ("a本", "xa本", False),
        ("か", "たかな", True),
        ("カ", "タカナ", True),
        ("한", "대한민", True),
        ("Я", "МЯ", False),
        ("a\nb", "a\nb", True),
        ("", "", True),
    ],
)
def test_phrase_is_found_as_whole_words(phrase: str, text: str, found: bool) -> None:
    assert matches(Phrase(phrase), text) is found


def test_phrase_may_be_a_part_under_other_rules() -> None:
    assert matches(Phrase("est"), "testing", rules=Rules(whole_word_phrases=False))


def test_phrase_minds_case_when_asked() -> None:
    assert matches(Phrase("Test"), "test")
    assert not matches(Phrase("Test"), "test", sensitive=True)


def test_whole_is_judged_on_both_sides() -> None:
    assert is_whole("a b", 0, 1)
    assert not is_whole("ab", 0, 1)
    assert not is_whole("ab", 1, 2)
    assert is_whole("ab", 0, 2)


def test_exact_is_from_end_to_end() -> None:
    assert compile_exact(Word("Ab"), Conditions())(Unit("aB"))
    assert not compile_exact(Word("Ab"), Conditions())(Unit("aBc"))
    assert not compile_exact(Word("Ab"), Conditions(sensitive=True))(Unit("aB"))
    assert compile_exact(Phrase("Ab"), Conditions(sensitive=True))(Unit("Ab"))
