"""Splits a Sigma file into its YAML documents and joins those that are one rule.

Grammar::

    file     = document *( marker document )
    marker   = line that is "---" or "..." or begins with one of them and white space
    document = YAML 1.2; empty ones do not count

A document with ``action: global`` fills in what the documents after it leave out, until ``action: reset``; one with
``action: repeat`` fills itself in from the one before it. That is how rules with several log sources were written
before 2023. Of the documents after a global one, those without an id and title of their own belong to one rule.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from kbgen.sources.sigma_atomics_fields import text_of
from kbgen.vault.yaml12 import load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_node import YamlMap, YamlNode, YamlScalar

MARKERS = ("title", "logsource", "detection", "correlation", "filter")
"""A map is a document of Sigma when it has one of these keys, or one of the actions of old rules."""
_ACTIONS = frozenset({"global", "reset", "repeat"})
MENTION = re.compile(r"\b(?:title|logsource|detection|correlation|filter)\b")
"""What the text of every Sigma file holds somewhere."""
_BOUNDARY = re.compile(r"^(---|\.\.\.)(?=[ \t\n]|\Z)", re.MULTILINE)
_EMPTY_LINES = r"(?:[ \t]*(?:#.*)?\n|%.*\n)*"
_OPENING = re.compile(_EMPTY_LINES)
_NOTHING = re.compile(rf"{_EMPTY_LINES}[ \t]*(?:#.*)?")
_END = re.compile(r"^\.\.\.(?:[ \t].*)?\n?\Z", re.MULTILINE)
_ONLY_MARKER = re.compile(r"---[ \t]*\n")
_LOOKS_LIKE = re.compile(
    r"""^[ \t]*["']?(?:title|logsource|detection|correlation|filter)["']?[ \t]*:""", re.MULTILINE
)
_TOP_LEVEL = re.compile(r"""^["']?(correlation|filter)["']?[ \t]*:""", re.MULTILINE)
_OWN = ("id", "title")


class SigmaKind(Enum):
    """What a document is."""

    CORRELATION = "correlation"
    """A rule about the matches of other rules: it has the key ``correlation``."""
    RULE = "rule"
    """A rule: it has neither of the other keys."""
    FILTER = "filter"
    """Conditions that tune other rules, no detection of its own: it has the key ``filter``."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of one document, as it stands in the file."""

    text: str
    line: int
    """Line in the file on which it begins, counted from 1."""


@dataclass(frozen=True, slots=True)
class SigmaDocument:
    """One rule, correlation or filter, before its fields are read."""

    text: str
    line: int
    root: YamlMap | YamlFault
    """What is stated, that of a global document included; or why the text is not valid YAML."""
    parts: tuple[YamlMap, ...] = ()
    """The same for each of several documents that are one rule."""


@dataclass(frozen=True, slots=True)
class SigmaDocuments:
    """What is in a file."""

    found: tuple[SigmaDocument, ...]
    count: int
    """Number of YAML documents of Sigma, global ones included."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    source: DocumentText
    root: YamlMap

    @property
    def action(self) -> str:
        """Return ``global``, ``reset``, ``repeat`` or an empty text."""
        return text_of(self.root.get("action")).lower()


def kind_of(root: YamlMap) -> SigmaKind:
    """Return what a document is by its keys; a correlation that has the key ``filter`` as well is a correlation."""
    if root.get("correlation") is not None:
        return SigmaKind.CORRELATION
    return SigmaKind.RULE if root.get("filter") is None else SigmaKind.FILTER


def kind_of_text(text: str) -> SigmaKind:
    """Return what a document seems to be that is not valid YAML, by the keys at the start of its lines."""
    keys = set(_TOP_LEVEL.findall(text))
    return next((kind for kind in SigmaKind if kind.value in keys), SigmaKind.RULE)


def split_documents(text: str, first_line: int = 1) -> tuple[DocumentText, ...]:
    """Return the documents of a text that hold more than white space, comments and directives.

    Args:
        text: the text of a file, or of a code block in one.
        first_line: the line in the file, counted from 1, on which the text begins.
    """
    if _BOUNDARY.search(text) is None:
        return () if _NOTHING.fullmatch(text) else (DocumentText(text, first_line),)
    pieces = [piece for piece in _pieces(text, first_line) if not _is_nothing(piece.text)]
    return tuple(pieces) if len(pieces) == 1 else tuple(map(_without_marker, pieces))


def read_documents(text: str, first_line: int = 1) -> SigmaDocuments:
    """Return the rules, correlations and filters of a text; documents of another sort are left out.

    Args:
        text: the text of a file, or of a code block in one.
        first_line: the line in the file, counted from 1, on which the text begins.
    """
    loaded: list[_Loaded] = []
    faults: list[SigmaDocument] = []
    sources = split_documents(text, first_line)
    whole = DocumentText(text, first_line)
    for source in sources:
        outcome = load_yaml(source.text, first_line=source.line)
        if isinstance(outcome, YamlFault):
            if _LOOKS_LIKE.search(source.text):
                faults.append(SigmaDocument(source.text, source.line, outcome))
        elif isinstance(outcome.root, YamlMap) and _is_sigma(outcome.root):
            loaded.append(_Loaded(source, outcome.root))
    found = sorted((*_joined(whole, loaded, len(sources)), *faults), key=lambda document: document.line)
    return SigmaDocuments(tuple(found), len(loaded) + len(faults))


def _pieces(text: str, first_line: int) -> Iterator[DocumentText]:
    """Yield the documents with the marker before each, empty ones included."""
    start, line = 0, first_line
    for mark in _BOUNDARY.finditer(text):
        end = mark.start()
        if mark[1] == "...":
            end = text.find("\n", mark.end()) + 1 or len(text)
        elif _NOTHING.fullmatch(text, start, end):
            continue
        if start < end:
            yield DocumentText(text[start:end], line)
            line += text.count("\n", start, end)
            start = end
    yield DocumentText(text[start:], line)


def _is_nothing(text: str) -> bool:
    begin = _OPENING.match(text)
    rest = text[begin.end() if begin else 0 :]
    marker = _BOUNDARY.match(rest)
    return _NOTHING.fullmatch(_END.sub("", rest[marker.end() if marker else 0 :])) is not None


def _without_marker(piece: DocumentText) -> DocumentText:
    marker = _ONLY_MARKER.match(piece.text)
    return DocumentText(piece.text[marker.end() :], piece.line + 1) if marker else piece


def _is_sigma(root: YamlMap) -> bool:
    names = {key.text for key, _ in root.entries}
    return not names.isdisjoint(MARKERS) or text_of(root.get("action")).lower() in _ACTIONS


def _joined(whole: DocumentText, loaded: list[_Loaded], count: int) -> Iterator[SigmaDocument]:
    """Yield what each document stands for, with what global documents fill in.

    Args:
        whole: the whole text.
        loaded: its documents that are Sigma's.
        count: how many documents it has.
    """
    shared: list[_Loaded] = []
    group: list[_Loaded] = []
    previous: YamlMap | None = None
    for item in loaded:
        if item.action in {"global", "reset"} or not shared or not _continues(item, group):
            yield from _group(whole, shared, group, count)
            group = []
        if item.action == "global":
            shared.append(item)
            continue
        if item.action == "reset":
            shared = []
        root = item.root
        if item.action == "repeat" and previous is not None:
            root = merged(previous, root)
        group.append(_Loaded(item.source, root))
        previous = root
    yield from _group(whole, shared, group, count)


def _continues(item: _Loaded, group: list[_Loaded]) -> bool:
    """Tell whether a document belongs to the rule of those before it."""
    return not group or (item.action != "repeat" and not any(item.root.get(key) for key in _OWN))


def _group(
    whole: DocumentText, shared: list[_Loaded], group: list[_Loaded], count: int
) -> Iterator[SigmaDocument]:
    if not group or all(_is_only_action(item.root) for item in group):
        return
    items = [*shared, *group]
    written, line = items[0].source.text, items[0].source.line
    if len(items) > 1:
        written = "---\n".join(_with_line_end(item.source.text) for item in items)
    if 1 < len(items) == count:
        written, line = whole.text, whole.line
    base: YamlMap | None = None
    for item in shared:
        base = item.root if base is None else merged(base, item.root)
    parts = tuple(item.root if base is None else merged(base, item.root) for item in group)
    root = parts[0]
    for part in parts[1:]:
        root = merged(root, part)
    yield SigmaDocument(written, line, root, parts)


def _with_line_end(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _is_only_action(root: YamlMap) -> bool:
    return all(key.text == "action" for key, _ in root.entries)


def merged(base: YamlMap, other: YamlMap) -> YamlMap:
    """Return a map with the entries of both; of equal keys the other's value counts, and maps are merged in turn."""
    entries: dict[str, tuple[YamlScalar, YamlNode]] = {key.text: (key, value) for key, value in base.entries}
    for key, value in other.entries:
        before = entries.get(key.text)
        if before is not None and isinstance(before[1], YamlMap) and isinstance(value, YamlMap):
            entries[key.text] = (key, merged(before[1], value))
        else:
            entries[key.text] = (key, value)
    return replace(base, entries=tuple(entries.values()))
