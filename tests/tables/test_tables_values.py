"""Numbers, texts and orders as JavaScript has them."""

import math

import pytest

from kbgen.tables.collation import collation_key
from kbgen.tables.javascript import fixed, index, part, rounded, units
from kbgen.tables.values import Link, LinkKind, folder_of, number_text, title_of, to_number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *(
            (1.0, "1"),
            (7.5, "7.5"),
            (0.1, "0.1"),
            (-0.0, "0"),
            (100.0, "100"),
            (1e20, "100000000000000000000"),
        ),
        *((1e21, "1e+21"), (1.5e-7, "1.5e-7"), (0.000001, "0.000001"), (math.nan, "NaN")),
        *((math.inf, "Infinity"), (-math.inf, "-Infinity")),
    ],
)
def test_numbers_are_written_as_in_javascript(number: float, text: str) -> None:
    assert number_text(number) == text


def test_numbers_too_large_are_infinite() -> None:
    assert to_number(10**400) == math.inf
    assert to_number(-(10**400)) == -math.inf


@pytest.mark.parametrize(
    ("number", "expected"),
    [(2.5, 3.0), (-2.5, -2.0), (0.49999999999999994, 0.0), (1e300, 1e300), (2.4, 2.0), (-0.6, -1.0)],
)
def test_halves_are_rounded_up(number: float, expected: float) -> None:
    assert rounded(number) == expected


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        *((16.555555, 2, "16.56"), (1.005, 2, "1.00"), (2.5, 0, "3"), (-2.5, 0, "-3"), (-0.001, 2, "-0.00")),
        *((0.0, 2, "0.00"), (-0.0, 2, "0.00"), (1e20, 1, "100000000000000000000.0")),
    ],
)
def test_fixed_decimals(number: float, digits: float, text: str) -> None:
    assert fixed(number, digits) == text


@pytest.mark.parametrize(
    ("number", "digits"), [(1.0, -1), (1.0, 101), (1.0, math.nan), (1e21, 2), (math.inf, 2)]
)
def test_fixed_decimals_that_javascript_refuses(number: float, digits: float) -> None:
    assert fixed(number, digits) is None


def test_lengths_count_utf16_units() -> None:
    assert units("abc") == 3
    assert units("é日") == 2
    assert units("a😀") == 3
    assert part("a😀b", 0, 1) == "a"
    assert part("a😀b", 1, 3) == "😀"
    assert part("a😀b", 1, 2) == "�"


@pytest.mark.parametrize(
    ("number", "from_end", "expected"),
    [
        (2.9, False, 2),
        (-1.0, False, 0),
        (-1.0, True, 4),
        (-9.0, True, 0),
        (9.0, True, 5),
        (math.nan, True, 0),
    ],
)
def test_offsets_are_clamped(number: float, from_end: bool, expected: int) -> None:
    assert index(number, 5, from_end=from_end) == expected


ORDERED = ["", " a", "_a", "-a", "(a)", "@a", "$a", "1", "10", "2", "a", "A", "á", "ab", "B", "ba", "Z", "ж"]


def test_texts_are_in_the_order_of_the_root_locale() -> None:
    shuffled = [*ORDERED[1::2], *ORDERED[::2]]
    assert sorted(shuffled, key=collation_key) == ORDERED


def test_case_and_accents_count_after_all_letters() -> None:
    assert sorted(["role", "rôle", "Role", "roles"], key=collation_key) == ["role", "Role", "rôle", "roles"]


def test_composed_and_decomposed_texts_are_equal() -> None:
    assert collation_key("é") == collation_key("e\u0301")
    assert collation_key("a") != collation_key("A")


def test_titles_and_folders_of_paths() -> None:
    assert title_of("a/b/c.md") == "c"
    assert title_of("a/b.png") == "b.png"
    assert folder_of("a/b/c.md") == "a/b"
    assert folder_of("c.md") == ""


@pytest.mark.parametrize(
    ("link", "label"),
    [
        (Link("a/b.md", exists=True), "b"),
        (Link("a/b.md", exists=True, text="shown"), "shown"),
        (Link("a/b.md", exists=True, fragment="Part", kind=LinkKind.HEADING), "b > Part"),
        (Link("gone", exists=False), "gone"),
    ],
)
def test_labels_of_links(link: Link, label: str) -> None:
    assert link.label == label
