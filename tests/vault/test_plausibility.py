"""Which readings of a line look like Western text."""

import pytest

from kbgen.vault.plausibility import implausibility


@pytest.mark.parametrize(
    "line", ["plain ASCII", "end.\xa0Next", "“quoted” text", "it’s", "1990–2000", "═══", "Größe"]
)
def test_ordinary_text_costs_nothing(line: str) -> None:
    assert implausibility(line) == 0


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("end.\xa0Next", "end.ÿNext"),
        ("Doppelgänger", "Doppelg„nger"),
        ("Doppelgänger", "DoppelgÑnger"),
        ("Doppelgänger", "Doppelg\x84nger"),
        ("café", "cafΘ"),
        ("café", "cafÚ"),
        ("“hello”", "ôhelloö"),
        ("2010–2015", "2010û2015"),
        ("naïve", "na╗ve"),
        ("─────", "╠╧╒╘╙"),
        ("a word", "a \ufffdword"),
    ],
)
def test_the_right_reading_is_the_more_plausible_one(better: str, worse: str) -> None:
    assert implausibility(better) < implausibility(worse)


@pytest.mark.parametrize("line", ["мир", "ìèð", "日本", "òóôõ"])
def test_words_without_a_letter_of_ascii_are_not_western(line: str) -> None:
    assert implausibility(line) > len(line)
