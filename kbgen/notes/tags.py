"""The tags of a note, from its front matter and from its text. Specification: section 5.2 of the search language."""

import re
from dataclasses import dataclass, field

from kbgen.diagnostics import Diagnostic, Fix, Severity
from kbgen.markup.body import Body
from kbgen.markup.references import Hashtag
from kbgen.markup.tag import Tag
from kbgen.notes.identifiers import technique_id
from kbgen.notes.tactics import tactic
from kbgen.source import Location
from kbgen.vault.document import Document
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

_SEPARATOR = re.compile(r"[,\s]+")
_ILLEGAL = re.compile(r"[\s\u2000-\u206f\u2e00-\u2e7f!-,.:-@\[-^`{-~]")


@dataclass(frozen=True, slots=True)
class Tags:
    """All tags of a note, and what is odd about them."""

    tags: tuple[Tag, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_tags(document: Document, body: Body) -> Tags:
    """Return the tags of a note, those of the front matter first, each in the order of the text."""
    reading = _Reading(document)
    if document.front_matter is not None:
        node = document.front_matter.get("tags")
        if node is not None:
            reading.add_all(node)
    inline = (
        Tag(reference.name, reference.line, reference.column, inline=True)
        for reference in body.references
        if isinstance(reference, Hashtag)
    )
    return Tags((*reading.tags, *inline), tuple(reading.diagnostics))


@dataclass(slots=True)
class _Reading:
    """The front matter's tags, as far as they are read."""

    document: Document
    tags: list[Tag] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def add_all(self, node: YamlNode) -> None:
        """Read the property ``tags``."""
        match node:
            case YamlList(items=nodes):
                for item in nodes:
                    if isinstance(item, YamlScalar) and isinstance(item.value, str):
                        self._add(item.text, item, item.column)
                    else:
                        self.diagnostics.append(_ignored(item, self.document.path))
            case YamlScalar(value=str()):
                self._add_text(node)
            case YamlScalar(value=None):
                pass
            case _:
                self.diagnostics.append(_ignored(node, self.document.path))

    def _add_text(self, node: YamlScalar) -> None:
        parts = [part for part in _SEPARATOR.split(node.text.strip()) if part]
        if len(parts) > 1:
            message = "tags is one text with several tags; Obsidian has not read such a text since 1.9"
            better = f"[{', '.join(parts)}]"
            fix = None if any(map(_ILLEGAL.search, parts)) else self._replacement(node, better)
            place = Location(self.document.path, node.line, node.column)
            self.diagnostics.append(
                Diagnostic("KB114", Severity.WARNING, message, place, f"write tags: {better}", fix)
            )
        column = node.column
        for part in parts:
            column = self._add(part, node, column)

    def _add(self, written: str, node: YamlScalar, column: int) -> int:
        """Add a tag that stands in a line at a column or behind it; return the column behind the tag."""
        name = written.strip().removeprefix("#")
        if not name:
            return column
        found = self._line(node).find(name, column - 1) + 1
        column = found or column
        self.tags.append(Tag(name, node.line, column))
        place = Location(self.document.path, node.line, column)
        if name.startswith("_") and name.strip("_"):
            better = name.lstrip("_")
            message = f'tag "{name}" begins with an underscore, so tag: {better} does not find it'
            fix = Fix(node.line, column, name, better) if found and _stays_text(better) else None
            self.diagnostics.append(
                Diagnostic("KB117", Severity.WARNING, message, place, f"write {better}", fix)
            )
        elif illegal := _ILLEGAL.search(name):
            message = f'tag "{name}" holds "{illegal[0]}", which no #tag in a text can hold'
            better = _ILLEGAL.sub("_", name)
            is_known = technique_id(better) is not None or bool(tactic(better).id)
            fix = Fix(node.line, column, name, better) if found and is_known else None
            self.diagnostics.append(
                Diagnostic("KB116", Severity.INFO, message, place, f"write {better}", fix)
            )
        return column + len(name) if found else column

    def _line(self, node: YamlScalar) -> str:
        return self.document.text.split("\n", node.line)[node.line - 1]

    def _replacement(self, node: YamlScalar, better: str) -> Fix | None:
        """Return the repair that puts something in the place of a scalar which stands on one line as it reads."""
        rest = self._line(node)[node.column - 1 :]
        quote = rest[:1] if rest[:1] in {"'", '"'} else ""
        written = f"{quote}{node.text}{quote}"
        return Fix(node.line, node.column, written, better) if rest.startswith(written) else None


def _stays_text(name: str) -> bool:
    """Tell whether YAML reads a name without quotes as a text."""
    return name[:1].isalpha() and name.casefold() not in {"true", "false", "null"} and ":" not in name


def _ignored(node: YamlNode, path: str) -> Diagnostic:
    shown = {YamlList: "a list", YamlMap: "a mapping"}.get(type(node)) or f'"{getattr(node, "text", "")}"'
    message = f"{shown} under tags is no text and therefore no tag"
    return Diagnostic(
        "KB115", Severity.INFO, message, Location(path, node.line, node.column), "put the tag in quotes"
    )
