"""Whole Dataview queries over small vaults: sources, clauses, what is shown."""

from collections.abc import Callable, Mapping

import pytest

from kbgen.source import Span
from kbgen.tables.dataview import answer_dataview
from kbgen.tables.faults import Malformed, Unsupported
from kbgen.tables.limits import TEXT_LIMIT
from kbgen.tables.results import Answer, Listing, Pair, Table
from kbgen.tables.tables import Tables
from kbgen.tables.values import Link, Value

MakeTables = Callable[[Mapping[str, str]], Tables]

WORLD = {
    "Rules/ssh brute force.md": "---\ntags: [rule, T1110]\nlevel: high\nscore: 8\nsources: [auth, sshd]\n---\n[[hosts]]\n",
    "Rules/new service.md": "---\ntags: [rule, t1543/003]\nlevel: medium\nscore: 5\nsources: [system]\n---\n",
    "Rules/Old/odd agent.md": "---\ntags: [rule, old]\nlevel: low\n---\n[[ssh brute force]] [[nowhere]]\n",
    "Tests/ssh test.md": "---\ntags: [test, T1110]\nscore: 2\n---\n![[picture.png]] [[ssh brute force#x]]\n",
    "hosts.md": "# Hosts\n[[hosts#Hosts]]\n",
    "Rules.md": "The rules. #index\n",
    "picture.png": "",
    "data.csv": "",
}
HOLDER = "Rules/ssh brute force.md"


@pytest.fixture(scope="module")
def tables(make_tables: MakeTables) -> Tables:
    return make_tables(WORLD)


def ask(tables: Tables, query: str) -> Answer:
    return answer_dataview(query, tables, HOLDER)


def names(answer: Answer) -> list[str]:
    assert isinstance(answer, Listing | Table), answer
    return [path.rsplit("/", 1)[-1].removesuffix(".md") for path in answer.paths]


def rows(answer: Answer) -> list[tuple[Value, ...]]:
    assert isinstance(answer, Table), answer
    return list(answer.rows)


def to(path: str) -> Link:
    return Link(path, exists=True)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("#rule", ["new service", "odd agent", "ssh brute force"]),
        ("#RULE", ["new service", "odd agent", "ssh brute force"]),
        ("#t1110", ["ssh brute force", "ssh test"]),
        ("#T1543", ["new service"]),
        ("#T1543/003", ["new service"]),
        ("#T15", []),
        ('"Rules"', ["new service", "odd agent", "ssh brute force"]),
        ('"Rules.md"', ["Rules"]),
        ('"Rules/Old"', ["odd agent"]),
        ('"Rules/"', []),
        ('"rules"', []),
        ('"Rules/new service"', ["new service"]),
        ('"Rules/new service.md"', ["new service"]),
        ('"picture.png"', []),
        ('"none"', []),
        ('""', ["hosts", "new service", "odd agent", "Rules", "ssh brute force", "ssh test"]),
        ("[[ssh brute force]]", ["odd agent", "ssh test"]),
        ("[[]]", ["odd agent", "ssh test"]),
        ("[[nowhere]]", ["odd agent"]),
        ("[[picture.png]]", ["ssh test"]),
        ("outgoing([[odd agent]])", ["ssh brute force"]),
        ("outgoing([[]])", ["hosts"]),
        ("-#rule", ["hosts", "Rules", "ssh test"]),
        ('#rule and -"Rules/Old"', ["new service", "ssh brute force"]),
        ("#old or #test and #T1110", ["ssh test"]),
        ("#old or (#test and #T1110)", ["odd agent", "ssh test"]),
        ('!("Rules" or "Tests")', ["hosts", "Rules"]),
    ],
)
def test_sources(tables: Tables, source: str, found: list[str]) -> None:
    assert names(ask(tables, f"LIST FROM {source}")) == found


def test_without_a_source_all_notes_are_listed_in_the_default_order(tables: Tables) -> None:
    answer = ask(tables, "LIST")
    assert names(answer) == ["hosts", "new service", "odd agent", "Rules", "ssh brute force", "ssh test"]


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ('WHERE level = "high"', ["ssh brute force"]),
        ("WHERE level", ["new service", "odd agent", "ssh brute force"]),
        ("WHERE !level", ["hosts", "Rules", "ssh test"]),
        ("WHERE score > 2", ["new service", "ssh brute force"]),
        ("WHERE score < 3", ["hosts", "odd agent", "Rules", "ssh test"]),
        ("WHERE score + 1 > 2", ["new service", "ssh brute force", "ssh test"]),
        ('WHERE contains(sources, "sys")', ["new service"]),
        ('WHERE file.folder = "Rules" or file.name = "hosts"', ["hosts", "new service", "ssh brute force"]),
        ("WHERE contains(file.outlinks, [[hosts]])", ["hosts", "ssh brute force"]),
        ("WHERE contains(file.inlinks, this.file.link)", ["hosts"]),
        ('WHERE contains(file.tags, "#t1543")', ["new service"]),
        ("WHERE file.link = this.file.link", ["ssh brute force"]),
        ("WHERE false", []),
    ],
)
def test_where(tables: Tables, clause: str, found: list[str]) -> None:
    assert names(ask(tables, f"LIST {clause}")) == found


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("SORT score", ["odd agent", "new service", "ssh brute force"]),
        ("SORT score DESC", ["ssh brute force", "new service", "odd agent"]),
        ("SORT score descending, file.name", ["ssh brute force", "new service", "odd agent"]),
        ("SORT length(level), file.name desc", ["odd agent", "ssh brute force", "new service"]),
        ("SORT length(tags), file.name", ["new service", "odd agent", "ssh brute force"]),
        ("SORT length(tags) DESC", ["new service", "odd agent", "ssh brute force"]),
        ("LIMIT 2", ["new service", "odd agent"]),
        ("LIMIT 0", []),
        ("LIMIT -1", ["new service", "odd agent"]),
        ("LIMIT 1.9", ["new service"]),
        ("SORT score DESC LIMIT 1", ["ssh brute force"]),
        ("LIMIT 2 SORT score DESC", ["new service", "odd agent"]),
        ("WHERE score SORT score LIMIT 1 + 0", ["new service"]),
    ],
)
def test_sort_and_limit_in_written_order(tables: Tables, clause: str, found: list[str]) -> None:
    assert names(ask(tables, f"LIST FROM #rule {clause}")) == found


def test_a_table_has_a_column_of_links(tables: Tables) -> None:
    answer = ask(tables, 'TABLE level, score * 2 AS "Double" FROM "Rules/Old" OR "Rules/new service"')
    assert isinstance(answer, Table)
    assert answer.columns == ("File", "level", "Double")
    # score * 2 has no value for odd agent, so Dataview leaves that row out.
    assert answer.rows == ((to("Rules/new service.md"), "medium", 10.0),)
    assert answer.paths == ("Rules/new service.md",)


def test_a_table_without_id(tables: Tables) -> None:
    answer = ask(tables, 'TABLE WITHOUT ID file.link AS "Name", level AS "Level" FROM #T1110 SORT file.name')
    assert isinstance(answer, Table)
    assert answer.columns == ("Name", "Level")
    assert answer.rows == ((to(HOLDER), "high"), (to("Tests/ssh test.md"), None))


def test_of_two_columns_with_one_name_the_last_counts_for_both(tables: Tables) -> None:
    assert rows(ask(tables, "TABLE WITHOUT ID level AS X, score AS X FROM #rule WHERE score = 8")) == [
        (8.0, 8.0)
    ]


def test_a_list_with_a_value(tables: Tables) -> None:
    answer = ask(tables, "LIST score FROM #T1110")
    assert isinstance(answer, Listing)
    assert answer.items == (Pair(to(HOLDER), 8.0), Pair(to("Tests/ssh test.md"), 2.0))


def test_a_list_without_id(tables: Tables) -> None:
    answer = ask(tables, "LIST WITHOUT ID score FROM #T1110")
    assert isinstance(answer, Listing)
    assert answer.items == (8.0, 2.0)
    bare = ask(tables, "LIST WITHOUT ID FROM #T1110")
    assert isinstance(bare, Listing)
    assert bare.items == (to(HOLDER), to("Tests/ssh test.md"))


def test_groups(tables: Tables) -> None:
    answer = ask(
        tables, 'TABLE length(rows) AS "Count", rows.file.link AS "Notes" WHERE score GROUP BY tags[1] AS T'
    )
    assert isinstance(answer, Table)
    assert answer.columns == ("T", "Count", "Notes")
    assert answer.rows == (
        ("T1110", 2.0, (to(HOLDER), to("Tests/ssh test.md"))),
        ("t1543/003", 1.0, (to("Rules/new service.md"),)),
    )
    assert answer.paths == (HOLDER, "Tests/ssh test.md", "Rules/new service.md")


def test_groups_are_sorted_and_named_by_their_expression(tables: Tables) -> None:
    answer = ask(tables, "TABLE sum(nonnull(rows.score)) AS n FROM #rule GROUP BY file.folder")
    assert isinstance(answer, Table)
    assert answer.columns == ("file.folder", "n")
    assert answer.rows == (("Rules", 13.0), ("Rules/Old", None))


def test_clauses_behind_groups_see_groups(tables: Tables) -> None:
    query = "LIST length(rows) GROUP BY file.folder AS f SORT length(rows) DESC WHERE f LIMIT 2"
    answer = ask(tables, query)
    assert isinstance(answer, Listing)
    assert answer.items == (Pair("Rules", 2.0), Pair("Rules/Old", 1.0))
    assert names(ask(tables, "LIST GROUP BY file.folder WHERE level")) == []


def test_groups_of_groups(tables: Tables) -> None:
    query = "LIST rows.rows.file.name FROM #rule GROUP BY level GROUP BY length(key) > 3 AS long"
    answer = ask(tables, query)
    assert isinstance(answer, Listing)
    assert answer.items == (
        Pair(key=False, value=(("odd agent",),)),
        Pair(key=True, value=(("ssh brute force",), ("new service",))),
    )


def test_flatten(tables: Tables) -> None:
    query = 'TABLE WITHOUT ID s, file.name FROM "Rules" FLATTEN sources AS s SORT s DESC'
    assert rows(ask(tables, query)) == [
        ("system", "new service"),
        ("sshd", "ssh brute force"),
        ("auth", "ssh brute force"),
        (None, "odd agent"),
    ]


def test_flatten_under_its_own_name(tables: Tables) -> None:
    query = 'LIST WITHOUT ID sources FROM "Rules" WHERE sources FLATTEN sources'
    answer = ask(tables, query)
    assert isinstance(answer, Listing)
    assert answer.items == ("system", "auth", "sshd")
    assert names(answer) == ["new service", "ssh brute force"]


def test_flatten_of_a_groups_name_gives_the_notes_back(tables: Tables) -> None:
    answer = ask(tables, "TABLE FROM #rule GROUP BY level AS rank FLATTEN rank AS rank")
    assert isinstance(answer, Table)
    assert answer.columns == ("File",)


def test_rows_that_some_expression_has_no_value_for_are_left_out(tables: Tables) -> None:
    assert names(ask(tables, "LIST FROM #rule SORT score + 1")) == ["new service", "ssh brute force"]
    assert names(ask(tables, "LIST score * 2 FROM #rule")) == ["new service", "ssh brute force"]
    assert names(ask(tables, "LIST FROM #rule FLATTEN score * 2 AS d")) == ["new service", "ssh brute force"]


@pytest.mark.parametrize(
    ("query", "token"),
    [
        ("LIST FROM #rule WHERE level + 1 - 1", "level + 1 - 1"),
        ("LIST level * level FROM #rule", "level * level"),
        ('LIST LIMIT "a"', '"a"'),
        ("LIST LIMIT score", "score"),
        ("LIST LIMIT 1 + null", "1 + null"),
        ("LIST FROM outgoing([[picture.png]])", "outgoing([[picture.png]])"),
    ],
)
def test_queries_that_fail_while_answering_are_malformed(tables: Tables, query: str, token: str) -> None:
    fault = ask(tables, query)
    assert isinstance(fault, Malformed)
    assert query[fault.span.start : fault.span.end] == token


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ('LIST FROM "data.csv"', "data.csv"),
        ("LIST rows FROM #rule GROUP BY level", "page"),
        ("TABLE rows.file FROM #rule GROUP BY level", "file"),
        ("LIST FROM #rule SORT file.mtime", "file.mtime"),
        ("LIST FROM #rule WHERE file.cday > date(2024-01-01)", "file.cday"),
        ("LIST FROM #rule GROUP BY this", "page"),
        ("LIST FROM #rule SORT this", "page"),
        ("LIST FROM #rule FLATTEN file.lists AS item", "file.lists"),
    ],
)
def test_unsupported_queries(tables: Tables, query: str, word: str) -> None:
    found = ask(tables, query)
    assert isinstance(found, Unsupported), found
    assert found.word == word


def test_unknown_fields_do_no_harm_where_no_row_asks_for_them(tables: Tables) -> None:
    assert names(ask(tables, "LIST file.ctime FROM #none")) == []


def test_inline_fields_are_unsupported_for_the_notes_that_may_have_them(make_tables: MakeTables) -> None:
    tables = make_tables({"a.md": "State:: open\n", "b.md": "---\nstate: done\n---\n"})
    assert isinstance(answer_dataview("LIST state", tables, "a.md"), Unsupported)
    assert isinstance(answer_dataview('LIST state FROM "b"', tables, "a.md"), Listing)
    assert isinstance(answer_dataview("LIST other", tables, "a.md"), Listing)


def test_a_block_outside_the_vault_has_no_note_of_its_own(tables: Tables) -> None:
    answer = answer_dataview("LIST WITHOUT ID this.score FROM #T1110", tables, "elsewhere.md")
    assert isinstance(answer, Listing)
    assert answer.items == (None, None)


def test_blocks_are_limited(tables: Tables) -> None:
    fault = ask(tables, "LIST " + " " * TEXT_LIMIT)
    assert isinstance(fault, Malformed)
    assert fault.span == Span(TEXT_LIMIT, TEXT_LIMIT + 5)


def test_rows_are_limited(make_tables: MakeTables) -> None:
    items = ", ".join(map(str, range(100)))
    tables = make_tables({"a.md": f"---\nx: [{items}]\n---\n"})
    found = answer_dataview("LIST FLATTEN x AS a FLATTEN x AS b FLATTEN x AS c", tables, "a.md")
    assert isinstance(found, Unsupported)
    assert found.word == "FLATTEN"


def test_steps_are_limited(make_tables: MakeTables) -> None:
    items = ", ".join(map(str, range(1000)))
    tables = make_tables({"a.md": f"---\nx: [{items}]\n---\n"})
    work = " + ".join(["sum(x)"] * 2000)
    found = answer_dataview(f"LIST {work} FLATTEN x AS a", tables, "a.md")
    assert isinstance(found, Unsupported)
    assert found.word == "size"


def test_the_same_query_has_the_same_answer(tables: Tables) -> None:
    query = "TABLE rows.file.link GROUP BY level SORT length(rows)"
    assert ask(tables, query) == ask(tables, query)
