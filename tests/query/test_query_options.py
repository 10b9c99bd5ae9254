"""Option lines: what they set, and that they leave every offset where it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.query.faults import FaultName
from kbgen.query.options import Options, Sort, split_options
from kbgen.query.read import read
from kbgen.source import Span


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("title: My rules ", Options(title="My rules")),
        ("title:x", Options(title="x")),
        ("collapsed: true", Options(collapsed=True)),
        ("collapsed:false", Options()),
        ("hideTitle: true", Options(hide_title=True)),
        ("hideResults:\ttrue", Options(hide_results=True)),
        ("context: true", Options(context=True)),
        ("renderMarkdown: true", Options(render_markdown=True)),
        ("sort: alphabetical", Options()),
        ("sort: alphabeticalReverse", Options(sort=Sort.ALPHABETICAL_REVERSE)),
    ],
)
def test_option(line: str, options: Options) -> None:
    found, query, notices = split_options(f"tag:a\n{line}\ntag:b")
    assert found == options
    assert query == f"tag:a\n{' ' * len(line)}\ntag:b"
    assert not notices


@pytest.mark.parametrize(
    "line", ["limit: 5", "Title: x", " title: x", "title:", "hidetitle: true", "sort :x"]
)
def test_no_option(line: str) -> None:
    assert split_options(line) == (Options(), line, ())


def test_the_last_line_of_a_key_counts() -> None:
    assert split_options("title: a\ntitle: b\ncollapsed: true\ncollapsed: false")[0] == Options(title="b")


@pytest.mark.parametrize(
    ("body", "value", "hint"),
    [
        ("tag:a\ncollapsed: True", "True", "true"),
        ("context: 1 ", "1", "known values: true, false"),
        ("sort: alphabeticl", "alphabeticl", "alphabetical"),
    ],
)
def test_unknown_value_is_the_default_with_a_warning(body: str, value: str, hint: str) -> None:
    options, _, (notice,) = split_options(body)
    assert options == Options()
    assert (notice.name, notice.code) == (FaultName.OPTION_VALUE, "KB414")
    assert body[notice.span.start : notice.span.end] == value
    assert hint in notice.hint


@pytest.mark.parametrize("sort", [s for s in Sort if not s.value.startswith("alpha")])
def test_file_times_are_not_reproducible(sort: Sort) -> None:
    options, _, (notice,) = split_options(f"sort: {sort.value}")
    assert options.sort is sort
    assert (notice.code, notice.span) == ("KB415", Span(6, 6 + len(sort.value)))


def test_faults_are_located_in_the_body() -> None:
    body = "title: x\ntag:a\n(b"
    fault = read(body).fault
    assert fault is not None
    assert body[fault.span.start :] == "(b"


def test_words_are_the_query_without_options() -> None:
    assert read("collapsed: true\ntag:  a\n tag: b ").words == "tag: a tag: b"


@given(
    st.lists(st.sampled_from(("title: x", "sort: y", "tag:a", "", "collapsed: é", "ß")), max_size=6).map(
        "\n".join
    )
)
def test_the_query_is_as_long_as_the_body(body: str) -> None:
    _, query, _ = split_options(body)
    assert len(query) == len(body)
    assert [query[at] for at, character in enumerate(body) if character == "\n"] == ["\n"] * body.count("\n")
