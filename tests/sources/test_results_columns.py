"""Which column holds what."""

import pytest

from kbgen.sources.evidence_text import EvidenceError, Text
from kbgen.sources.results_columns import DEFAULT_COLUMNS, Columns, Field, find_columns, no_day, plain
from kbgen.sources.results_table import Table, read_table


def table(text: str) -> Table:
    return read_table(Text("t.csv", text, "utf-8"))


def columns(text: str, **stated: str) -> tuple[Table, Columns]:
    found = table(text)
    return found, find_columns(
        found, {key.replace("_", " "): value for key, value in stated.items()}, "t.csv"
    )


def test_usual_names_are_understood_whatever_their_case_spaces_and_punctuation() -> None:
    found, places = columns(
        "test case name,MITRE_ID,outcome,DETECTION DATE,Detecting-Tool,Guid\na,b,c,d,e,f\n"
    )
    wanted = (Field.NAME, Field.TECHNIQUE, Field.OUTCOME, Field.DATE, Field.TOOL, Field.TEST)
    assert [places.text(found.rows[0], field) for field in wanted] == list("abcdef")


def test_no_name_is_understood_as_two_things() -> None:
    names = [plain(name) for names in DEFAULT_COLUMNS.values() for name in names]
    assert sorted(names) == sorted(set(names))
    assert set(DEFAULT_COLUMNS) == set(Field)


def test_the_first_text_of_several_columns_counts() -> None:
    found, places = columns("Detection Date,Attack Start\n2,1\n2,\n,\n3,\n")
    assert [places.text(row, Field.DATE) for row in found.rows] == ["1", "2", "3"]
    assert list(places.texts(found.rows, Field.DATE)) == ["1", "2", "2", "3"]


def test_what_is_stated_comes_instead_of_what_is_understood() -> None:
    found, places = columns("Name,Outcome,What we saw\na,b,c\n", What_we_saw="outcome", Outcome="note")
    row = found.rows[0]
    assert (places.text(row, Field.OUTCOME), places.text(row, Field.NOTE)) == ("c", "b")


def test_a_column_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(
        EvidenceError, match=r"t\.csv:1: there is no column 'Resultt'; the columns are: Name, Result"
    ):
        columns("Name,Result\n", Resultt="outcome")


def test_a_field_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(
        EvidenceError, match="'verdict' is no field; fields are date, test, name, technique, outcome"
    ):
        columns("Name,Result\n", Result="verdict")


def test_what_is_wrong_with_a_date_is_said() -> None:
    assert no_day("") == "the row has no date"
    assert no_day("soon") == "'soon' is no date"
    assert "--day-first or --month-first" in no_day("1/2/2026")
