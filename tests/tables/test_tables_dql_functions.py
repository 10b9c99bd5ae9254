"""Operators and functions of Dataview's query language on values; most expected values are its documentation's."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from kbgen.tables.dataview import answer_dataview
from kbgen.tables.dql_function_table import FUNCTIONS
from kbgen.tables.faults import Malformed, Unsupported
from kbgen.tables.results import Answer, Listing
from kbgen.tables.tables import Tables
from kbgen.tables.values import Date, Link, LinkKind, Object, Value

MakeTables = Callable[[Mapping[str, str]], Tables]

NOTE = """---
text: Hello there!
number: 12
none:
list: [a, 2, null]
object: {a: 1, b: two}
day: 2024-05-06
moment: 2024-05-06T07:08:09
link: "[[other|shown]]"
where: here
---
"""
OTHER = "---\nrank: 3\nup: '[[main]]'\n---\n"


@pytest.fixture(scope="module")
def tables(make_tables: MakeTables) -> Tables:
    return make_tables({"main.md": NOTE, "dir/other.md": OTHER, "pic.png": ""})


def answer(tables: Tables, expression: str) -> Answer:
    return answer_dataview(f'LIST WITHOUT ID {expression} FROM "main"', tables, "main.md")


def value(tables: Tables, expression: str) -> Value:
    found = answer(tables, expression)
    assert isinstance(found, Listing), found
    (item,) = found.items
    return item  # type: ignore[return-value]


EXAMPLES: list[tuple[str, Value]] = [
    # operators
    ("1 + 2", 3.0),
    ("7 / 2", 3.5),
    ("-7 % 4", -3.0),
    ("1 / 0", math.inf),
    ("-1 / 0", -math.inf),
    ('"a" + 1', "a1"),
    ('1.5 + "a"', "1.5a"),
    ('"a" + null', "a\\-"),
    ('"a" + [1, ["b", true]]', "a1, [b, true]"),
    ('"a" + {k: 1}', "a{ k: 1 }"),
    ('"ab" * 2', "abab"),
    ('2 * "ab"', "abab"),
    ('"ab" * -1', ""),
    ("[1] + [2]", (1.0, 2.0)),
    ("{a: 1} + {b: 2}", Object({"a": 1.0, "b": 2.0})),
    ("null + null", None),
    ("day - null", None),
    ("1 < 2", True),
    ("2 <= 2", True),
    ("5 >= 6", False),
    ("5 - 6 * 2", -7.0),
    ('"b" > "a"', True),
    ('"a" < "B"', True),
    ('"a10" < "a2"', True),
    ("null < 0", True),
    ('1 < "a"', True),
    ("[1, 2] < [1, 3]", True),
    ("[1] < [1, 0]", True),
    ("[1, 2] = [1, 2]", True),
    ("{a: 1} = {a: 1}", True),
    ("true > false", True),
    ('1 = "1"', False),
    ("null = none", True),
    ("null != missing", False),
    ("[[other]] = link", True),
    ("[[dir/other]] = [[other]]", True),
    ("[[other#x]] = [[other]]", False),
    ("[[gone]] = [[gone]]", True),
    ("day = date(2024-05-06)", True),
    ("moment > day", True),
    ('1 and "a"', True),
    ('"" or 0', False),
    ("true & null", False),
    ("[] | {}", False),
    ("!none", True),
    ("![]", True),
    # fields
    ("text", "Hello there!"),
    ("missing", None),
    ("missing.part", None),
    ("object.a", 1.0),
    ('object["b"]', "two"),
    ("object[b]", "two"),
    ("list[1]", 2.0),
    ("list[9]", None),
    ("list[0.5]", None),
    ("text[4]", "o"),
    ("list.x", (None, None)),
    ("link.rank", 3.0),
    ("[[other]].rank", 3.0),
    ("[[gone]].rank", None),
    ("link.up.number", 12.0),
    ('row["where"]', "here"),
    ("row.number", 12.0),
    ("this.number", 12.0),
    ("this.file.name", "main"),
    ("file.path", "main.md"),
    ("file.nothing", None),
    ("day.year", 2024.0),
    ("day.month", 5.0),
    ("day.day", 6.0),
    ("day.weekday", 1.0),
    ("day.weekyear", 19.0),
    ("day.week", 1.0),
    ("moment.hour", 7.0),
    ("moment.minute", 8.0),
    ("moment.second", 9.0),
    ("moment.millisecond", 0.0),
    ("day.other", None),
    ("number.anything", None),
    # constructors
    ("object()", Object({})),
    ('object("a", 4, "c", "yes")', Object({"a": 4.0, "c": "yes"})),
    ("list()", ()),
    ("list(1, 2, 3)", (1.0, 2.0, 3.0)),
    ('array("a", "b")', ("a", "b")),
    ('date("2024-05-06")', Date(datetime.fromisoformat("2024-05-06"), "2024-05-06")),
    ('date("no")', None),
    ("date(none)", None),
    ("date(day) = day", True),
    ('number("18 years")', 18.0),
    ("number(34)", 34.0),
    ('number("hmm")', None),
    ('number(["1", "2"])', (1.0, 2.0)),
    ("string(18)", "18"),
    ("string(true)", "true"),
    ("string(link)", "[[dir/other.md|shown]]"),
    ("string([[other#Part|p]])", "[[dir/other.md#Part|p]]"),
    ("string(![[other#^b]])", "![[dir/other.md#^b|other > b]]"),
    ("string([[gone]])", "[[gone|gone]]"),
    ("link(link)", Link("dir/other.md", exists=True, text="shown")),
    ("number(null)", None),
    ('link("other")', Link("dir/other.md", exists=True)),
    ('link("gone")', Link("gone", exists=False)),
    ('link("other", "x")', Link("dir/other.md", exists=True, text="x")),
    ('link([[other]], "x")', Link("dir/other.md", exists=True, text="x")),
    ("link(null)", None),
    ("[[other#^b]]", Link("dir/other.md", exists=True, fragment="b", kind=LinkKind.BLOCK)),
    ("typeof(8)", "number"),
    ('typeof("text")', "string"),
    ("typeof([1, 2, 3])", "array"),
    ("typeof({ a: 1 })", "object"),
    ("typeof(day)", "date"),
    ("typeof(link)", "link"),
    ("typeof(true)", "boolean"),
    ("typeof(null)", "null"),
    # numbers
    ("round(16.555555)", 17.0),
    ("round(16.555555, 2)", 16.56),
    ("round(null)", None),
    ("round([1.5, 2.4])", (2.0, 2.0)),
    ("trunc(12.937)", 12.0),
    ("trunc(-93.33333)", -93.0),
    ("floor(-0.837764)", -1.0),
    ("ceil(12.937)", 13.0),
    ("min(1, 2, 3)", 1.0),
    ("min([1, 2, 3])", 1.0),
    ('min("a", "ab", "abc")', "a"),
    ("max(1, 2, 3)", 3.0),
    ("max([1, null, 3])", 3.0),
    ("max()", None),
    ("sum([1, 2, 3])", 6.0),
    ("sum([])", None),
    ("sum(nonnull([null, 1, 8]))", 9.0),
    ("product([1, 2, 3])", 6.0),
    ('reduce([100, 20, 3], "-")', 77.0),
    ('reduce([200, 10, 2], "/")', 10.0),
    ('reduce(["x", 3], "*")', "xxx"),
    ("average([1, 2, 3])", 2.0),
    ("average([])", None),
    # lists, objects, texts
    ('contains("Hello", "Lo")', False),
    ('contains("Hello", "lo")', True),
    ("contains(list(1, 2, 3), 3)", True),
    ("contains(list(), 1)", False),
    ('contains(["apple"], "pp")', True),
    ('contains(object, "a")', True),
    ('contains(object, "c")', False),
    ('contains(file, "ctime")', True),
    ('contains(file, "colour")', False),
    ('contains("abc", ["a", "d"])', (True, False)),
    ("contains([link], [[other]])", True),
    ("contains(null, 1)", False),
    ('icontains("Hello", "Lo")', True),
    ('icontains(["Hello"], "HELL")', True),
    ('econtains(["These", "are", "words"], "word")', False),
    ('econtains(["These", "are", "words"], "words")', True),
    ('econtains("Hello", "lo")', True),
    ('containsword("words", "Word")', False),
    ('containsword("Hello there!", "HeLLo")', True),
    ('containsword(["word", "Words"], "Word")', (True, False)),
    ("sort(list(3, 2, 1))", (1.0, 2.0, 3.0)),
    ('sort(list("a", "b", "aa"))', ("a", "aa", "b")),
    ("reverse(list(1, 2, 3))", (3.0, 2.0, 1.0)),
    ('reverse("abc")', "cba"),
    ("length([])", 0.0),
    ('length(object("hello", 1, "goodbye", 2))', 2.0),
    ('length("a😀")', 3.0),
    ("length(null)", 0.0),
    ("nonnull([null, false])", (False,)),
    ("nonnull(null, 1)", (1.0,)),
    ("firstvalue([null, 2, 3])", 2.0),
    ("firstvalue([null])", None),
    ("all([1, 2, 3])", True),
    ("all([true, false])", False),
    ("all(true, false)", False),
    ("any(list(false, false, false))", False),
    ("any(true, false)", True),
    ("none([])", True),
    ("none([false, true])", False),
    ("join(list(1, 2, 3))", "1, 2, 3"),
    ('join(list(1, 2, 3), " ")', "1 2 3"),
    ("join(6)", "6"),
    ("join(list())", ""),
    ("flat(list(1, 2, list(4, 5), 6))", (1.0, 2.0, 4.0, 5.0, 6.0)),
    ("flat(list(1, list(list(2))), 4)", (1.0, 2.0)),
    ("flat(list(1, list(list(2))))", (1.0, (2.0,))),
    ("slice([1, 2, 3, 4, 5], 3)", (4.0, 5.0)),
    ('slice(["a", "b", "c"], 0, 2)', ("a", "b")),
    ("slice([1, 2, 3, 4, 5], -2)", (4.0, 5.0)),
    ("unique([2, 1, 2])", (1.0, 2.0)),
    # texts
    (r'regextest("\w+", "hello")', True),
    ('regextest("yes|no", "maybe")', False),
    ("""regextest("what", "what's up dog?")""", True),
    ("""regexmatch("what", "what's up dog?")""", False),
    ('regexmatch(".", "a")', True),
    ("regexmatch(null, 1)", False),
    ('regexreplace("yes", "[ys]", "a")', "aea"),
    (r'regexreplace("Suite 1000", "\d+", "-")', "Suite -"),
    (r'regexreplace("ab-cd", "(\w+)-(\w+)", "$2 $1 $$")', "cd ab $"),
    ('regexreplace("abc", "", "-")', "-a-b-c-"),
    ('replace("what", "wh", "h")', "hat"),
    ('replace("The big dog chased the big cat.", "big", "small")', "The small dog chased the small cat."),
    ('replace("abc", "", "-")', "a-b-c"),
    ('replace(["yes", "ree"], "e", "a")', ("yas", "raa")),
    ('lower("TEST")', "test"),
    ('lower(["YES", "NO"])', ("yes", "no")),
    ('upper("Test")', "TEST"),
    ('split("hello world", " ")', ("hello", "world")),
    ('split("hello there world", " ", 2)', ("hello", "there")),
    ('split("abc", "")', ("a", "b", "c")),
    ('startswith("path/to/something", "path/")', True),
    ('startswith("yes", "no")', False),
    ('endswith("yes", "es")', True),
    ("endswith(null, 1)", None),
    ('padleft("hello", 7)', "  hello"),
    ('padleft("yes", 5, "!")', "!!yes"),
    ('padright("yes", 5, "!?")', "yes!?"),
    ('substring("hello", 2, 4)', "ll"),
    ('substring("hello", 4, 2)', "ll"),
    ('substring("hello", 2)', "llo"),
    ('truncate("Hello there!", 8)', "Hello..."),
    ('truncate("Hello there!", 8, "/")', "Hello t/"),
    ('truncate("Hello there!", 20)', "Hello there!"),
    # null and single values
    *(
        (f"{name}(null)", None)
        for name in ("lower", "upper", "unique", "firstvalue", "flat", "slice", "trunc", "floor")
    ),
    *((f"{name}(5)", 5.0) for name in ("reverse", "sort", "sum", "product", "average", "min", "trunc")),
    *((f'{name}(null, "a")', None) for name in ("startswith", "split", "containsword", "reduce")),
    *((f"{name}(null, 1)", None) for name in ("substring", "truncate", "padleft", "padright", "round")),
    *((f'{name}("a", null, "b")', None) for name in ("replace", "regexreplace", "split", "truncate")),
    ("slice([1, 2])", (1.0, 2.0)),
    ('join(5, "-")', "5"),
    ("join([1, 2], null)", "1, 2"),
    ('regextest("a", null)', False),
    ("default(1, 2)", 1.0),
    ("length({a: 1} + {a: 2})", 1.0),
    # the rest
    ('default(none, "incomplete")', "incomplete"),
    ("default(list(1, 2, null), 3)", (1.0, 2.0, 3.0)),
    ("ldefault(list(1, 2, null), 3)", (1.0, 2.0, None)),
    ('choice(true, "yes", "no")', "yes"),
    ('choice(0, "yes", "no")', "no"),
    ("choice([true, false], 1, 2)", (1.0, 2.0)),
    ("striptime(moment) = day", True),
    ("striptime(null)", None),
    ('dateformat(moment, "yyyy-MM-dd HH:mm:ss")', "2024-05-06 07:08:09"),
    ("""dateformat(day, "'on' dd.MM")""", "on 06.05"),
    ('dateformat(null, "yyyy")', None),
]


@pytest.mark.parametrize(("expression", "expected"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_examples(tables: Tables, expression: str, expected: Value) -> None:
    assert value(tables, expression) == expected


def test_every_function_has_an_example() -> None:
    untested = [name for name in FUNCTIONS if not any(f"{name}(" in text for text, _ in EXAMPLES)]
    assert untested == []


@pytest.mark.parametrize(
    "expression",
    [
        *("null + 1", "1 + null", "true + 1", "[1] + 1", "{a: 1} + 1", '1 - "a"', "day + 1", "day * 2"),
        *("text.part", "object[0]", "link[0]", "day[0]", "list[[1]]", "row[1]"),
        *("sum([1, null])", 'reduce([1, 2], "^")', "round(1, 200)", "lower(1)", "length(1)", 'object("a")'),
        *(
            "object(1, 2)",
            "choice(1)",
            "link(1)",
            "typeof()",
            "string()",
            "unique(1)",
            "slice(1)",
            "flat(1)",
            "sum(1, 2)",
            'startswith("a", 1)',
            "join()",
            "sort()",
            'padleft("a", "b")',
        ),
    ],
)
def test_expressions_without_a_value_leave_rows_out(tables: Tables, expression: str) -> None:
    found = answer(tables, expression)
    assert isinstance(found, Malformed)
    assert "no value for any row" in found.message


@pytest.mark.parametrize("name", FUNCTIONS)
def test_wrong_arguments_never_raise(tables: Tables, name: str) -> None:
    for arguments in ("", "1, 2, 3, 4, 5", "true", "day, day", "object, object, object", "link, 1"):
        assert answer(tables, f"{name}({arguments})") is not None


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("day - moment", "-"),
        ('"on " + day', "date"),
        ("string(day)", "date"),
        ("join([day])", "date"),
        ('date("today")', "date(today)"),
        ("date(link)", "date"),
        ('date("06.05.2024", "dd.MM.yyyy")', "date"),
        ('dateformat(day, "ffff")', "dateformat"),
        ('dateformat(day, "MMM")', "dateformat"),
        (r'split("a1b", "\d")', "split"),
        ('regextest("(", "a")', "regular expression"),
        ('regextest("^a$", "a\nb")', "regular expression"),
        ('regexreplace("a", "a", "$&")', "regexreplace"),
        ('link("a#b")', "link"),
        ("file.ctime", "file.ctime"),
        ("this.file.mtime", "file.mtime"),
        ("[[other]].file.size", "file.size"),
        ('file["day"]', "file.day"),
        ("length(file)", "file"),
        ("string(this)", "page"),
        ("file = file", "file"),
        ("file", "file"),
        ("[this]", "page"),
        ("sort([this, file])", "page"),
        ("[this] + [file]", "file"),
        ("string({a: day})", "date"),
        ('contains(file, "day")', "file.day"),
        ('"x" * 1000000', "*"),
        ('padleft("x", 1000000)', "padding"),
    ],
)
def test_uncertain_values_are_unsupported(tables: Tables, expression: str, word: str) -> None:
    found = answer(tables, expression)
    assert isinstance(found, Unsupported), found
    assert found.word == word


def test_the_place_of_an_unsupported_field(tables: Tables) -> None:
    query = "LIST number + file.ctime.year"
    found = answer_dataview(query, tables, "main.md")
    assert isinstance(found, Unsupported)
    assert query[found.span.start : found.span.end] == "file.ctime"


def test_growth_is_limited(tables: Tables) -> None:
    doubling = "list(1, 1)"
    for _ in range(20):
        doubling = f"flat([{doubling}, {doubling}])" if len(doubling) < 5000 else doubling
    assert answer(tables, doubling) is not None
    text = '"aaaaaaaaaa"'
    for _ in range(3):
        text = f'replace({text}, "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")'
    assert isinstance(answer(tables, text), Unsupported)


def test_slow_regular_expressions_are_unsupported(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    from kbgen.query import regex  # noqa: PLC0415 - only this test shortens the time

    monkeypatch.setattr(regex.Budget.__init__, "__defaults__", (0.05,))
    found = answer(tables, f'regextest("(.*a){{20}}x", "{"a" * 200}")')
    assert isinstance(found, Unsupported)
