"""Tables as PowerShell, spreadsheets and purple-team tools write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.evidence_text import EvidenceError, Text
from kbgen.sources.results_table import Table, read_table


def table(text: str) -> Table:
    return read_table(Text("t.csv", text, "utf-8"))


def rows(found: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.place.line, row.cells) for row in found.rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    found = table(f'"a{separator}b"{separator}c\n1{separator}"2"\n')
    assert found.columns == (f"a{separator}b", "c")
    assert rows(found) == [(2, ("1", "2"))]


def test_lines_before_the_columns_are_read_past_and_count() -> None:
    found = table('#TYPE System.Management.Automation.PSCustomObject\nsep=;\n\n"a";"b"\n1;2\n')
    assert found.columns == ("a", "b")
    assert rows(found) == [(5, ("1", "2"))]
    assert table('"sep=;"\na;b\n1;2\n').columns == ("a", "b")


def test_cells_of_several_lines_keep_the_lines_of_what_follows() -> None:
    found = table('a,b\n"1\nwith ""quotes"", and\n\nmore",2\n3,4\n')
    assert rows(found) == [(2, ('1\nwith "quotes", and\n\nmore', "2")), (6, ("3", "4"))]


def test_empty_rows_and_repeated_columns_are_read_past() -> None:
    assert rows(table("a,b\n\n,\n1,2\na,b\n3,4\n")) == [(4, ("1", "2")), (6, ("3", "4"))]


def test_short_rows_are_filled_and_long_ones_left_out_with_their_line() -> None:
    found = table("a,b\n1\n1,2,\n1,2,3\n")
    assert rows(found) == [(2, ("1", "")), (3, ("1", "2"))]
    assert [str(item) for item in found.left_out] == ["t.csv:4: the row has 3 cells and the table 2 columns"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.csv:1: the file is empty"),
        ("\n\n", "t.csv:1: the file is empty"),
        (
            'a,b\n1,2\n"3,4\n5,6\n',
            "t.csv:3: the row that begins here is damaged: a quotation mark is opened and never",
        ),
        ('a,b\n"1"x,2\n', "t.csv:2: the row that begins here is damaged"),
        ("a,b\n" + "x" * 140_000 + ",1\n", "t.csv:2: the row that begins here is damaged: field larger"),
    ],
)
def test_a_damaged_table_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(EvidenceError) as refused:
        table(text)
    assert str(refused.value).startswith(message)


@given(st.text(alphabet='a,;\n"\t|1 '))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        table(text)
    except EvidenceError as error:
        assert str(error).startswith("t.csv:")  # noqa: PT017
