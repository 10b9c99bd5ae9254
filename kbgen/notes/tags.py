"""The tags of a note, from its front matter and from its text. Specification: section 5.2 of the search language."""

import re
from dataclasses import dataclass

from kbgen.diagnostics import Diagnostic, Fix, Severity
from kbgen.markup.body import Body
from kbgen.markup.references import Hashtag
from kbgen.markup.tag import Tag
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
    found: list[Tag] = []
    odd: list[Diagnostic] = []
    if document.front_matter is not None:
        node = document.front_matter.get("tags")
        if node is not None:
            _front_matter_tags(node, document.path, found, odd)
    found += (
        Tag(reference.name, reference.line, reference.column, inline=True)
        for reference in body.references
        if isinstance(reference, Hashtag)
    )
    return Tags(tuple(found), tuple(odd))


def _front_matter_tags(node: YamlNode, path: str, found: list[Tag], odd: list[Diagnostic]) -> None:
    match node:
        case YamlList(items=nodes):
            for item in nodes:
                if isinstance(item, YamlScalar) and isinstance(item.value, str):
                    _add(item.text, item.line, item.column, path, found, odd)
                else:
                    odd.append(_ignored(item, path))
        case YamlScalar(value=str()):
            parts = [part for part in _SEPARATOR.split(node.text.strip()) if part]
            if len(parts) > 1:
                message = "tags is one text with several tags; Obsidian has not read such a text since 1.9"
                place = Location(path, node.line, node.column)
                hint = f"write tags: [{', '.join(parts)}]"
                odd.append(Diagnostic("KB114", Severity.WARNING, message, place, hint))
            for part in parts:
                _add(part, node.line, node.column, path, found, odd)
        case YamlScalar(value=None):
            pass
        case _:
            odd.append(_ignored(node, path))


def _add(written: str, line: int, column: int, path: str, found: list[Tag], odd: list[Diagnostic]) -> None:
    name = written.strip().removeprefix("#")
    if not name:
        return
    found.append(Tag(name, line, column))
    place = Location(path, line, column)
    if name.startswith("_") and name.strip("_"):
        odd.append(
            Diagnostic(
                "KB117",
                Severity.WARNING,
                f'tag "{name}" begins with an underscore, so tag: {name.lstrip("_")} does not find it',
                place,
                f"write {name.lstrip('_')}",
                Fix(line, column, name, name.lstrip("_")),
            )
        )
    elif illegal := _ILLEGAL.search(name):
        message = f'tag "{name}" holds "{illegal[0]}", which no #tag in a text can hold'
        hint = f"write {_ILLEGAL.sub('_', name)}"
        odd.append(Diagnostic("KB116", Severity.INFO, message, place, hint))


def _ignored(node: YamlNode, path: str) -> Diagnostic:
    shown = {YamlList: "a list", YamlMap: "a mapping"}.get(type(node)) or f'"{getattr(node, "text", "")}"'
    message = f"{shown} under tags is no text and therefore no tag"
    return Diagnostic(
        "KB115", Severity.INFO, message, Location(path, node.line, node.column), "put the tag in quotes"
    )
