"""Builds located nodes from a parser's events, without recursion."""

from dataclasses import dataclass, field, replace

from kbgen.vault.yaml_events import Event, ParserRefusalError, Place, Shape, read_events
from kbgen.vault.yaml_fault import (
    MAX_DEPTH,
    MISPLACED_LIST,
    TOO_DEEP,
    YamlFault,
    YamlFaultError,
    in_plain_words,
)
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar
from kbgen.vault.yaml_repair import ParserText
from kbgen.vault.yaml_scalar import is_known_collection_tag, resolve_plain, resolve_tagged
from kbgen.vault.yaml_strict import (
    block_indent,
    check_brackets,
    check_comments,
    check_in_brackets,
    check_quoted,
)

MAX_ALIASED_VALUES = 10_000
"""For how many values, nested ones included, the aliases of a text may stand together."""


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet; the outermost one is the document."""

    start: Event
    margin: int
    """Columns by which further lines of a value inside must be indented."""
    nodes: list[YamlNode] = field(default_factory=list)
    """The items, or keys and values in turn."""
    seen: set[object] = field(default_factory=set)
    """What another key must not be equal to."""
    size: int = 1
    """Number of values so far, itself included and aliases counted in full."""


class Builder:
    """Turns one text into its root node; use once."""

    def __init__(self, source: ParserText, first_line: int) -> None:
        self.ignored_tags: list[YamlFault] = []
        """The tags that mean nothing in YAML 1.2, in the order of the text."""
        self._source = source
        self._first_line = first_line
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[YamlNode, int] | None] = {}
        self._aliased = 0

    def build(self) -> YamlNode | None:
        """Return the root of the text's one document; None where there is none.

        Raises:
            YamlFaultError: YAML 1.2, or a limit of this module, forbids something.
            ParserRefusalError: the parser cannot go on.
        """
        for event in read_events(self._source.text):
            match event.shape:
                case Shape.SCALAR:
                    self._add_scalar(event)
                case Shape.LIST | Shape.MAP:
                    self._begin(event)
                case Shape.END:
                    self._end(event)
                case Shape.ALIAS:
                    self._add_alias(event)
                case Shape.DOCUMENT if self._open:
                    raise YamlFaultError(
                        "a second document begins here, and there may be only one", event.start
                    )
                case Shape.DOCUMENT:
                    self._open.append(_Open(event, 0))
        check_comments(self._source.text)
        return self._open[0].nodes[0] if self._open else None

    def explain(self, refusal: ParserRefusalError) -> YamlFaultError:
        """Return what the parser's refusal means at this point of the text."""
        brackets = next((level.start.start for level in self._open if level.start.is_flow), None)
        return in_plain_words(refusal, self._source.text, brackets)

    def _add_scalar(self, event: Event) -> None:
        parent = self._open[-1]
        if event.style in {"'", '"'} and event.end.line > event.start.line:
            check_quoted(self._source.text, event.start, event.end, parent.margin)
        if parent.start.is_flow:
            check_in_brackets(self._source.text, event)
        if self._source.hyphen and event.text.startswith(self._source.hyphen):
            self._add_hyphen(event)
            return
        text = self._source.original(event.text)
        if event.tag:
            value, is_known = resolve_tagged(text, event.tag)
            self._note_tag(event, is_known=is_known)
        else:
            value = text if event.style else resolve_plain(text)
        self._add(YamlScalar(value, text, *self._place(event.start)), event, event.end, 1)

    def _add_hyphen(self, event: Event) -> None:
        if event.text != self._source.hyphen or self._open[-1].start.is_flow:
            raise YamlFaultError(MISPLACED_LIST, event.start)
        line, column = self._place(event.start)
        absent = YamlScalar(None, "", line, column + 1)
        self._add(YamlList((absent,), line, column), event, event.end, 2)

    def _begin(self, event: Event) -> None:
        if len(self._open) > MAX_DEPTH:
            raise YamlFaultError(TOO_DEEP, event.start)
        if event.tag:
            self._note_tag(event, is_known=is_known_collection_tag(event.tag))
        if event.anchor:
            self._anchors[event.anchor] = None
        margin = self._open[-1].margin if event.is_flow else block_indent(self._source, event) + 1
        self._open.append(_Open(event, margin))

    def _end(self, event: Event) -> None:
        level = self._open.pop()
        start = level.start
        if start.is_flow and not self._open[-1].start.is_flow and event.end.line > start.start.line:
            check_brackets(self._source.text, start.start, event.end, level.margin)
        line, column = self._place(start.start)
        node: YamlNode
        if start.shape is Shape.LIST:
            node = YamlList(tuple(level.nodes), line, column)
        else:
            keys = (key for key in level.nodes[::2] if isinstance(key, YamlScalar))
            node = YamlMap(tuple(zip(keys, level.nodes[1::2], strict=True)), line, column)
        self._add(node, start, event.end, level.size)

    def _add_alias(self, event: Event) -> None:
        name = event.anchor
        if name not in self._anchors:
            message = (
                f"`*{name}` refers to an anchor `&{name}` that does not exist; put it in quotation marks"
            )
            raise YamlFaultError(message, event.start)
        known = self._anchors[name]
        if known is None:
            raise YamlFaultError(f"`*{name}` stands inside of the value that it refers to", event.start)
        node, size = known
        self._aliased += size
        if self._aliased > MAX_ALIASED_VALUES:
            message = f"the aliases of this text stand for more than {MAX_ALIASED_VALUES:,} values"
            raise YamlFaultError(message, event.start)
        line, column = self._place(event.start)
        self._add(replace(node, line=line, column=column), event._replace(anchor=""), event.end, size)

    def _add(self, node: YamlNode, event: Event, end: Place, size: int) -> None:
        """Hand a finished node, with the event that it began with, to the list or map around it."""
        if event.anchor:
            self._anchors[event.anchor] = (node, size)
        parent = self._open[-1]
        parent.size += size
        if parent.start.shape is Shape.MAP and len(parent.nodes) % 2 == 0:
            node = self._as_key(node, event, end, parent)
        parent.nodes.append(node)

    def _as_key(self, node: YamlNode, event: Event, end: Place, parent: _Open) -> YamlScalar:
        if not isinstance(node, YamlScalar):
            # The parser of Obsidian makes a name of the text, too.
            text = self._source.original(self._source.text[event.start.offset : end.offset]).rstrip()
            node = YamlScalar(text, text, node.line, node.column)
        same = {node.text, (isinstance(node.value, bool), node.value)}
        if not parent.seen.isdisjoint(same):
            raise YamlFaultError(f"the name `{node.text}` occurs twice", event.start)
        parent.seen |= same
        return node

    def _note_tag(self, event: Event, *, is_known: bool) -> None:
        if not is_known:
            line, column = self._place(event.start)
            self.ignored_tags.append(
                YamlFault(f"the YAML tag `{_short(event.tag)}` is ignored", line, column)
            )

    def _place(self, place: Place) -> tuple[int, int]:
        return self._first_line + place.line, place.column + 1


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
