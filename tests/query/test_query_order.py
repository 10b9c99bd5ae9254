"""The order of results."""

from hypothesis import given
from hypothesis import strategies as st

from kbgen.knowledge.searchable import Searchable
from kbgen.query.order import name_key, sort_key


def in_order(paths: list[str]) -> list[str]:
    return [file.path for file in sorted((Searchable(path, is_note=True) for path in paths), key=sort_key)]


def test_numbers_by_value_and_before_letters() -> None:
    expected = ["2.md", "10.md", "010a.md", "a.md", "a1.md", "a02.md", "a2 b.md", "a10.md", "a a.md"]
    assert in_order(sorted(expected, reverse=True)) == expected


def test_case_and_accents_are_ignored_and_ties_ordered_by_path() -> None:
    expected = ["z/École.md", "ecole 2.md", "ÉCOLE 10.md", "F.md", "a/Straße.md", "b/strasse.md"]
    assert in_order(sorted(expected)) == expected


def test_ties_are_ordered_by_path() -> None:
    assert in_order(["b/é.md", "a/e.md", "E.md"]) == ["E.md", "a/e.md", "b/é.md"]
    assert name_key("Ａ１") == name_key("a1") == name_key("á01")


def test_folders_and_extensions_do_not_count() -> None:
    assert in_order(["a/c.md", "b/b.md", "c/a.png"]) == ["c/a.png", "b/b.md", "a/c.md"]


@given(st.integers(0, 10**30), st.integers(0, 10**30), st.text("0", max_size=3))
def test_numbers_of_any_size_compare_by_value(left: int, right: int, zeros: str) -> None:
    assert (name_key(f"x{zeros}{left}") < name_key(f"x{right}")) == (left < right)


def test_a_name_of_any_length_has_a_key() -> None:
    assert name_key("9" * 10_000) > name_key("8" * 10_000)
