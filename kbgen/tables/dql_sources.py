"""What stands behind ``FROM`` becomes a tree.

Specification: https://blacksmithgu.github.io/obsidian-dataview/reference/sources/. The grammar::

    source = atom , { ( "and" | "or" | "&" | "|" ) , atom } ;       (* equal precedence, from the left *)
    atom   = "(" , source , ")" | ( "-" | "!" ) , atom | "#" , tag | string | "[[" , link , "]]"
           | "outgoing(" , "[[" , link , "]]" , ")" ;
"""

import re

from kbgen.source import Span
from kbgen.tables.dql_cursor import DqlCursor
from kbgen.tables.dql_syntax import LinkSource, NotSource, PathSource, Source, SourceChain, TagSource
from kbgen.tables.faults import malformed, unsupported

_OPERATOR = re.compile(r"\s*(?:(and|&)|(or|\|))\s*", re.IGNORECASE)
_TAG = re.compile(r"#([^\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\[\]\\\s]*)")
_LINK = re.compile(r"\[\[([^\[\]]*?)\]\]")
_OUTGOING = re.compile(r"outgoing\(\s*\[\[([^\[\]]*?)\]\]\)")
_CSV = re.compile(r"csv\(")


def read_source(cursor: DqlCursor) -> Source:
    """Return the source that stands here.

    Raises:
        TableError: none stands here, or it is malformed or unsupported.
    """
    start = cursor.pos
    first, rest = _atom(cursor), list[tuple[bool, Source]]()
    while (found := cursor.take(_OPERATOR)) is not None:
        rest.append((found[1] is not None, _atom(cursor)))
    return SourceChain(first, tuple(rest), cursor.since(start)) if rest else first


def _atom(cursor: DqlCursor) -> Source:
    start = cursor.pos
    first = cursor.text[start : start + 1]
    if first in ("-", "!"):
        return _negation(cursor)
    if first == "(":
        return cursor.enclosed(read_source)
    tag = cursor.take(_TAG)
    if tag is not None:
        return _tag(tag[1], cursor.since(start), cursor)
    outgoing = cursor.take(_OUTGOING)
    link = outgoing or cursor.take(_LINK)
    if link is not None:
        target = link[1].partition("|")[0].partition("#")[0].strip()
        return LinkSource(target, outgoing is not None, cursor.since(start))
    if cursor.take(_CSV) is not None:
        raise unsupported("csv()", cursor.since(start), "csv() is not supported: kbgen reads no tables")
    path = cursor.string()
    if path is None:
        raise cursor.unexpected('a #tag, a "folder" or a [[link]]')
    return PathSource(path, cursor.since(start))


def _negation(cursor: DqlCursor) -> NotSource:
    start = cursor.pos
    cursor.pos += 1
    cursor.enter(start)
    negated = _atom(cursor)
    cursor.leave()
    return NotSource(negated, cursor.since(start))


def _tag(name: str, span: Span, cursor: DqlCursor) -> TagSource:
    if not name:
        raise malformed("# needs a tag", span)
    if cursor.text.startswith(".", cursor.pos):
        hint = f"write #{name}_… where the notes spell it so"
        raise malformed("a tag in a query ends at a full stop", cursor.token(), hint)
    return TagSource(name, span)
