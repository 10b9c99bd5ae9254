"""The rows of a base's view: chosen, ordered, grouped, with their cells.

Specification: https://help.obsidian.md/bases/views. Assumed where that is silent: without ``sort`` rows are in the default
order of files; texts are ordered as file names are; empty values stand last in both directions, except that an empty
check box counts as one that is not checked.
"""

from typing import Any, TypeAlias

from kbgen.query.order import name_key
from kbgen.tables.base_evaluate import formula_of
from kbgen.tables.base_files import file_property, property_of
from kbgen.tables.base_filters import files_that_pass
from kbgen.tables.base_scene import Scene
from kbgen.tables.base_syntax import Base, Origin, PropertyId, SortKey
from kbgen.tables.base_values import known
from kbgen.tables.base_vocabulary import TITLES
from kbgen.tables.faults import UncertainError, unsupported
from kbgen.tables.results import Group, Row, Table
from kbgen.tables.values import Date, File, Link, Object, Tag, Value, title_of

_Key: TypeAlias = tuple[Any, ...]
_RANKS = {bool: 0, float: 1, Date: 2, str: 3, Tag: 3, Link: 3, File: 3, tuple: 4, Object: 5}


def show(base: Base, scene: Scene) -> Table:
    """Return the table of a base's view.

    Raises:
        TableError: it is not certain.
    """
    view = base.view
    filters = [condition for condition in (base.filter, view.filter) if condition is not None]
    paths = files_that_pass(filters, scene)
    for key in reversed(view.sort):
        paths = _sorted(paths, key, scene)
    if view.limit is not None and len(paths) > view.limit:
        if view.group is not None:
            message = "whether limit counts all rows or those of a group is not certain"
            raise unsupported("limit", view.limit_span, message)
        paths = paths[: view.limit]
    groups = () if view.group is None else _grouped(paths, view.group, base, scene)
    rows = [row for group in groups for row in group[1]] if view.group else _rows(paths, base, scene)
    return Table(
        columns=tuple([_title(column, base) for column in view.columns]),
        rows=tuple([row for _, row in rows]),
        paths=tuple([path for path, _ in rows]),
        groups=tuple([Group(key, tuple([row for _, row in members])) for key, members in groups]),
        title=view.name,
    )


def _sorted(paths: list[str], key: SortKey, scene: Scene) -> list[str]:
    values = {path: _sort_value(key.property, scene.of(path)) for path in paths}
    boxes = all(value is None or isinstance(value, bool) for value in values.values())
    if boxes:
        values = {path: bool(value) for path, value in values.items()}
    filled = [path for path in paths if not _is_missing(values[path])]
    empty = [path for path in paths if _is_missing(values[path])]
    filled.sort(key=lambda path: _order(values[path]), reverse=key.descending)
    return filled + empty


def _sort_value(found: PropertyId, scene: Scene) -> Value:
    """Return what orders a row; attachments are ordered by their names, whatever Obsidian calls them."""
    if found.origin is Origin.FILE and found.name in ("name", "basename"):
        return title_of(scene.path)
    return _property_value(found, scene)


def _property_value(found: PropertyId, scene: Scene) -> Value:
    try:
        match found.origin:
            case Origin.NOTE:
                return property_of(scene.tables, scene.path, found.name)
            case Origin.FILE:
                return file_property(scene.tables, scene.path, found.name)
            case Origin.FORMULA:
                return known(formula_of(found.name, found.span, scene))
    except UncertainError as error:
        raise error.at(found.span) from None


def _is_missing(value: Value) -> bool:
    return value is None or value in ("", ())


def _order(value: Value) -> _Key:
    rank = _RANKS.get(type(value), 6)
    match value:
        case bool() | float():
            return rank, value
        case Date(moment=moment):
            return rank, moment
        case str():
            return rank, name_key(value)
        case Link():
            return rank, name_key(value.label)
        case Tag(name=name) | File(path=name):
            return rank, name_key(name)
        case tuple():
            return rank, tuple([_order(item) for item in value])
        case _:
            return (rank,)


def _grouped(
    paths: list[str], key: SortKey, base: Base, scene: Scene
) -> list[tuple[Value, list[tuple[str, Row]]]]:
    members: dict[_Key, tuple[Value, list[str]]] = {}
    for path in paths:
        value = _property_value(key.property, scene.of(path))
        if isinstance(value, tuple | Object | File):
            message = "how Obsidian groups by a list or an object is not certain"
            raise unsupported("groupBy", key.property.span, message)
        missing = _is_missing(value)
        identity = (missing,) if missing else (missing, type(value).__name__, value)
        members.setdefault(identity, (None if missing else value, []))[1].append(path)
    filled = [group for group in members.values() if group[0] is not None]
    filled.sort(key=lambda group: _order(group[0]), reverse=key.descending)
    ordered = filled + [group for group in members.values() if group[0] is None]
    return [(value, _rows(found, base, scene)) for value, found in ordered]


def _rows(paths: list[str], base: Base, scene: Scene) -> list[tuple[str, Row]]:
    return [(path, tuple([_cell(column, scene.of(path)) for column in base.view.columns])) for path in paths]


def _cell(column: PropertyId, scene: Scene) -> Value:
    if column.origin is Origin.FILE and column.name in ("name", "file"):
        return Link(
            scene.path, exists=True, text="" if scene.path.lower().endswith(".md") else _file_name(scene.path)
        )
    return _shown(_property_value(column, scene))


def _shown(value: Value) -> Value:
    """Return a value with links in place of files."""
    match value:
        case File(path=path):
            return Link(path, exists=True)
        case tuple():
            return tuple([_shown(item) for item in value])
        case _:
            return value


def _file_name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _title(column: PropertyId, base: Base) -> str:
    stated = base.titles.get(column.key)
    if stated is not None:
        return stated
    return TITLES[column.name] if column.origin is Origin.FILE else column.name
