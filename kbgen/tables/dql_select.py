"""The tree of what stands behind ``FROM`` becomes notes.

Specification: https://blacksmithgu.github.io/obsidian-dataview/reference/sources/.
"""

from kbgen.tables.dql_syntax import LinkSource, NotSource, PathSource, Source, SourceChain, TagSource
from kbgen.tables.dql_world import World
from kbgen.tables.faults import malformed, unsupported

_TABLE_FILE = ".csv"


def select(source: Source | None, world: World) -> frozenset[str]:
    """Return the vault paths of the notes of a source, all notes where there is none.

    Raises:
        TableError: the source is unsupported, or names a file that has no links.
    """
    tables = world.tables
    match source:
        case None:
            return frozenset(tables.records)
        case TagSource(name=name):
            return tables.by_tag.get(name.lower(), frozenset())
        case PathSource():
            return _at_path(source, world) & tables.records.keys()
        case LinkSource():
            return _linked(source, world) & tables.records.keys()
        case NotSource(source=negated):
            return frozenset(tables.records.keys() - select(negated, world))
        case SourceChain(first=first, rest=rest):
            found = select(first, world)
            for both, further in rest:
                others = select(further, world)
                found = found & others if both else found | others
            return found


def _at_path(source: PathSource, world: World) -> frozenset[str]:
    path, tables = source.path, world.tables
    folder = tables.in_folder.get("" if path == "/" else path)
    if folder is not None:
        return folder
    if path in tables.files:
        _refuse_csv((path,), source)
        return frozenset((path,))
    return frozenset((f"{path}.md",)) & tables.files


def _linked(source: LinkSource, world: World) -> frozenset[str]:
    tables = world.tables
    path = tables.names.resolve(source.target, world.path).path
    if path is None:
        return tables.linking.get(source.target, frozenset())
    if not source.outgoing:
        return tables.linking.get(path, frozenset())
    if path not in tables.records:
        raise malformed(f"{path} is no note, so it has no links", source.span)
    followed = tables.knowledge.links.get(path, ())
    targets = frozenset(link.path for link in followed if link.path is not None)
    _refuse_csv(targets, source)
    return targets


def _refuse_csv(paths: frozenset[str] | tuple[str, ...], source: PathSource | LinkSource) -> None:
    for path in paths:
        if path.lower().endswith(_TABLE_FILE):
            raise unsupported(path, source.span, f"{path} is not supported: kbgen reads no tables")
