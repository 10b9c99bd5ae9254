"""No text of a block, and no note, makes the stage raise; faults stand inside the text."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kbgen.tables.base_vocabulary import FUNCTIONS as BASE_FUNCTIONS
from kbgen.tables.base_vocabulary import METHODS, UNSUPPORTED_METHODS
from kbgen.tables.bases import answer_base
from kbgen.tables.dataview import answer_dataview
from kbgen.tables.dql_function_table import FUNCTIONS
from kbgen.tables.faults import Malformed, Unsupported
from kbgen.tables.inline_fields import possible_fields
from kbgen.tables.results import Answer, Listing, Table
from kbgen.tables.tables import Tables
from kbgen.tables.values import File, Object, Unknown, Value

MakeTables = Callable[[Mapping[str, str]], Tables]

WORLD = {
    "a/one.md": "---\ntags: [x, y/z]\nn: 1\ns: text\nd: 2024-01-02\nl: [1, b, null]\nk: '[[two]]'\nm: {p: 1}\n---\n[[two]] #w\n",
    "a/two.md": "---\nn: -3.5\ns: ''\nb: true\nl: []\n---\n![[pic.png]] [[gone]]\nfield:: here\n",
    "three.md": "---\nbroken: [\n---\n",
    "pic.png": "",
}


@pytest.fixture(scope="module")
def tables(make_tables: MakeTables) -> Tables:
    return make_tables(WORLD)


def check(answer: Answer, text: str) -> None:
    """State what holds of every answer."""
    match answer:
        case Malformed(message=message, span=span) | Unsupported(message=message, span=span):
            assert message
            assert 0 <= span.start <= span.end <= len(text)
        case Table(columns=columns, rows=rows):
            assert all(len(row) == len(columns) for row in rows)
            assert all(shown(cell) for row in rows for cell in row)
        case Listing(items=items):
            assert isinstance(items, tuple)


def shown(value: Value) -> bool:
    """Return whether a value can stand in a cell."""
    match value:
        case tuple():
            return all(map(shown, value))
        case Object(entries=entries, partial=partial):
            return not partial and all(
                not isinstance(entry, Unknown) and shown(entry) for entry in entries.values()
            )
        case File():
            return False
        case _:
            return True


def joined(words: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words), max_size=25).map(" ".join)


DQL_WORDS = [
    *("TABLE", "LIST", "WITHOUT ID", "FROM", "WHERE", "SORT", "LIMIT", "GROUP BY", "FLATTEN", "AS", "DESC"),
    *("and", "or", "-", "!", "(", ")", "[", "]", "{", "}", ",", ":", ".", "=", "!=", "<", "+", "*", "/", "%"),
    *(
        "#x",
        "#y/z",
        '"a"',
        '"a/two"',
        "[[two]]",
        "outgoing([[one]])",
        "n",
        "s",
        "d",
        "l",
        "k",
        "m",
        "rows",
        "key",
    ),
    *(
        "file",
        "file.link",
        "file.tags",
        "file.ctime",
        "this",
        "row",
        "1",
        "-2.5",
        '"t"',
        "true",
        "null",
        "//c\n",
    ),
    *(f"{name}(" for name in FUNCTIONS),
]
BASE_WORDS = [
    *("n", "s", "d", "l", "k", "m", "b", "tags", "file", "file.name", "note.n", "this", "formula.f", "value"),
    *(
        "&&",
        "||",
        "==",
        "!=",
        "<",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "!",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "1",
        "'t'",
    ),
    *("true", "null", "/a/", '"x"', ".n", ".length"),
    *(f"{name}(" for name in BASE_FUNCTIONS),
    *(f".{name}(" for name in (*METHODS, *UNSUPPORTED_METHODS)),
]
BASE_LINES = [
    *(
        "filters:",
        "formulas:",
        "properties:",
        "views:",
        "  and:",
        "  or:",
        "  not:",
        "  - type: table",
        "    - n > 1",
    ),
    *(
        "    order: [file.name, n, formula.f]",
        "    sort: [{property: n}]",
        "    groupBy: {property: s}",
        "    limit: 1",
    ),
    *(
        "  f: n + 1",
        "  n: {displayName: N}",
        "- a",
        "    filters: s == 't'",
        "    name: v",
        "\t",
        "{",
        "[",
        "'",
        "#",
        "a: &b",
        "*b",
    ),
]


@settings(max_examples=400, deadline=None)
@given(st.one_of(joined(DQL_WORDS), st.text(), joined(DQL_WORDS).map(lambda text: f"LIST {text}")))
@example("LIST WHERE date(0000-01-01)")
@example("LIST 1 / 0 % 0")
@example("TABLE this, row, key, rows GROUP BY n GROUP BY key")
@example('LIST regexreplace("a", "(", "b")')
def test_dataview_blocks(tables: Tables, text: str) -> None:
    check(answer_dataview(text, tables, "a/one.md"), text)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(BASE_LINES), max_size=15).map("\n".join)))
@example("views: [{type: table, order: [note., file., formula.]}]")
@example("filters: ''")
@example("\ufefffilters: a")
@example("filters: 'a'\r\nviews:\r\n")
def test_base_blocks(tables: Tables, text: str) -> None:
    check(answer_base(text, tables, "a/one.md"), text)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(joined(BASE_WORDS), st.text(alphabet=st.characters(exclude_characters="\n\r\x85\u2028\u2029")))
)
def test_expressions_of_bases(tables: Tables, expression: str) -> None:
    quoted = "'" + expression.replace("'", "''") + "'"
    text = f"filters: {quoted}\nformulas: {{f: {quoted}}}\nviews: [{{type: table, order: [formula.f]}}]"
    check(answer_base(text, tables, "a/one.md"), text)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_notes(make_tables: MakeTables, text: str) -> None:
    for content in (text, f"---\n{text}\n---\n", f"---\nx: {text!r}\n---\n{text}:: 1"):
        tables = make_tables({"n.md": content})
        check(
            answer_dataview("TABLE x, file.tags, file.outlinks, file.frontmatter", tables, "n.md"), " " * 99
        )
        check(answer_base("views: [{type: table, order: [x, tags]}]", tables, "n.md"), " " * 99)


@given(st.text(alphabet="ab: -[]()*_\n\t/"))
def test_inline_fields_of_single_lines_are_never_missed(text: str) -> None:
    found = possible_fields(f"Key Name:: {text}")
    assert "Key Name" in found
