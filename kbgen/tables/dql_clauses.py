"""The clauses of a query, executed in written order on rows.

Specification: ``src/query/engine.ts`` of Dataview. A row for which an expression has no value is left out; where all rows
are, the query is faulty.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from kbgen.source import Span
from kbgen.tables.dql_evaluate import Data, evaluate
from kbgen.tables.dql_syntax import Flatten, GroupBy, Limit, Named, Node, Sort, Step, Where
from kbgen.tables.dql_values import OrderKey, is_truthy, order_key, type_name, whole
from kbgen.tables.dql_world import World
from kbgen.tables.faults import RowError, UncertainError, malformed, unsupported
from kbgen.tables.limits import LIST_LIMIT
from kbgen.tables.values import EMPTY, Object, Value, weight


@dataclass(frozen=True, slots=True)
class Row:
    """One row on its way through the clauses."""

    identity: Value
    """The link to its note, or the key of its group."""
    data: Data
    paths: tuple[str, ...]
    """Vault paths of the notes behind it."""
    partial: str = "page"
    """What the row is a part of; empty for a group."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that a query has so far."""

    rows: tuple[Row, ...]
    id_name: str = "File"
    """The title of the column of identities."""


def execute(steps: Iterable[Step], rows: tuple[Row, ...], world: World) -> Rows:
    """Return what clauses make of rows.

    Raises:
        TableError: an expression is unsupported, or has no value for any row.
    """
    found = Rows(rows)
    for step in steps:
        found = _executed(step, found, world)
    return found


def _executed(step: Step, found: Rows, world: World) -> Rows:
    match step:
        case Where(node=node):
            kept = (row for row, value in with_values(node, found.rows, world) if is_truthy(value))
            return Rows(tuple(kept), found.id_name)
        case Sort():
            return Rows(_sorted(step, found.rows, world), found.id_name)
        case Limit():
            return Rows(_limited(step, found.rows, world), found.id_name)
        case GroupBy(field=field):
            return Rows(_grouped(field, found.rows, world), field.name)
        case Flatten(field=field):
            name = "File" if found.id_name == field.name else found.id_name
            return Rows(_flattened(field, found.rows, world), name)


def with_values(node: Node, rows: tuple[Row, ...], world: World) -> list[tuple[Row, Value]]:
    """Return rows with the value of an expression, without those for which it has none.

    Raises:
        TableError: the expression is unsupported, or has no value for any row.
    """
    return _evaluated(rows, lambda row: evaluate(node, row.data, world), node.span)


def _evaluated(rows: tuple[Row, ...], compute: Callable[[Row], Value], span: Span) -> list[tuple[Row, Value]]:
    found: list[tuple[Row, Value]] = []
    first = ""
    for row in rows:
        try:
            found.append((row, compute(row)))
        except RowError as error:
            first = first or str(error)
    if rows and not found:
        raise malformed(f"the expression has no value for any row: {first}", span)
    return found


def shown(
    columns: tuple[Named, ...], rows: tuple[Row, ...], world: World
) -> list[tuple[Row, tuple[Value, ...]]]:
    """Return rows with the values of columns; of two columns with one name the last expression counts for both.

    Raises:
        TableError: an expression is unsupported or its value cannot be shown, or all rows lack a value.
    """
    nodes = {column.name: column.node for column in columns}

    def cells(row: Row) -> Value:
        values = {name: evaluate(node, row.data, world) for name, node in nodes.items()}
        return tuple([values[column.name] for column in columns])

    found: list[tuple[Row, tuple[Value, ...]]] = []
    span = Span(columns[0].node.span.start, columns[-1].node.span.end) if columns else Span(0, 0)
    for row, values in _evaluated(rows, cells, span):
        listed = values if isinstance(values, tuple) else ()
        for column, value in zip(columns, listed, strict=True):
            _check_shown(value, column.node.span)
        found.append((row, listed))
    return found


def _check_shown(value: Value, span: Span) -> None:
    """Refuse to show an object of which kbgen does not know everything."""
    waiting: list[Value] = [value]
    while waiting:
        match waiting.pop():
            case tuple() as items:
                waiting.extend(items)
            case Object() as item:
                try:
                    waiting.extend(whole(item).values())
                except UncertainError as error:
                    raise error.at(span) from None
            case _:
                pass


def _key(value: Value, span: Span, world: World) -> OrderKey:
    try:
        world.meter.spend(weight(value))
        return order_key(value)
    except UncertainError as error:
        raise error.at(span) from None


def _sorted(step: Sort, rows: tuple[Row, ...], world: World) -> tuple[Row, ...]:
    def values(row: Row) -> Value:
        return tuple([evaluate(node, row.data, world) for node, _ in step.keys])

    keyed = [
        ([_key(value, step.span, world) for value in found] if isinstance(found, tuple) else [], row)
        for row, found in _evaluated(rows, values, step.keys[0][0].span)
    ]
    for place, (_, descending) in reversed(tuple(enumerate(step.keys))):
        keyed.sort(key=partial(_at, place), reverse=descending)
    return tuple([row for _, row in keyed])


def _at(place: int, keyed: tuple[list[OrderKey], Row]) -> OrderKey:
    return keyed[0][place]


def _limited(step: Limit, rows: tuple[Row, ...], world: World) -> tuple[Row, ...]:
    try:
        count = evaluate(step.node, EMPTY, world)
    except RowError as error:
        raise malformed(f"LIMIT has no value: {error}", step.node.span) from None
    if not isinstance(count, float) or isinstance(count, bool):
        raise malformed(f"LIMIT needs a number, not a value of the type {type_name(count)}", step.node.span)
    return rows[: int(max(-LIST_LIMIT - 1, min(count, LIST_LIMIT + 1)))] if count == count else ()  # noqa: PLR0124


def _grouped(field: Named, rows: tuple[Row, ...], world: World) -> tuple[Row, ...]:
    keyed = [
        (_key(value, field.node.span, world), row, value)
        for row, value in with_values(field.node, rows, world)
    ]
    keyed.sort(key=lambda item: item[0])
    groups: list[list[tuple[OrderKey, Row, Value]]] = []
    for item in keyed:
        if groups and groups[-1][0][0] == item[0]:
            groups[-1].append(item)
        else:
            groups.append([item])
    return tuple([_group(field.name, [row for _, row, _ in group], group[0][2]) for group in groups])


def _group(name: str, rows: list[Row], key: Value) -> Row:
    members = tuple([Object(row.data, partial=row.partial) for row in rows])
    paths = tuple(dict.fromkeys(path for row in rows for path in row.paths))
    return Row(key, {"key": key, "rows": members, name: key}, paths, partial="")


def _flattened(field: Named, rows: tuple[Row, ...], world: World) -> tuple[Row, ...]:
    found: list[Row] = []
    for row, value in with_values(field.node, rows, world):
        items = value if isinstance(value, tuple) else (value,)
        if len(found) + len(items) > LIST_LIMIT:
            message = f"a table of more than {LIST_LIMIT} rows is not supported"
            raise unsupported("FLATTEN", field.node.span, message)
        found += [Row(row.identity, {**row.data, field.name: item}, row.paths, row.partial) for item in items]
    return tuple(found)
