"""Trees of Dataview queries, and what is said about those that have none."""

import pytest

from kbgen.source import Span
from kbgen.tables.dql_parser import parse
from kbgen.tables.dql_syntax import (
    Access,
    Call,
    Chain,
    Flatten,
    GroupBy,
    Kind,
    Limit,
    LinkLiteral,
    LinkSource,
    ListNode,
    Literal,
    Node,
    Not,
    NotSource,
    ObjectNode,
    PathSource,
    Query,
    Sort,
    Source,
    SourceChain,
    TagSource,
    Variable,
    Where,
)
from kbgen.tables.dql_vocabulary import SHORTHANDS, UNSUPPORTED_FUNCTIONS
from kbgen.tables.faults import Malformed, TableError, TableFault, Unsupported
from kbgen.tables.limits import DEPTH_LIMIT


def shape(node: Node) -> str:
    """Return a tree as a text with all its brackets."""
    match node:
        case Literal(value=value):
            return repr(value)
        case Variable(name=name):
            return name
        case LinkLiteral(inner=inner, embed=embed):
            return f"{'!' if embed else ''}[[{inner}]]"
        case ListNode(items=items):
            return f"[{', '.join(map(shape, items))}]"
        case ObjectNode(entries=entries):
            return f"{{{', '.join(f'{name}: {shape(value)}' for name, value in entries)}}}"
        case _:
            return compound_shape(node)


def compound_shape(node: Not | Chain | Access | Call) -> str:
    match node:
        case Not(term=term):
            return f"!{shape(term)}"
        case Chain(first=first, rest=rest):
            text = shape(first)
            for operator, term in rest:
                text = f"({text} {operator} {shape(term)})"
            return text
        case Access(base=base, key=key):
            return f"{shape(base)}[{shape(key)}]"
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(shape, arguments))})"


def source_shape(source: Source | None) -> str:
    match source:
        case None:
            return ""
        case TagSource(name=name):
            return f"#{name}"
        case PathSource(path=path):
            return f'"{path}"'
        case LinkSource(target=target, outgoing=outgoing):
            return f"{'>' if outgoing else '<'}{target}"
        case NotSource(source=negated):
            return f"-{source_shape(negated)}"
        case SourceChain(first=first, rest=rest):
            text = source_shape(first)
            for both, further in rest:
                text = f"({text} {'and' if both else 'or'} {source_shape(further)})"
            return text


def fault_of(query: str) -> TableFault:
    with pytest.raises(TableError) as caught:
        parse(query)
    return caught.value.fault


def expression(text: str) -> str:
    query = parse(f"LIST {text}")
    assert not query.steps
    assert query.source is None
    return shape(query.columns[0].node)


def columns(query: Query) -> list[tuple[str, str]]:
    return [(column.name, shape(column.node)) for column in query.columns]


def test_the_seed_vaults_old_query() -> None:
    query = parse(
        'table without id file.link AS "Name", status AS "Status"\nFROM "Detection Rules" AND #T1485'
    )
    assert (query.kind, query.with_id) == (Kind.TABLE, False)
    assert columns(query) == [("Name", "file['link']"), ("Status", "status")]
    assert source_shape(query.source) == '("Detection Rules" and #T1485)'
    assert query.steps == ()


@pytest.mark.parametrize(
    ("text", "kind", "with_id", "count"),
    [
        ("TABLE", Kind.TABLE, True, 0),
        ("table without id a", Kind.TABLE, False, 1),
        ("TABLE WITHOUT\n ID a, b", Kind.TABLE, False, 2),
        ("list", Kind.LIST, True, 0),
        ("List Without Id", Kind.LIST, False, 0),
        ("LIST a", Kind.LIST, True, 1),
        ("// why\nTABLE a // not this\n// nor this\nWHERE a", Kind.TABLE, True, 1),
    ],
)
def test_headers(text: str, kind: Kind, with_id: bool, count: int) -> None:
    query = parse(text)
    assert (query.kind, query.with_id, len(query.columns)) == (kind, with_id, count)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("TABLE a.b, length(c)", ["a.b", "length(c)"]),
        ("TABLE a +\n   b", ["a +b"]),
        ("TABLE a as Name, b As other-name", ["Name", "other-name"]),
        ('TABLE a AS "Two words"', ["Two words"]),
    ],
)
def test_names_of_columns(text: str, names: list[str]) -> None:
    assert [column.name for column in parse(text).columns] == names


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1", "1.0"),
        ("-1.5", "-1.5"),
        ("a - -1", "(a - -1.0)"),
        ("a-1", "a-1"),
        ("1-1", "(1.0 - 1.0)"),
        ('"a \\"b\\" \\\\ \\d"', repr('a "b" \\ \\d')),
        ("true", "True"),
        ("False", "False"),
        ("null", "None"),
        ("[[a b#c|d]]", "[[a b#c|d]]"),
        ("![[a]]", "![[a]]"),
        ("[[1, 2], [3]]", "[[1.0, 2.0], [3.0]]"),
        ("[]", "[]"),
        ('{a: 1, "b c": x}', "{a: 1.0, b c: x}"),
        ("{}", "{}"),
        ("!a", "!a"),
        ("!a.b and c", "(!a['b'] & c)"),
        ("a.b[0].c", "a['b'][0.0]['c']"),
        ("a[b]", "a[b]"),
        ("length( a , b )", "length(a, b)"),
        ("upper(a).b", "upper(a)['b']"),
        ("a + b * c", "(a + (b * c))"),
        ("a * b + c", "((a * b) + c)"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b % c", "((a / b) % c)"),
        ("a + 1 > b = c", "(((a + 1.0) > b) = c)"),
        ("a or b and c", "((a | b) & c)"),
        ("a AND b | c & d", "(((a & b) | c) & d)"),
        ("(a or b) = c", "((a | b) = c)"),
        ("a != b", "(a != b)"),
        ("a <= b and c >= d", "((a <= b) & (c >= d))"),
        ("été", "été"),
        ("order", "order"),
    ],
)
def test_expressions(text: str, tree: str) -> None:
    assert expression(text) == tree


def test_dates_are_literals() -> None:
    tree = expression("date( 2024-05-06 )")
    assert "datetime.datetime(2024, 5, 6" in tree
    assert expression("date(due)") == "date(due)"
    assert expression("date(2024)") == "date(2024.0)"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("#a/b-c_d", "#a/b-c_d"),
        ('"a/b c"', '"a/b c"'),
        ("[[a#b|c]]", "<a"),
        ("[[]]", "<"),
        ("outgoing([[a]])", ">a"),
        ("-#a", "-#a"),
        ("!(#a or #b)", "-(#a or #b)"),
        ("#a and #b or #c", "((#a and #b) or #c)"),
        ("#a OR (#b AND -#c)", "(#a or (#b and -#c))"),
        ("#a&#b|#c", "((#a and #b) or #c)"),
    ],
)
def test_sources(text: str, tree: str) -> None:
    assert source_shape(parse(f"LIST FROM {text}").source) == tree


def test_clauses_in_written_order() -> None:
    query = parse(
        "LIST\nWHERE a\nSORT b DESC, c.d, e ascending\nlimit 5\nGROUP BY f AS g\nflatten h\nwhere i"
    )
    kinds = [type(step) for step in query.steps]
    assert kinds == [Where, Sort, Limit, GroupBy, Flatten, Where]
    sort, group, flatten = query.steps[1], query.steps[3], query.steps[4]
    assert isinstance(sort, Sort)
    assert [(shape(node), down) for node, down in sort.keys] == [("b", True), ("c['d']", False), ("e", False)]
    assert isinstance(group, GroupBy)
    assert (group.field.name, shape(group.field.node)) == ("g", "f")
    assert isinstance(flatten, Flatten)
    assert flatten.field.name == "h"


@pytest.mark.parametrize(
    ("query", "token"),
    [
        ("", ""),
        ("  // only a comment", ""),
        ("SELECT a", "SELECT"),
        ("TABLES a", "TABLES"),
        ("TABLE(a)", "("),
        ("TABLE a,", ""),
        ("TABLE a AS", ""),
        ("TABLE a AS 5", "5"),
        ("TABLE a AS b c", "c"),
        ("TABLE a FROM", "FROM"),
        ("TABLE a FROM folder", "folder"),
        ("TABLE a FROM #", "#"),
        ("TABLE a FROM #T1059.001", "."),
        ("TABLE a FROM #a #b", "#"),
        ("TABLE a FROM (#a", "("),
        ("TABLE a FROM #a and", ""),
        ('TABLE a FROM "b', '"'),
        ("LIST WHERE", "WHERE"),
        ("LIST WHERE a =", ""),
        ("LIST WHERE a == b", "="),
        ("LIST WHERE (a", "("),
        ("LIST WHERE a)", ")"),
        ("LIST WHERE [a, ]", "]"),
        ("LIST WHERE {a}", "}"),
        ("LIST WHERE {1: 2}", "1"),
        ("LIST WHERE a.", ""),
        ("LIST WHERE a.5", "5"),
        ("LIST WHERE -a", "-"),
        ("LIST WHERE from = 1", "from"),
        ("LIST WHERE nullable", "nullable"),
        ("LIST WHERE trueish", "trueish"),
        ("LIST WHERE lenght(a)", "lenght"),
        ("LIST WHERE LENGTH(a)", "LENGTH"),
        ("LIST WHERE a(b)(c)", "a"),
        ("LIST WHERE length(a)(b)", "length"),
        ("LIST WHERE date(2024-13-01)", "date(2024-13-01)"),
        ("LIST FROM #a WHERE b ORDER BY c", "ORDER"),
        ("LIST FROM #a FROM #b", "FROM"),
        ("LIST WHERE a\nFROM #b", "FROM"),
        ("LIST GROUP  BY a", "GROUP"),
        ("LIST FROM #a LIMIT", "LIMIT"),
        ("LIST SORT a", "a"),
        ("LIST a, b", ","),
    ],
)
def test_malformed_queries_are_located(query: str, token: str) -> None:
    fault = fault_of(query)
    assert isinstance(fault, Malformed)
    assert query[fault.span.start : fault.span.end] == token
    assert fault.message
    assert not fault.message.endswith(".")


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("LIST WHERE lenght(a)", "did you mean length()?"),
        ("LIST FROM #a WHERE b ORDER BY c", "write SORT"),
        ("LIST WHERE where", 'write row["where"] for a field with this name'),
        ("TABLE a AS", 'write AS "Name"'),
    ],
)
def test_malformed_queries_have_a_way_out(query: str, hint: str) -> None:
    assert fault_of(query).hint == hint


@pytest.mark.parametrize(
    ("query", "word", "token"),
    [
        ("TASK WHERE !completed", "TASK", "TASK"),
        ("calendar file.day", "calendar", "calendar"),
        ('LIST FROM csv("a.csv")', "csv()", "csv("),
        ("LIST WHERE any(a, (x) => x)", "=>", "(x) =>"),
        ("LIST WHERE all(a, (x, y) => x)", "=>", "(x, y) =>"),
        *((f"LIST {name}(a)", name, name) for name in UNSUPPORTED_FUNCTIONS),
        *((f"LIST date({day})", f"date({day})", f"date({day})") for day in SHORTHANDS),
        ("LIST date(2024-05-06T07:08:09Z)", "date(2024-05-06T07:08:09Z)", "date(2024-05-06T07:08:09Z)"),
        ("LIST dur(1 day)", "dur", "dur"),
    ],
)
def test_unsupported_words_are_named(query: str, word: str, token: str) -> None:
    fault = fault_of(query)
    assert isinstance(fault, Unsupported)
    assert fault.word == word
    assert query[fault.span.start : fault.span.end] == token


DEEP = DEPTH_LIMIT


@pytest.mark.parametrize(
    "text",
    [
        "(" * DEEP + "a" + ")" * DEEP,
        "[" * DEEP + "a" + "]" * DEEP,
        "!" * DEEP + "a",
        "a" + ".b" * DEEP,
        " + ".join(["a"] * 2000),
    ],
)
def test_nesting_up_to_the_limit(text: str) -> None:
    assert parse(f"LIST {text}").columns


@pytest.mark.parametrize(
    "text",
    [
        "LIST " + "(" * 5000,
        "LIST " + "[" * 5000,
        "LIST " + "!" * 5000 + "a",
        "LIST " + "{a:" * 5000,
        "LIST " + "length(" * 5000,
        "LIST a" + ".b" * 5000,
        "LIST a" + "[b" * 5000,
        "LIST FROM " + "-" * 5000 + "#a",
        "LIST FROM " + "(" * 5000,
    ],
)
def test_nesting_beyond_the_limit_is_malformed(text: str) -> None:
    fault = fault_of(text)
    assert isinstance(fault, Malformed)
    assert f"deeper than {DEPTH_LIMIT} levels" in fault.message


def test_spans_are_offsets() -> None:
    query = parse("LIST a.bc + d")
    node = query.columns[0].node
    assert isinstance(node, Chain)
    assert (node.span, node.first.span, node.rest[0][1].span) == (Span(5, 13), Span(5, 9), Span(12, 13))
