"""Query blocks: recognition, range and columns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import QueryBlock

PREFIXES = [">", "> ", ">  ", "> > ", ">>"]


def queries(text: str, first_line: int = 1) -> list[QueryBlock]:
    return [item for item in parse_body(text, first_line).references if isinstance(item, QueryBlock)]


@pytest.mark.parametrize("fence", ["```", "````", "~~~", "~~~~~"])
@pytest.mark.parametrize("info", ["query", "query ", "query\t", " query", "query x", "query  x y"])
def test_what_is_a_query_block(fence: str, info: str) -> None:
    (query,) = queries(f"{fence}{info}\ntag: a\n{fence}")
    assert (query.text, query.info) == ("tag: a\n", info.strip())


@pytest.mark.parametrize("info", ["Query", "QUERY", "queries", "query:", "{query}", "", "x query", "`query"])
def test_what_is_none(info: str) -> None:
    assert queries(f"~~~{info}\ntag: a\n~~~") == []


def test_another_spelling_is_a_code_block_of_that_language() -> None:
    (block,) = parse_body("```Query\ntag: a\n```", 1).code_blocks
    assert block.language == "query"


def test_the_range_of_a_block() -> None:
    closed, unclosed = queries("x\n\n```query\na\n```\n\n~~~query\nb", 11)
    assert (closed.line, closed.end_line) == (13, 15)
    assert (unclosed.line, unclosed.end_line) == (17, 18)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PREFIXES[:3]), st.text("ab: >-", max_size=8)), max_size=6))
def test_columns_point_at_the_text_of_each_line(rows: list[tuple[str, str]]) -> None:
    lines = ["> ```query", *(prefix + text for prefix, text in rows), "> ```"]
    (query,) = queries("\n".join(lines))
    body = query.text.split("\n")[:-1]
    assert len(query.columns) == len(body) == len(rows)
    for line, text, column in zip(lines[1:-1], body, query.columns, strict=True):
        assert line[column - 1 :] == text
        assert set(line[: column - 1]) <= {">", " "}


def test_a_tab_that_is_partly_indentation() -> None:
    (query,) = queries("- ```query\n\ta\n  b\n  ```")
    assert query.columns == (2, 3)


def test_a_query_block_is_no_code_block() -> None:
    assert parse_body("```query\na\n```", 1).code_blocks == ()
