"""Tables of inputs, as Atomic Red Team renders them and as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.notes.inputs_table import read_inputs
from kbgen.sources.atomics_model import InputArgument

HEAD = "| Name | Description | Type | Default Value |\n|------|-------------|------|---------------|\n"


def inputs(text: str) -> list[tuple[str, str, str, str]]:
    found = read_inputs(text.split("\n"), 1)
    return [(item.name, item.description, item.type, item.default) for item in found]


def default(cell: str) -> str:
    ((_, _, _, found),) = inputs(f"{HEAD}| a | b | string | {cell} |")
    return found


def test_each_row_is_an_input_with_its_line_in_the_file() -> None:
    text = f"Words before.\n\n{HEAD}| host | Host to ask. | string | 127.0.0.1|\n| p | | Path |  |\n\nWords behind."
    assert read_inputs(text.split("\n"), 20) == (
        InputArgument("host", "Host to ask.", "string", "127.0.0.1", 24),
        InputArgument("p", "", "Path", "", 25),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No table.",
        "| Name |",
        "| Name |\n| x |",
        HEAD,
        "Name | Description\n--|--\na | b",
        f"{HEAD}| | b | c | d |",
    ],
)
def test_what_is_no_table_of_inputs_has_none(text: str) -> None:
    assert inputs(text) == []


def test_columns_are_known_by_their_heads() -> None:
    text = "| Type | Default | Name | More |\n|--|--|--|--|\n| path | /var/x | folder | x |\n"
    assert inputs(text) == [("folder", "", "path", "/var/x")]


def test_unknown_heads_are_those_of_the_usual_table() -> None:
    assert inputs("| Was | Warum | Art | Wert |\n|-|-|-|-|\n| a | b | url | c |") == [("a", "b", "url", "c")]


def test_a_missing_cell_is_empty() -> None:
    assert inputs(f"{HEAD}| a | b |") == [("a", "b", "", "")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| a | b | string | one || two | three|", ("a", "b", "string", "one || two | three")),
        ("| a | own|share|x | String | Own|", ("a", "own|share|x", "String", "Own")),
        ("| a | b | words | one | two|", ("a", "b", "words", "one | two")),
        (r"| a | b | string | one \| two |", ("a", "b", "string", "one | two")),
        ("| a | first\nsecond. | string | c|", ("a", "first\nsecond.", "string", "c")),
        ("| a | first\n\nthird. | string | c|", ("a", "first\n\nthird.", "string", "c")),
        ("| a | b | string | one\n|", ("a", "b", "string", "one")),
    ],
)
def test_rows_with_pipes_and_of_several_lines(row: str, expected: tuple[str, str, str, str]) -> None:
    after = ("z", "", "url", "y")
    assert inputs(f"{HEAD}{row}\n| z | | url | y |\n") == [expected, after]


def test_a_row_that_no_pipe_ends_stays_one_line() -> None:
    assert inputs(f"{HEAD}| a | b | string | c\n| d | e | path | f\n\nText.\n") == [
        ("a", "b", "string", "c"),
        ("d", "e", "path", "f"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("C:&#92;Temp&#92;_x", "C:\\Temp\\_x"),
        (r"C:\Temp\_x", r"C:\Temp\_x"),
        (r"C:\Temp\..\x\*", r"C:\Temp\..\x\*"),
        (r"\\host", r"\\host"),
        (r"C:\\Temp\\x", r"C:\Temp\x"),
        (r"\*\_\[x\]", "*_[x]"),
        ("one<br>two<br/>", "one\ntwo\n"),
        ("a&#32;&#32;b &amp; &lt;c>", "a  b & <c>"),
        ("`127.0.0.1`", "127.0.0.1"),
        (r"`a \| b`", "a | b"),
        ("`date` and `time`", "`date` and `time`"),
        ("`ls &#124; wc`", "`ls | wc`"),
        (r"\`date\`", "`date`"),
        ("*x* _y_ <z>", "*x* _y_ <z>"),
        ("#{folder}/x", "#{folder}/x"),
    ],
)
def test_a_cell_is_read_as_it_is_meant(cell: str, expected: str) -> None:
    assert default(cell) == expected


@given(st.text(alphabet="|\n-`\\ ab&#<br>;", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for item in read_inputs((HEAD + text).split("\n"), 1):
        assert item.name
        assert item.line > 2
