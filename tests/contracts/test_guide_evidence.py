"""The guide's page on evidence names everything that tables of results may hold."""

from pathlib import Path

from kbgen.coverage.verdict import Reason
from kbgen.sources.evidence import Outcome
from kbgen.sources.evidence_file import KEYS
from kbgen.sources.results_columns import DEFAULT_COLUMNS
from kbgen.sources.results_outcomes import WORDS

PAGE = Path(__file__).resolve().parents[2] / "content" / "guide" / "evidence.md"


def rows() -> dict[str, list[str]]:
    """Return the first cell of each table row, without code marks, to its other cells."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {first.strip("`"): rest for first, *rest in cells}


def test_every_field_is_listed_with_its_columns_in_order() -> None:
    found = rows()
    for field, names in DEFAULT_COLUMNS.items():
        assert found[field.value][1].split(", ") == list(names)


def test_every_word_is_listed_with_its_outcome() -> None:
    found = {word: cells[0] for words, cells in rows().items() for word in words.split(", ")}
    for word, outcome in WORDS.items():
        assert found[word].startswith(f"`{outcome.value}`" if outcome else "not run")


def test_every_outcome_and_reason_is_explained() -> None:
    assert {outcome.value for outcome in Outcome} <= set(rows())
    text = PAGE.read_text(encoding="utf-8")
    for reason in (Reason.NEVER_EXERCISED, Reason.NEVER_DETECTED, Reason.STALE_EVIDENCE):
        assert f"`{reason.value}`" in text


def test_the_example_has_keys_that_are_known() -> None:
    example = PAGE.read_text(encoding="utf-8").partition("```json")[2].partition("```")[0]
    assert '{"date":' in example
    assert all(f'"{key}"' in example for key in KEYS if key not in {"technique", "note"})
