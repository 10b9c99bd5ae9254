"""Expressions of bases: trees, values, what is malformed and what is not certain.

Most expected values are the documentation's, or were observed of Obsidian.
"""

from collections.abc import Callable, Mapping

import pytest

from kbgen.source import Span
from kbgen.tables.base_expressions import parse
from kbgen.tables.base_syntax import (
    Access,
    Call,
    Chain,
    Comparison,
    Junction,
    ListNode,
    Literal,
    Method,
    Name,
    Node,
    Pattern,
    Unary,
)
from kbgen.tables.base_vocabulary import (
    FILE_PROPERTIES,
    FUNCTIONS,
    METHODS,
    UNSUPPORTED_FILE_PROPERTIES,
    UNSUPPORTED_FUNCTIONS,
    UNSUPPORTED_METHODS,
)
from kbgen.tables.bases import answer_base
from kbgen.tables.faults import Malformed, TableError, TableFault, Unsupported
from kbgen.tables.limits import DEPTH_LIMIT
from kbgen.tables.results import Answer, Table
from kbgen.tables.tables import Tables
from kbgen.tables.values import Link, Object, Tag, Value

MakeTables = Callable[[Mapping[str, str]], Tables]

NOTE = """---
price: 12.5
quantity: 4
status: Todo
tags: [urgent, work]
values: [1, 2, 3]
space key: space value
front: "[[other|Alias]]"
mixed: [[a], b]
due: 2024-05-06
at: 2024-05-06T10:00
done: true
nothing:
blank: ""
empty: []
part: {a: 1}
---
[[other]] ![[pic.png]] [[gone]] #project/a
"""


@pytest.fixture(scope="module")
def tables(make_tables: MakeTables) -> Tables:
    return make_tables({"box/row.md": NOTE, "box/other.md": "[[row]]", "pic.png": "", "home.md": "[[other]]"})


def shape(node: Node) -> str:
    match node:
        case Literal(value=value):
            return repr(value)
        case Pattern(pattern=pattern):
            return f"/{pattern}/"
        case Name(name=name):
            return name
        case ListNode(items=items):
            return f"[{', '.join(map(shape, items))}]"
        case Access(base=base, key=key):
            return f"{shape(base)}[{shape(key)}]"
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(shape, arguments))})"
        case Method(base=base, name=name, arguments=arguments):
            return f"{shape(base)}.{name}({', '.join(map(shape, arguments))})"
        case _:
            return operator_shape(node)


def operator_shape(node: Unary | Chain | Comparison | Junction) -> str:
    match node:
        case Unary(operator=operator, term=term):
            return f"{operator}{shape(term)}"
        case Chain(first=first, rest=rest):
            text = shape(first)
            for operator, term in rest:
                text = f"({text} {operator} {shape(term)})"
            return text
        case Comparison(operator=operator, left=left, right=right):
            return f"({shape(left)} {operator} {shape(right)})"
        case Junction(every=every, terms=terms):
            return f"({(' && ' if every else ' || ').join(map(shape, terms))})"


def tree(text: str) -> str:
    return shape(parse(text, Span(0, len(text))))


def fault_of(text: str) -> TableFault:
    with pytest.raises(TableError) as caught:
        parse(text, Span(0, len(text)))
    return caught.value.fault


def answer(tables: Tables, formula: str) -> Answer:
    quoted = "'" + formula.replace("'", "''") + "'"
    text = f"formulas: {{x: {quoted}}}\nfilters: 'file.path == \"box/row.md\"'\nviews: [{{type: table, order: [formula.x]}}]"
    return answer_base(text, tables, "home.md")


def value(tables: Tables, formula: str) -> Value:
    found = answer(tables, formula)
    assert isinstance(found, Table), found
    ((cell,),) = found.rows
    return cell


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "(1.0 + (2.0 * 3.0))"),
        ("(1 + 2) * 3", "((1.0 + 2.0) * 3.0)"),
        ("a - b - c", "((a - b) - c)"),
        ("10 / 5 / 2", "((10.0 / 5.0) / 2.0)"),
        ("-a.b", "-a['b']"),
        ("!a && b || c", "((!a && b) || c)"),
        ("a && b && c", "(a && b && c)"),
        ("a == 1 && b != 'x'", "((a == 1.0) && (b != 'x'))"),
        ("a + 1 > b", "((a + 1.0) > b)"),
        ('note["a b"][0].c', "note['a b'][0.0]['c']"),
        ('file.hasTag("a", "b").isEmpty()', "file.hasTag('a', 'b').isEmpty()"),
        ("if(a, [1, 'x'], null)", "if(a, [1.0, 'x'], None)"),
        ("/a\\/[/]b/.matches(c)", "/a\\/[/]b/.matches(c)"),
        ("  true  ", "True"),
        (r"'it\'s' + \"\n\"".replace('\\"', '"'), "(\"it's\" + '\\n')"),
        ("[]", "[]"),
        ("$x_1", "$x_1"),
    ],
)
def test_trees(text: str, expected: str) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("", ""),
        ("a +", ""),
        ("+a", "+"),
        ("a = b", "="),
        ("a b", "b"),
        ("(a", "("),
        ("[a", "["),
        ("a)", ")"),
        ("[a, ]", "]"),
        ("f.", ""),
        ("f.5", "5"),
        ("1.isTruthy()", "."),
        ('"a', '"'),
        ("'a", "'"),
        ("/a", "/"),
        ("list(a)(b)", "("),
        ("a ? b", "?"),
    ],
)
def test_malformed_expressions_are_located(text: str, token: str) -> None:
    fault = fault_of(text)
    assert isinstance(fault, Malformed)
    assert text[fault.span.start : fault.span.end] == token


@pytest.mark.parametrize(
    ("text", "word", "token"),
    [
        *((f"{name}(a)", name, name) for name in UNSUPPORTED_FUNCTIONS),
        *((f"a.{name}()", name, name) for name in UNSUPPORTED_METHODS),
        ("later(a)", "later", "later"),
        ("a.later()", "later", "later"),
        ("{a: 1}", "{", "{"),
        ("a-b", "-", "-"),
        ("a == b == c", "==", "=="),
        ("a < b < c", "<", "<"),
        ("/a/g.matches(b)", "g", "/a/g"),
        (r"'\d'", r"\d", r"'\d'"),
    ],
)
def test_unsupported_words_are_named(text: str, word: str, token: str) -> None:
    fault = fault_of(text)
    assert isinstance(fault, Unsupported)
    assert fault.word == word
    assert text[fault.span.start : fault.span.end] == token


@pytest.mark.parametrize(
    "text",
    ["(" * 5000, "[" * 5000, "!" * 5000 + "a", "list(" * 5000, "a" + ".b" * 5000, "a" + ".trim()" * 5000],
)
def test_nesting_is_limited(text: str) -> None:
    fault = fault_of(text)
    assert isinstance(fault, Malformed)
    assert f"deeper than {DEPTH_LIMIT} levels" in fault.message


def test_places_move_with_the_expression() -> None:
    with pytest.raises(TableError) as caught:
        parse("a b", Span(10, 13))
    assert caught.value.fault.span == Span(12, 13)
    with pytest.raises(TableError) as caught:
        parse("a b", Span(10, 20), exact=False)
    assert caught.value.fault.span == Span(10, 20)


EXAMPLES: list[tuple[str, Value]] = [
    ("null", None),
    ("2.5", 2.5),
    ("'hello'", "hello"),
    ("price", 12.5),
    ("PRICE", 12.5),
    ("note.price", 12.5),
    ('note["space key"]', "space value"),
    ("missing", None),
    ("missing.deeper", None),
    ("missing == null", True),
    ("status == null", False),
    ("[10,20,30][1]", 20.0),
    ("[10][5]", None),
    ("values[2]", 3.0),
    ("part.a", 1.0),
    ('part["a"]', 1.0),
    ("part.b", None),
    ("note.price == price", True),
    ("note.isEmpty()", False),
    ("price - 2.5", 10.0),
    ("if(front, 1, 2)", 1.0),
    ("tags == tags", True),
    ("tags[0] == 'urgent'", True),
    ("missing > due", False),
    ("missing > missing", False),
    ('missing > "a"', False),
    ('price > "99"', False),
    ("front != file", True),
    ("file", Link("box/row.md", exists=True)),
    ("[this, [file]]", (Link("home.md", exists=True), (Link("box/row.md", exists=True),))),
    ("(10).toFixed(0) + 'x'", "10x"),
    ("file.name.length", 3.0),
    ("if(done && price > 1, 1, 2)", 1.0),
    ("1 + 2 * 3", 7.0),
    ("10 % 4", 2.0),
    ("7 / 2", 3.5),
    ("-price", -12.5),
    ("price >= 12.5", True),
    ("quantity <= 4", True),
    ('"b" > "a"', True),
    ('status == "Todo"', True),
    ('status != "Done"', True),
    ('status == "Todo" && price > 10', True),
    ('status == "Done" || price > 10', True),
    ('!(status == "Done")', True),
    ("done == true", True),
    ("values == [1, 2, 3]", True),
    ("missing > 5", False),
    ("price == 5", False),
    ('quantity == "x"', False),
    ('due == "2024-05-06"', True),
    ('due > "2024-05-05"', True),
    ('due < "2024-01-01"', False),
    ("due == due", True),
    ('at > "2024-05-05T09:00"', True),
    ('at < "2024-05-07"', True),
    ('"$" + price', "$12.5"),
    ('status + "!"', "Todo!"),
    ('"a" + true', "atrue"),
    ("values + [4]", (1.0, 2.0, 3.0, 4.0)),
    ("front == link('other')", True),
    ("front == file", False),
    ("file == link('row')", True),
    ("link('gone') == link('gone', 'x')", True),
    ("this == link('home')", True),
    ("this.file.path", "home.md"),
    ("this.file.name", "home"),
    ('if(status == "Todo", "yes", "no")', "yes"),
    ('if(status == "Done", "yes", "no")', "no"),
    ('if(status == "Done", "yes")', None),
    ("if(missing, missing.toFixed(2), 'none')", "none"),
    ("if(price && status, 1, 2)", 1.0),
    ("number(true)", 1.0),
    ('number("3.4")', 3.4),
    ("min(3, 1, 2)", 1.0),
    ("max(3, 1, 2)", 3.0),
    ('list("value")', ("value",)),
    ("list([1,2])", (1.0, 2.0)),
    ('link("other")', Link("box/other.md", exists=True)),
    ('link("[[other]]", "Shown")', Link("box/other.md", exists=True, text="Shown")),
    ("link(file)", Link("box/row.md", exists=True)),
    ("(1).isTruthy()", True),
    ("(0).isTruthy()", False),
    ('"".isTruthy()', False),
    ("(123).toString()", "123"),
    ("true.toString()", "true"),
    ('"hello".length', 5.0),
    ('"hello".contains("ell")', True),
    ('"hello".containsAll("h", "e")', True),
    ('"hello".containsAny("x", "y", "e")', True),
    ('"hello".endsWith("lo")', True),
    ('"hello".startsWith("he")', True),
    ('"".isEmpty()', True),
    ("missing.isEmpty()", True),
    ("nothing.isEmpty()", True),
    ("empty.isEmpty()", True),
    ("due.isEmpty()", False),
    ("part.isEmpty()", False),
    ("(5).isEmpty()", False),
    ('"Hello".lower()', "hello"),
    ('"a:b:c".replace(":", "-")', "a-b-c"),
    ('"123".repeat(2)', "123123"),
    ('"hello".reverse()', "olleh"),
    ('"hello".slice(1, 4)', "ell"),
    ('"hello".slice(-2)', "lo"),
    ('"a,b,c,d".split(",", 3)', ("a", "b", "c")),
    ('"  hi  ".trim()', "hi"),
    ("(-5).abs()", 5.0),
    ("(2.1).ceil()", 3.0),
    ("(2.9).floor()", 2.0),
    ("(2.5).round()", 3.0),
    ("(2.3333).round(2)", 2.33),
    ("(3.14159).toFixed(2)", "3.14"),
    ("[1,2,3].length", 3.0),
    ("[1,2,3].contains(2)", True),
    ("[1,2,3].containsAll(2, 3)", True),
    ("[1,2,3].containsAny(4, 3)", True),
    ("[1,2,3,4].filter(value > 2)", (3.0, 4.0)),
    ("[1,2,3,4].filter(index > 1)", (3.0, 4.0)),
    ("[1,2,3].map(value + index)", (1.0, 3.0, 5.0)),
    ("[1,[2,3]].flat()", (1.0, 2.0, 3.0)),
    ('[1,2,3].join(",")', "1,2,3"),
    ("[1,2,3].reverse()", (3.0, 2.0, 1.0)),
    ("[1,2,3,4].slice(1, 3)", (2.0, 3.0)),
    ("[3,1,2].sort()", (1.0, 2.0, 3.0)),
    ('["c","a","b"].sort()', ("a", "b", "c")),
    ("[1,2,2,3].unique()", (1.0, 2.0, 3.0)),
    ("part.keys()", ("a",)),
    ("part.values()", (1.0,)),
    ('/abc/.matches("abcde")', True),
    ('/ABC/i.matches("abcde")', True),
    ('/abc/.matches("abxde")', False),
    ("file.name", "row"),
    ("file.basename", "row"),
    ("file.path", "box/row.md"),
    ("file.folder", "box"),
    ("file.ext", "md"),
    ("file.tags", (Tag("urgent"), Tag("work"), Tag("project/a"))),
    ('file.tags.contains("project")', True),
    ('tags.contains("urgent")', True),
    ('tags.contains("project/a")', False),
    ("file.links.length", 4.0),
    ("file.embeds", (Link("pic.png", exists=True),)),
    ("file.backlinks", (Link("box/other.md", exists=True),)),
    ("file.properties.price", 12.5),
    ("file.file", Link("box/row.md", exists=True)),
    ("file.links.contains(link('other'))", True),
    ("file.links.filter(value == link('other')).length", 2.0),
    ('file.hasLink("other")', True),
    ('file.hasLink("box/other.md")', True),
    ('file.hasLink("other#part")', True),
    ('file.hasLink("gone")', True),
    ('file.hasLink("home")', False),
    ("file.hasLink(this)", False),
    ("file.hasLink(link('pic.png'))", True),
    ('file.hasProperty("price")', True),
    ('file.hasProperty("Nothing")', True),
    ('file.hasProperty("other")', False),
    ('file.hasTag("WORK")', True),
    ('file.hasTag("#project")', True),
    ('file.hasTag("no", "urgent")', True),
    ('file.hasTag("proj")', False),
    ('file.inFolder("box")', True),
    ('file.inFolder("box/")', True),
    ('file.inFolder("other")', False),
    ("file.asLink()", Link("box/row.md", exists=True)),
    ('file.asLink("Shown")', Link("box/row.md", exists=True, text="Shown")),
    ("mixed.length", 2.0),
    ("front", Link("box/other.md", exists=True, text="Alias")),
    ("part", Object({"a": 1.0})),
]


@pytest.mark.parametrize(("formula", "expected"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_examples(tables: Tables, formula: str, expected: Value) -> None:
    assert value(tables, formula) == expected


@pytest.mark.parametrize("word", [*(f"{name}(" for name in FUNCTIONS), *(f".{name}(" for name in METHODS)])
def test_every_function_has_an_example(word: str) -> None:
    assert any(word in text for text, _ in EXAMPLES)


@pytest.mark.parametrize("name", FILE_PROPERTIES)
def test_every_file_property_has_an_example(name: str) -> None:
    assert any(f"file.{name}" in text for text, _ in EXAMPLES)


@pytest.mark.parametrize(
    ("formula", "word"),
    [
        *((f"file.{name}", f"file.{name}") for name in UNSUPPORTED_FILE_PROPERTIES),
        ("file.colour", "file.colour"),
        ("due + '1M'", "+"),
        ("due - due", "-"),
        ("due.year", "date"),
        ("due.contains('2024')", "contains"),
        ("status.format('x')", "format"),
        ('due == "Todo"', "date"),
        ('due == "2024-05-06T00:00"', "comparison"),
        ('at == "2024-05-06"', "comparison"),
        ("blank == null", "=="),
        ("missing == false", "=="),
        ("missing == 0", "=="),
        ("empty == null", "=="),
        ('quantity == "4"', "comparison"),
        ("done == 1", "comparison"),
        ("values == 1", "=="),
        ("missing < 5", "comparison"),
        ('missing <= "a"', "comparison"),
        ('"a" < "B"', "comparison"),
        ('price > "5"', "comparison"),
        ('price > "x"', "text"),
        ("done > done", ">"),
        ("missing + 1", "+"),
        ('missing + "a"', "+"),
        ("values + 1", "+"),
        ("-status", "-"),
        ("!empty", "empty list"),
        ("if(empty, 1, 2)", "empty list"),
        ("price && status", "&&"),
        ("missing || status", "&&"),
        ("missing.contains('a')", "empty value"),
        ("!missing.contains('a')", "empty value"),
        ("missing.contains('a') || done", "empty value"),
        ("missing.lower() != 'a'", "empty value"),
        ("missing.toString()", "empty value"),
        ("missing.contains('a').length == 3", "empty value"),
        ("if(done && missing.contains('a'), 1, 2)", "empty value"),
        ("missing.contains('a') > 1", "empty value"),
        ("due > missing", "comparison"),
        ("/a/.matches(price)", "matches"),
        ("number(missing)", "number"),
        ("min(1, 'a')", "min"),
        ("link('a', 1)", "link"),
        ("link('a|b', 'c')", "link"),
        ("status.containsAny('a', 1)", "containsAny"),
        ("status.slice('a')", "slice"),
        ("status.split(',', -1)", "split"),
        ("price.toFixed(-1)", "toFixed"),
        ("front.contains('a')", "contains"),
        ("done.isEmpty()", "isEmpty"),
        ("tags.contains('#urgent')", "contains"),
        ("tags.contains('URGENT')", "contains"),
        ("tags.join(',')", "text"),
        ("[[[1]]].flat()", "flat"),
        ("[1, 'a'].sort()", "sort"),
        ("['a', 'B'].sort()", "sort"),
        ("file.links.unique()", "unique"),
        ("file.hasTag()", "hasTag"),
        ("file.hasTag('')", "hasTag"),
        ("file.hasTag(1)", "hasTag"),
        ("file.inFolder('')", "inFolder"),
        ("file.inFolder('Box')", "inFolder"),
        ("file.inFolder('../box')", "inFolder"),
        ("status.contains(1)", "contains"),
        ("status.replace(/a/, 'b')", "/"),
        ("/a/.contains('b')", "contains"),
        ("/(/.matches('b')", "regular expression"),
        ("/a/", "/"),
        ("formula", "formula"),
        ("this.price", "this.price"),
        ("status[0]", "."),
        ("link('https://x.y')", "link"),
        ("link(1)", "link"),
        ("max('a')", "max"),
        ("number('4 apples')", "number"),
        ("if(1)", "if"),
        ("'x'.repeat(1000000)", "repeat"),
        ("(1.45).round(1)", "round"),
    ],
)
def test_what_is_not_certain_is_unsupported(tables: Tables, formula: str, word: str) -> None:
    found = answer(tables, formula)
    assert isinstance(found, Unsupported), found
    assert found.word == word


@pytest.mark.parametrize(
    ("formula", "message"),
    [("formula.none", "no formula none"), ("formula.x", "computed from itself")],
)
def test_formulas_that_do_not_work(tables: Tables, formula: str, message: str) -> None:
    found = answer(tables, formula)
    assert isinstance(found, Malformed)
    assert message in found.message


def test_no_function_raises_for_any_value(tables: Tables) -> None:
    receivers = [
        "status",
        "price",
        "values",
        "due",
        "front",
        "part",
        "done",
        "file",
        "missing",
        "tags",
        "this",
    ]
    for receiver in receivers:
        for name in METHODS:
            for arguments in ("", "1", "'a'", "file", "1, 2, 3", "missing"):
                assert answer(tables, f"{receiver}.{name}({arguments})") is not None
