"""The syntax tree of a query: a closed family of frozen nodes, and their text.

In: nothing but spans. Out: nodes that ``parser`` makes and every other module of the stage matches on.

``to_text`` prints a tree in one spelling, so that ``parse(to_text(tree))`` equals ``tree`` apart from spans.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias, assert_never

from kbgen.source import Span


class ScopeKind(Enum):
    """The operators that hand their operand one text, or each unit of a note in turn."""

    FILE = "file"
    """The file name, with extension."""
    PATH = "path"
    """The vault-relative path, with extension."""
    CONTENT = "content"
    """The whole text of a note."""
    LINE = "line"
    """Some single line."""
    BLOCK = "block"
    """Some single block."""
    SECTION = "section"
    """Some single section; inside another one, some section under it."""
    TASK = "task"
    """Some single task in any state."""
    TASK_TODO = "task-todo"
    """Some task whose box holds a space."""
    TASK_DONE = "task-done"
    """Some task whose box holds anything but a space."""


class Sign(Enum):
    """The two comparisons of property values."""

    GREATER = ">"
    """The value is greater than the operand."""
    LESS = "<"
    """The value is less than the operand."""


def _span() -> Span:
    return Span(0, 0)


@dataclass(frozen=True, slots=True)
class Word:
    """A text without white space, or a ``[[literal link]]``: found anywhere as it stands."""

    text: str
    """The characters to find; never empty."""
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted text, found as whole words."""

    text: str
    """The characters to find, without quotes and escapes; empty for the phrase that matches everything."""
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression in JavaScript's flavour."""

    pattern: str
    """What stands between the slashes, as written; ``parser`` has proven that it compiles."""
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class And:
    """Two or more terms side by side: all of them hold."""

    terms: tuple["Node", ...]
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more terms with ``OR`` between them: any of them holds."""

    terms: tuple["Node", ...]
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class Not:
    """A term with a hyphen before it: it does not hold."""

    term: "Node"
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class Case:
    """``match-case:`` or ``ignore-case:``: how letters compare in the term."""

    sensitive: bool
    """True for ``match-case:``."""
    term: "Node"
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class Scope:
    """An operator such as ``line:`` with the term that one of its texts satisfies."""

    kind: ScopeKind
    term: "Node"
    """Text terms, Boolean operators and ``Case`` only; in a section also sections."""
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class TagTerm:
    """``tag:``: a note has this tag or one below it."""

    name: str
    """The tag as written in the query, with its ``#`` if it has one; it may be empty."""
    span: Span = field(default_factory=_span)

    @property
    def key(self) -> str:
        """Return the tag as the index knows it: case-folded, without one leading ``#``."""
        return self.name.removeprefix("#").casefold()


@dataclass(frozen=True, slots=True)
class Property:
    """``[name]`` or ``[name:value]``: a note has such a property."""

    name: "Node"
    value: "Node | None" = None
    """None where any value will do."""
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``>5`` or ``<2024-01-01`` in a property's value."""

    sign: Sign
    operand: str
    """The number or date as written."""
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class Boolean:
    """``true`` or ``false``, in any case, as a property's value."""

    value: bool
    span: Span = field(default_factory=_span)


@dataclass(frozen=True, slots=True)
class Null:
    """``null`` or ``EMPTY``, in any case, as a property's value."""

    span: Span = field(default_factory=_span)


TextTerm: TypeAlias = Word | Phrase | Regex
"""The leaves that look for characters."""

Leaf: TypeAlias = TextTerm | TagTerm | Comparison | Boolean | Null
"""The nodes without nodes below them."""

Node: TypeAlias = Leaf | And | Or | Not | Case | Scope | Property
"""Any node of the tree."""


def to_text(node: Node) -> str:
    """Return the query text of a node, in kbgen's spelling: ``tag:x`` and one space between terms."""
    match node:
        case And(terms=terms):
            return _conjunction(terms)
        case Or(terms=terms):
            return " OR ".join(_grouped(term) if isinstance(term, Or) else to_text(term) for term in terms)
        case Not(term=term):
            return f"-{_factor(term)}"
        case Case(sensitive=sensitive, term=term):
            return f"{'match-case' if sensitive else 'ignore-case'}:{_factor(term)}"
        case Scope(kind=kind, term=term):
            return f"{kind.value}:{_factor(term)}"
        case Property():
            return _property(node)
        case _:
            return _leaf(node)


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below a node, in the order of the text."""
    match node:
        case And(terms=terms) | Or(terms=terms):
            return terms
        case Not(term=term) | Case(term=term) | Scope(term=term):
            return (term,)
        case Property(name=name, value=value):
            return (name,) if value is None else (name, value)
        case _:
            return ()


def walk(node: Node) -> list[Node]:
    """Return a node and all nodes below it, in the order of the text."""
    found: list[Node] = []
    waiting = [node]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(reversed(children(found[-1])))
    return found


def _leaf(node: Leaf) -> str:
    match node:
        case Word(text=text):
            return text
        case Phrase(text=text):
            return _quoted(text)
        case Regex(pattern=pattern):
            return f"/{pattern}/"
        case TagTerm(name=name):
            return f"tag:{name if _is_plain_tag(name) else _quoted(name)}"
        case Comparison(sign=sign, operand=operand):
            return f"{sign.value}{operand}"
        case Boolean(value=value):
            return "true" if value else "false"
        case Null():
            return "null"
        case _:
            assert_never(node)


def _factor(node: Node) -> str:
    return _grouped(node) if isinstance(node, And | Or) else to_text(node)


def _grouped(node: Node) -> str:
    return f"({to_text(node)})"


def _conjunction(terms: tuple[Node, ...]) -> str:
    parts = [_factor(terms[0])]
    for term in terms[1:]:
        # Words that would be read as OR can only stand right behind a regular expression's slash.
        glued = isinstance(term, Word) and term.text[:2] == "OR" and term.text[2:3] in ("", "[", "]")
        parts.append(_factor(term) if glued else f" {_factor(term)}")
    return "".join(parts)


def _property(node: Property) -> str:
    name = to_text(node.name)
    # Two brackets in a row would be read as a literal link.
    text = f"[ {name}" if name.startswith("[") else f"[{name}"
    return f"{text}]" if node.value is None else f"{text}:{to_text(node.value)}]"


def _is_plain_tag(name: str) -> bool:
    starts_plain = bool(name) and name[0] not in '[/"' and name != "OR"
    return starts_plain and not any(character in ' \t\r\n()"' for character in name)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
