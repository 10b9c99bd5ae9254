"""The front door for ``dataview`` blocks: a text and the tables of a vault become an answer; nothing raises."""

from kbgen.tables.dql_clauses import Row, Rows, execute, shown
from kbgen.tables.dql_parser import parse
from kbgen.tables.dql_select import select
from kbgen.tables.dql_syntax import Kind, Named, Query
from kbgen.tables.dql_world import World
from kbgen.tables.faults import TableError
from kbgen.tables.limits import Meter, check_length
from kbgen.tables.results import Answer, Listing, Pair, Table
from kbgen.tables.tables import Tables
from kbgen.tables.values import Value


def answer_dataview(text: str, tables: Tables, path: str) -> Answer:
    """Return the answer to a query in Dataview's query language.

    Args:
        text: the body of the block; spans of faults are offsets into it.
        tables: the vault.
        path: vault path of the note that holds the block.

    Without ``SORT``, rows are in the default order of files: Dataview's own is that of its index.
    """
    try:
        check_length(text)
        return _answer(parse(text), World(tables, path, Meter()))
    except TableError as error:
        return error.fault


def _answer(query: Query, world: World) -> Answer:
    tables = world.tables
    records = [tables.records[path] for path in tables.in_order(select(query.source, world))]
    rows = tuple([Row(record.link, record.page.entries, (record.path,)) for record in records])
    found = execute(query.steps, rows, world)
    return _table(query, found, world) if query.kind is Kind.TABLE else _listing(query, found, world)


def _table(query: Query, found: Rows, world: World) -> Table:
    titles = tuple(column.name for column in query.columns)
    cells = shown(query.columns, found.rows, world)
    paths = _paths([row for row, _ in cells])
    if query.with_id:
        return Table(
            (found.id_name, *titles), tuple([(row.identity, *values) for row, values in cells]), paths
        )
    return Table(titles, tuple([values for _, values in cells]), paths)


def _listing(query: Query, found: Rows, world: World) -> Listing:
    cells = shown(tuple(Named("", column.node) for column in query.columns), found.rows, world)
    items: list[Value | Pair] = []
    for row, values in cells:
        if not values:
            items.append(row.identity)
        else:
            items.append(Pair(row.identity, values[0]) if query.with_id else values[0])
    return Listing(tuple(items), _paths([row for row, _ in cells]))


def _paths(rows: list[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for row in rows for path in row.paths))
