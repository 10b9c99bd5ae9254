"""The YAML of a base becomes its tree: filters, formulas, display names and the view that is asked for.

Specification: https://help.obsidian.md/bases/syntax. Other views and settings of how a table looks are not read.
"""

from kbgen.source import Span
from kbgen.tables.base_expressions import parse
from kbgen.tables.base_syntax import (
    Base,
    Conjunction,
    Filter,
    FilterGroup,
    Node,
    Origin,
    PropertyId,
    SortKey,
    View,
)
from kbgen.tables.base_vocabulary import UNSUPPORTED_VIEWS, check_file_property
from kbgen.tables.faults import malformed, unsupported
from kbgen.vault.yaml12 import load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

_CONJUNCTIONS = {conjunction.value: conjunction for conjunction in Conjunction}
_ORIGINS = {origin.value: origin for origin in Origin}
_DIRECTIONS = {"ASC": False, "DESC": True}
_NOWHERE = Span(0, 0)
_DEFAULT_COLUMN = PropertyId(Origin.FILE, "name", _NOWHERE)


def read_base(text: str, view: str | None) -> Base:
    """Return a base with one of its views, the first where none is named.

    Raises:
        TableError: the text is malformed or unsupported, or has no such view.
    """
    return _Reader(text).base(view)


class _Reader:
    """The text of a base, and where its lines begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def base(self, view: str | None) -> Base:
        """Return the base that the text is."""
        root = self._root()
        formulas = self._map(root, "formulas")
        return Base(
            filter=self._filter(root.get("filters")),
            formulas={key.text: self._statement(value) for key, value in formulas.entries},
            titles=self._titles(self._map(root, "properties")),
            view=self._view(root, view),
        )

    def _root(self) -> YamlMap:
        reading = load_yaml(self.text)
        if isinstance(reading, YamlFault):
            at = self._offset(reading.line, reading.column)
            message = f"the base is no valid YAML: {reading.message}"
            raise malformed(message, Span(at, min(at + 1, len(self.text))))
        if reading.root is None:
            return YamlMap((), 1, 1)
        if not isinstance(reading.root, YamlMap):
            raise malformed("a base consists of name: value", self._span(reading.root))
        return reading.root

    def _offset(self, line: int, column: int) -> int:
        return min(self._starts[min(line, len(self._starts)) - 1] + column - 1, len(self.text))

    def _span(self, node: YamlNode) -> Span:
        """Return the place of a value: a scalar as it is written, without quotes, else the rest of its first line."""
        start = self._offset(node.line, node.column)
        if isinstance(node, YamlScalar) and node.text:
            start += self.text.startswith(("'", '"'), start)
            if self._stands_at(node.text, start):
                return Span(start, start + len(node.text))
        end = self.text.find("\n", start)
        return Span(start, len(self.text) if end < 0 else end)

    def _stands_at(self, text: str, start: int) -> bool:
        return self.text.startswith(text, start)

    def _map(self, parent: YamlMap, name: str) -> YamlMap:
        match parent.get(name):
            case YamlMap() as found:
                return found
            case None | YamlScalar(value=None):
                return YamlMap((), 1, 1)
            case node:
                raise malformed(f"{name} consists of name: value", self._span(node))

    def _list(self, parent: YamlMap, name: str) -> tuple[YamlNode, ...]:
        match parent.get(name):
            case YamlList(items=items):
                return items
            case None | YamlScalar(value=None):
                return ()
            case node:
                raise malformed(f"{name} is a list", self._span(node))

    def _text(self, parent: YamlMap, name: str) -> str:
        match parent.get(name):
            case YamlScalar(value=None) | None:
                return ""
            case YamlScalar(text=text):
                return text
            case node:
                raise malformed(f"{name} is a text", self._span(node))

    def _filter(self, node: YamlNode | None) -> Filter | None:
        match node:
            case None | YamlScalar(value=None):
                return None
            case YamlMap(entries=((YamlScalar(text=word), YamlList(items=items)),)) if word in _CONJUNCTIONS:
                conjunction = _CONJUNCTIONS[word]
                if conjunction is Conjunction.OR and not items:
                    raise unsupported("or", self._span(node), "an or without conditions is not supported")
                parts = (self._filter(item) for item in items)
                return FilterGroup(conjunction, tuple(part for part in parts if part is not None))
            case YamlScalar():
                return self._statement(node)
            case _:
                message = "a filter is a text, or a list under one of and, or, not"
                raise malformed(message, self._span(node))

    def _statement(self, node: YamlNode) -> Node:
        """Return the tree of an expression that a scalar holds, with places in the whole text."""
        span = self._span(node)
        if not isinstance(node, YamlScalar) or not isinstance(node.value, str):
            raise malformed("an expression is a text", span, "put it in quotes")
        return parse(node.value, span, exact=self._stands_at(node.value, span.start))

    def _titles(self, properties: YamlMap) -> dict[tuple[str, str], str]:
        titles: dict[tuple[str, str], str] = {}
        for key, value in properties.entries:
            name = self._text(value, "displayName") if isinstance(value, YamlMap) else ""
            if name:
                titles[_property_id(key.text, _NOWHERE).key] = name
        return titles

    def _view(self, root: YamlMap, name: str | None) -> View:
        views = self._list(root, "views")
        if not views and name is None:
            return View("", None, (_DEFAULT_COLUMN,), (), None, None, _NOWHERE)
        for node in views:
            if not isinstance(node, YamlMap):
                raise malformed("a view consists of name: value", self._span(node))
            if name is None or self._text(node, "name") == name:
                return self._table_view(node)
        raise malformed(f'the base has no view "{name}"', Span(0, 0))

    def _table_view(self, node: YamlMap) -> View:
        kind = node.get("type")
        word = kind.text if isinstance(kind, YamlScalar) else ""
        if word != "table":
            reason = UNSUPPORTED_VIEWS.get(word, "kbgen does not know them")
            span = self._span(kind or node)
            raise unsupported(word or "type", span, f"views of the type {word} are not supported: {reason}")
        summaries = node.get("summaries")
        if summaries is not None:
            raise unsupported("summaries", self._span(summaries), "summaries are not supported")
        columns = tuple(self._property(item) for item in self._list(node, "order"))
        limit = node.get("limit")
        return View(
            name=self._text(node, "name"),
            filter=self._filter(node.get("filters")),
            columns=columns or (_DEFAULT_COLUMN,),
            sort=tuple(self._sort_key(item) for item in self._list(node, "sort")),
            group=None if node.get("groupBy") is None else self._sort_key(node.get("groupBy")),
            limit=None if limit is None else self._limit(limit),
            limit_span=_NOWHERE if limit is None else self._span(limit),
        )

    def _limit(self, node: YamlNode) -> int:
        if isinstance(node, YamlScalar) and type(node.value) is int and node.value > 0:
            return node.value
        raise malformed("limit is a whole number above nought", self._span(node))

    def _sort_key(self, node: YamlNode | None) -> SortKey:
        if not isinstance(node, YamlMap):
            span = _NOWHERE if node is None else self._span(node)
            raise malformed("sort and groupBy name a property and a direction", span)
        direction = self._text(node, "direction") or "ASC"
        if direction not in _DIRECTIONS:
            raise malformed(f'direction is ASC or DESC, not "{direction}"', self._span(node))
        named = node.get("property")
        if named is None:
            raise malformed("property is missing", self._span(node))
        return SortKey(self._property(named), _DIRECTIONS[direction])

    def _property(self, node: YamlNode) -> PropertyId:
        span = self._span(node)
        if not isinstance(node, YamlScalar) or not node.text:
            raise malformed("a property is named by a text", span)
        found = _property_id(node.text, span)
        if found.origin is Origin.FILE:
            check_file_property(found.name, span)
        return found


def _property_id(text: str, span: Span) -> PropertyId:
    prefix, dot, name = text.partition(".")
    if dot and prefix in _ORIGINS:
        return PropertyId(_ORIGINS[prefix], name, span)
    return PropertyId(Origin.NOTE, text, span)
