"""KB124: which tags are nearly another one, and which are not."""

import pytest

from kbgen.checks.tags import is_near


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("detectoin_rule", "detection_rule"),
        ("detection-rule", "detection_rule"),
        ("detection_rules", "detection_rule"),
        ("execuction", "execution"),
        ("persitence", "persistence"),
        ("impcat", "impact"),
    ],
)
def test_one_or_two_letters_are_near(written: str, meant: str) -> None:
    assert is_near(written, meant)
    assert is_near(meant, written)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("execution", "execution"),
        ("exclusion", "execution"),
        ("recovery", "discovery"),
        ("compact", "impact"),
        ("cve_2021_44228", "cve_2021_44229"),
        ("t1059_001", "t1059_010"),
    ],
)
def test_other_words_and_other_numbers_are_not(one: str, two: str) -> None:
    assert not is_near(one, two)
