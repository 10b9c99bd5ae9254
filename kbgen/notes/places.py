"""Where in a note's front matter a value stands, and where in a source that of a mounted note."""

from kbgen.notes.note import Note
from kbgen.source import Location
from kbgen.vault.yaml_node import YamlList, YamlNode, YamlScalar


def place_of(note: Note, *names: str, line: int = 1) -> Location:
    """Return the place of the first of some properties that a note states, else the beginning of a line.

    Args:
        note: the note.
        names: property names, in the order in which they count.
        line: the line in the file, counted from 1, where the note states none of them.
    """
    node = _property(note, names)
    return Location(note.path, node.line, node.column) if node is not None else Location(note.path, line)


def place_in(note: Note, text: str, *names: str) -> Location:
    """Return the place of a list item with this text in the first of some properties, else of the property."""
    node = _property(note, names)
    if isinstance(node, YamlList):
        for item in node.items:
            if isinstance(item, YamlScalar) and item.text.strip() == text:
                return Location(note.path, item.line, item.column)
    if isinstance(node, YamlScalar) and text in node.text:
        return Location(note.path, node.line, node.column + node.text.index(text))
    return place_of(note, *names)


def place_in_source(note: Note, line: int = 1, first_line: int = 1) -> Location:
    """Return the place of a line of what a note embeds: in the note itself, or where a mounted one comes from.

    Args:
        note: the note.
        line: the line in the note, counted from 1.
        first_line: the line in the note with which the embedded text begins.
    """
    path, _, number = note.document.source.rpartition(":")
    if not path or not number.isdecimal():
        return Location(note.document.source or note.path, 1 if note.document.source else line)
    return Location(path, int(number) + line - first_line)


def _property(note: Note, names: tuple[str, ...]) -> YamlNode | None:
    fields = note.document.front_matter
    if fields is None:
        return None
    found = (fields.get(name) for name in names)
    return next((node for node in found if node is not None and not _is_blank(node)), None)


def _is_blank(node: YamlNode) -> bool:
    return isinstance(node, YamlScalar) and not node.text
