"""Which selections a condition names."""

import pytest

from kbgen.sources.sigma_condition import unknown_names

SELECTIONS = ("selection", "selection_img", "filter_main_a", "keywords", "sel-1", "a.b")


@pytest.mark.parametrize(
    "condition",
    [
        "selection",
        "selection and not filter_main_a",
        "(selection AND (keywords or Not filter_main_a))",
        "1 of selection*",
        "all of them",
        "any of filter_*_a",
        "1 of selection_* and not 1 of filter_*",
        "sel-1 or a.b",
        "keywords | count(User) by Host > 10",
        "selection | near keywords and nothing",
        "not(selection)or(keywords)",
        "1 of them and selection",
        "",
    ],
)
def test_names_that_there_are(condition: str) -> None:
    assert list(unknown_names(condition, SELECTIONS)) == []


@pytest.mark.parametrize(
    ("condition", "unknown"),
    [
        ("selektion", ["selektion"]),
        ("selection and filter and filter", ["filter"]),
        ("1 of filter_opt_*", ["filter_opt_*"]),
        ("Selection", ["Selection"]),
        ("selection* and keywords", ["selection*"]),
        ("1 of sel[e]ction", ["sel[e]ction"]),
        ("them_all or (x)", ["them_all", "x"]),
    ],
)
def test_names_that_there_are_not(condition: str, unknown: list[str]) -> None:
    assert list(unknown_names(condition, SELECTIONS)) == unknown
