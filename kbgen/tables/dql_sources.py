"""What stands behind ``FROM``: its text becomes a tree, a tree becomes notes.

Specification: https://blacksmithgu.github.io/obsidian-dataview/reference/sources/. The grammar::

    source = atom , { ( "and" | "or" | "&" | "|" ) , atom } ;       (* equal precedence, from the left *)
    atom   = "(" , source , ")" | ( "-" | "!" ) , atom | "#" , tag | string | "[[" , link , "]]"
           | "outgoing(" , "[[" , link , "]]" , ")" ;
"""

import re

from kbgen.source import Span
from kbgen.tables.dql_expressions import ExpressionParser
from kbgen.tables.dql_syntax import LinkSource, NotSource, PathSource, Source, SourceChain, TagSource
from kbgen.tables.dql_world import World
from kbgen.tables.faults import malformed, unsupported

_OPERATOR = re.compile(r"\s*(?:(and|&)|(or|\|))\s*", re.IGNORECASE)
_TAG = re.compile(r"#([^\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\s]*)")
_LINK = re.compile(r"\[\[([^\[\]]*?)\]\]")
_OUTGOING = re.compile(r"outgoing\(\s*\[\[([^\[\]]*?)\]\]\)")
_CSV = re.compile(r"csv\(")
_FILE = ".csv"


class SourceParser(ExpressionParser):
    """A cursor that reads sources and expressions."""

    def source(self) -> Source:
        """Return the source that stands here.

        Raises:
            TableError: none stands here, or it is malformed or unsupported.
        """
        start = self.pos
        first, rest = self._atom_source(), list[tuple[bool, Source]]()
        while (found := _OPERATOR.match(self.text, self.pos)) is not None:
            self.pos = found.end()
            rest.append((found[1] is not None, self._atom_source()))
        return SourceChain(first, tuple(rest), self.since(start)) if rest else first

    def _atom_source(self) -> Source:
        start = self.pos
        first = self.text[start : start + 1]
        if first in ("-", "!"):
            self.pos += 1
            self.enter(start)
            negated = self._atom_source()
            self.leave()
            return NotSource(negated, self.since(start))
        if first == "(":
            self._open(start)
            inner = self.source()
            self._close(start)
            return inner
        tag = self.take(_TAG)
        if tag is not None:
            return self._tag(tag[1], self.since(start))
        outgoing = self.take(_OUTGOING)
        link = outgoing or self.take(_LINK)
        if link is not None:
            target = link[1].partition("|")[0].partition("#")[0].strip()
            return LinkSource(target, outgoing is not None, self.since(start))
        if self.take(_CSV) is not None:
            raise unsupported("csv()", self.since(start), "csv() is not supported: kbgen reads no tables")
        path = self.string()
        if path is None:
            raise self.unexpected('a #tag, a "folder" or a [[link]]')
        return PathSource(path, self.since(start))

    def _tag(self, name: str, span: Span) -> TagSource:
        if not name:
            raise malformed("# needs a tag", span)
        if self.text.startswith(".", self.pos):
            hint = f"write #{name}_… where the notes spell it so"
            raise malformed("a tag in a query ends at a full stop", self.token(), hint)
        return TagSource(name, span)


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
        if path.lower().endswith(_FILE):
            raise unsupported(path, source.span, f"{path} is not supported: kbgen reads no tables")
