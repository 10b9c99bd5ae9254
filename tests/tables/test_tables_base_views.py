"""Whole bases over small vaults: filters, formulas, columns, order, groups, limits, what is malformed."""

from collections.abc import Callable, Mapping

import pytest

from kbgen.tables.base_vocabulary import UNSUPPORTED_VIEWS
from kbgen.tables.bases import answer_base
from kbgen.tables.faults import Malformed, Unsupported
from kbgen.tables.limits import TEXT_LIMIT
from kbgen.tables.results import Answer, Group, Table
from kbgen.tables.tables import Tables
from kbgen.tables.values import Link, Tag, Value

MakeTables = Callable[[Mapping[str, str]], Tables]

WORLD = {
    "Shelf/Sea 10.md": "---\ntags: [book]\nprice: 12\nage: 4\nstatus: open\nread: true\n---\n[[Notes]]\n",
    "Shelf/Sea 9.md": "---\ntags: [book/novel]\nprice: 3\nage: 2\nstatus: done\n---\n",
    "Shelf/Old/Map.md": "---\ntags: [paper]\nage: 9\nstatus: open\nread: false\n---\n",
    "Notes.md": "---\nStatus: open\n---\n[[Sea 9]]\n",
    "picture.png": "",
}
EVERYTHING = ["Map", "Notes", "picture.png", "Sea 9", "Sea 10"]


@pytest.fixture(scope="module")
def tables(make_tables: MakeTables) -> Tables:
    return make_tables(WORLD)


def ask(tables: Tables, text: str, view: str | None = None) -> Answer:
    return answer_base(text, tables, "Notes.md", view)


def table(answer: Answer) -> Table:
    assert isinstance(answer, Table), answer
    return answer


def names(answer: Answer) -> list[str]:
    return [path.rsplit("/", 1)[-1].removesuffix(".md") for path in table(answer).paths]


def to(path: str) -> Link:
    return Link(path, exists=True)


def test_a_base_without_anything_shows_every_file(tables: Tables) -> None:
    answer = table(ask(tables, ""))
    assert names(answer) == EVERYTHING
    assert answer.columns == ("file name",)
    assert answer.rows[0] == (to("Shelf/Old/Map.md"),)
    assert answer.rows[2] == (Link("picture.png", exists=True, text="picture.png"),)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ('filters: file.hasTag("book")', ["Sea 9", "Sea 10"]),
        ("filters: 'file.ext == \"md\"'", ["Map", "Notes", "Sea 9", "Sea 10"]),
        ('filters: status == "open"', ["Map", "Notes", "Sea 10"]),
        ("filters: age > 3", ["Map", "Sea 10"]),
        ('filters: file.hasLink("Notes")', ["Sea 10"]),
        ("filters: file.hasLink(this)", ["Sea 10"]),
        ("filters: file.hasLink(this.file)", ["Sea 10"]),
        ("filters: this.file.path == file.path", ["Notes"]),
        ('filters: file.inFolder("Shelf")', ["Map", "Sea 9", "Sea 10"]),
        ('filters: file.inFolder("Shelf/Old")', ["Map"]),
        ('filters: file.inFolder("Nowhere")', []),
        ('filters: file.hasProperty("status")', ["Map", "Notes", "Sea 9", "Sea 10"]),
        ('filters: status.startsWith("op")', ["Map", "Notes", "Sea 10"]),
        ("filters: /^o/.matches(status)", ["Map", "Notes", "Sea 10"]),
        ('filters: status.lower() == "open"', ["Map", "Notes", "Sea 10"]),
        ("filters: '!price.isEmpty() && age < 5'", ["Sea 9", "Sea 10"]),
        ('filters: {and: [file.hasTag("book"), age > 2]}', ["Sea 10"]),
        ("filters: {and: []}", EVERYTHING),
        ('filters: {or: ["price.isTruthy()", file.hasTag("paper")]}', ["Map", "Sea 9", "Sea 10"]),
        ("filters: {and: [price.isTruthy()]}", ["Sea 9", "Sea 10"]),
        ('filters: missing.lower() == "a" || file.hasTag("none")', []),
        ("filters: {or: [age > 8, price == 3]}", ["Map", "Sea 9"]),
        ('filters: {not: [file.hasTag("book"), file.ext == "png"]}', ["Map", "Notes"]),
        ("filters: {not: []}", EVERYTHING),
        ('filters: {and: [{not: [{or: [age > 8, age < 3]}]}, {or: [file.hasTag("book")]}]}', None),
        (
            'filters: {or: [{and: [file.hasTag("book"), price > 5]}, {not: [file.inFolder("Shelf")]}]}',
            ["Notes", "picture.png", "Sea 10"],
        ),
        ("filters:", EVERYTHING),
    ],
)
def test_filters(tables: Tables, filters: str, found: list[str] | None) -> None:
    answer = ask(tables, filters)
    if found is None:
        # age < 3 of a file without age is not certain.
        assert isinstance(answer, Unsupported)
    else:
        assert names(answer) == found


def test_filters_of_the_base_and_of_the_view_belong_together(tables: Tables) -> None:
    text = """
filters: file.hasTag("book")
views:
  - type: table
    name: Cheap
    filters:
      and:
        - price < 5
  - type: table
    name: All
"""
    assert names(ask(tables, text)) == ["Sea 9"]
    assert names(ask(tables, text, "Cheap")) == ["Sea 9"]
    assert names(ask(tables, text, "All")) == ["Sea 9", "Sea 10"]
    assert table(ask(tables, text)).title == "Cheap"
    missing = ask(tables, text, "Dear")
    assert isinstance(missing, Malformed)
    assert "Dear" in missing.message


def test_columns_have_titles(tables: Tables) -> None:
    text = """
filters: file.hasTag("book")
formulas:
  ppu: (price / age).toFixed(2)
  label: formula.ppu + " each"
properties:
  status:
    displayName: State
  note.age:
    displayName: Age
  formula.ppu:
    displayName: Per unit
  file.ext:
    displayName: Extension
views:
  - type: table
    order: [file.name, file.ext, file.tags, note.age, STATUS, price, formula.ppu, formula.label, missing]
"""
    answer = table(ask(tables, text))
    assert answer.columns == (
        *("file name", "Extension", "file tags", "Age", "State", "price", "Per unit", "label", "missing"),
    )
    assert answer.rows[1] == (
        *(to("Shelf/Sea 10.md"), "md", (Tag("book"),), 4.0, "open", 12.0, "3.00", "3.00 each", None),
    )


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("", ["Map", "Notes", "Sea 9", "Sea 10"]),
        ("[{property: file.name, direction: DESC}]", ["Sea 10", "Sea 9", "Notes", "Map"]),
        ("[{property: price, direction: ASC}]", ["Sea 9", "Sea 10", "Map", "Notes"]),
        ("[{property: price, direction: DESC}]", ["Sea 10", "Sea 9", "Map", "Notes"]),
        (
            "[{property: status, direction: DESC}, {property: age, direction: DESC}]",
            ["Map", "Sea 10", "Notes", "Sea 9"],
        ),
        ("[{property: read, direction: ASC}]", ["Map", "Notes", "Sea 9", "Sea 10"]),
        ("[{property: read, direction: DESC}]", ["Sea 10", "Map", "Notes", "Sea 9"]),
        ("[{property: formula.double}]", ["Sea 9", "Sea 10", "Map", "Notes"]),
    ],
)
def test_sort(tables: Tables, sort: str, found: list[str]) -> None:
    formulas = "formulas: {double: 'if(age, if(price, price * 2, null), null)'}"
    text = f'{formulas}\nfilters: file.ext == "md"\nviews:\n  - type: table\n    sort: {sort}\n'
    assert names(ask(tables, text)) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["2024-05-06", "2023-01-01", "2024-05-06T10:00"], ["b", "a", "c"]),
        (["b", "A", "á"], ["b", "c", "a"]),
        (["[2]", "[1]", "[]"], ["b", "a", "c"]),
        (["{x: 1}", "text", "1"], ["c", "b", "a"]),
        (["'[[b]]'", "'[[a]]'", "~"], ["b", "a", "c"]),
    ],
)
def test_values_have_an_order(make_tables: MakeTables, values: list[str], found: list[str]) -> None:
    files = {f"{name}.md": f"---\nv: {value}\n---\n" for name, value in zip("abc", values, strict=True)}
    answer = answer_base("views: [{type: table, sort: [{property: v}]}]", make_tables(files), "a.md")
    assert names(answer) == found


def test_limit_counts_behind_sort(tables: Tables) -> None:
    text = "views: [{type: table, limit: 2, sort: [{property: age, direction: DESC}]}]"
    assert names(ask(tables, text)) == ["Map", "Sea 10"]


def test_groups(tables: Tables) -> None:
    text = """
views:
  - type: table
    order: [file.name]
    groupBy: {property: status, direction: DESC}
    sort: [{property: file.name, direction: DESC}]
"""
    answer = table(ask(tables, text))
    expected: list[tuple[Value, list[str]]] = [
        ("open", ["Shelf/Sea 10.md", "Notes.md", "Shelf/Old/Map.md"]),
        ("done", ["Shelf/Sea 9.md"]),
    ]
    groups = tuple(Group(key, tuple((to(path),) for path in paths)) for key, paths in expected)
    assert answer.groups == (*groups, Group(None, ((Link("picture.png", exists=True, text="picture.png"),),)))
    assert answer.rows == tuple(row for group in answer.groups for row in group.rows)


@pytest.mark.parametrize(
    ("text", "word", "token"),
    [
        *((f"views: [{{type: {kind}}}]", kind, kind) for kind in UNSUPPORTED_VIEWS),
        ("views: [{type: gantt}]", "gantt", "gantt"),
        ("views: [{name: a}]", "type", "{name: a}]"),
        ("views: [{type: table, summaries: {age: Sum}}]", "summaries", "{age: Sum}}]"),
        ("views: [{type: table, order: [file.mtime]}]", "file.mtime", "file.mtime"),
        ("views: [{type: table, sort: [{property: file.size}]}]", "file.size", "file.size"),
        ("views: [{type: table, groupBy: {property: file.tags}}]", "groupBy", "file.tags"),
        ("views: [{type: table, groupBy: {property: status}, limit: 2}]", "limit", "2"),
        ("filters: {or: []}", "or", "{or: []}"),
        ('filters: file.mtime > now() - "1w"', "now", "now"),
        ("filters:\n  and:\n    - 'file.ctime == \"x\"'", "file.ctime", "file.ctime"),
        ("filters: {not: ['price.isTruthy()']}", "not", "isTruthy"),
        ("filters: {not: [{and: [{or: ['price.isTruthy()']}]}]}", "not", "isTruthy"),
        ("formulas: {a: 'today()'}", "today", "today"),
        ("filters: age < 3", "comparison", "age < 3"),
    ],
)
def test_unsupported_words_are_named_and_located(tables: Tables, text: str, word: str, token: str) -> None:
    found = ask(tables, text)
    assert isinstance(found, Unsupported), found
    assert (found.word, text[found.span.start : found.span.end]) == (word, token)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("filters: [a", "["),
        ("- a", "- a"),
        ("just text", "just text"),
        ("filters: {and: a}", "{and: a}"),
        ("filters: {both: [a]}", "{both: [a]}"),
        ("filters: {and: [a], or: [b]}", "{and: [a], or: [b]}"),
        ("filters: {and: [[a]]}", "[a]]}"),
        ("filters: {and: [5]}", "5"),
        ("filters: true", "true"),
        ("filters: a =", "="),
        ("filters: a ==", ""),
        ("filters: 'a = b'", "="),
        ("filters: a b", "b"),
        ("formulas: [a]", "[a]"),
        ("formulas: {a: 5}", "5"),
        ("properties: a", "a"),
        ("views: a", "a"),
        ("views: [a]", "a"),
        ("views: [{type: table, order: a}]", "a"),
        ("views: [{type: table, order: [[a]]}]", "[a]]}]"),
        ("views: [{type: table, sort: [a]}]", "a"),
        ("views: [{type: table, sort: [{direction: ASC}]}]", "{direction: ASC}]}]"),
        ("views: [{type: table, sort: [{property: a, direction: UP}]}]", "{property: a, direction: UP}]}]"),
        ("views: [{type: table, groupBy: status}]", "status"),
        ("views: [{type: table, limit: 0}]", "0"),
        ("views: [{type: table, limit: many}]", "many"),
        ("views: [{type: table, name: [a]}]", "[a]}]"),
        ("views: [{type: table, order: [formula.none]}]", "formula.none"),
    ],
)
def test_malformed_bases_are_located(tables: Tables, text: str, token: str) -> None:
    found = ask(tables, text)
    assert isinstance(found, Malformed), found
    assert text[found.span.start : found.span.end] == token
    assert found.message
    assert not found.message.endswith(".")


def test_folded_expressions_are_located_as_a_whole(tables: Tables) -> None:
    text = "filters: >\n  a &&\n  b =\nformulas: {}\n"
    found = ask(tables, text)
    assert isinstance(found, Malformed)
    assert text[found.span.start : found.span.end] == ">"


def test_circles_of_formulas_are_malformed(tables: Tables) -> None:
    text = "formulas: {a: formula.b, b: formula.a}\nviews: [{type: table, order: [formula.a]}]"
    found = ask(tables, text)
    assert isinstance(found, Malformed)
    assert "computed from itself" in found.message


def test_blocks_are_limited(tables: Tables) -> None:
    assert isinstance(ask(tables, "#" * (TEXT_LIMIT + 1)), Malformed)


def test_deeply_nested_filters_have_an_answer_or_a_fault(tables: Tables) -> None:
    for depth in (20, 40, 200):
        text = "filters: " + "{not: [" * depth + "done" + "]}" * depth
        assert ask(tables, text) is not None


def test_long_chains_of_formulas(tables: Tables) -> None:
    chain = ", ".join(f"f{number}: formula.f{number + 1} + 1" for number in range(300))
    text = f"formulas: {{{chain}, f300: '1'}}\nviews: [{{type: table, order: [formula.f0]}}]"
    found = ask(tables, text)
    assert isinstance(found, Unsupported)
    assert found.word == "depth"
