"""A note as a record of fields, as Dataview sees it.

Specification: https://blacksmithgu.github.io/obsidian-dataview/annotation/metadata-pages/. A record holds the properties
of the front matter under their names as written and under their normal form (white space as hyphens, lower case, no
punctuation), and the implicit fields of the file under ``file``. What Dataview knows and kbgen does not, or what no
checkout tells, is ``Unknown``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kbgen.knowledge.links import Link as FollowedLink
from kbgen.knowledge.names import Names
from kbgen.notes.note import Note
from kbgen.tables.inline_fields import possible_fields
from kbgen.tables.property_values import dataview_value, plain_value, scalar_text
from kbgen.tables.values import EMPTY, Link, Object, Unknown, Value, folder_of, title_of
from kbgen.vault.yaml_node import YamlList, YamlNode, YamlScalar

_TIMES = "file times are not reproducible from a checkout"
_UNKNOWN_FILE_FIELDS = {
    **dict.fromkeys(("ctime", "cday", "mtime", "mday"), _TIMES),
    "size": "the size depends on how a checkout ends lines",
    "day": "kbgen does not look for dates in file names",
    "lists": "kbgen does not read list items",
    "tasks": "kbgen does not read tasks",
    "tables": "kbgen does not read tables",
    "starred": "bookmarks are no part of the notes",
}
"""Implicit fields of Dataview that kbgen does not know, and why."""

FILE_FIELDS = (
    *(
        "path",
        "folder",
        "name",
        "link",
        "outlinks",
        "inlinks",
        "etags",
        "tags",
        "aliases",
        "frontmatter",
        "ext",
    ),
    *_UNKNOWN_FILE_FIELDS,
)
"""The implicit fields."""

UNKNOWN_FILE_FIELDS = tuple(_UNKNOWN_FILE_FIELDS)
"""Those of them that make a query unsupported."""

_UNKNOWNS = {name: Unknown(f"file.{name}", reason) for name, reason in _UNKNOWN_FILE_FIELDS.items()}
_SPACES_AND_COMMAS = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One note, as a row of Dataview's."""

    path: str
    page: Object
    """Its fields, those of the front matter and ``file``."""
    link: Link
    tags: tuple[str, ...]
    """With ``#``, parents of nested tags included."""


def normal_form(name: str) -> str:
    """Return a field's name as queries may write it: lower case, white space as hyphens, no other punctuation."""
    return "".join(_normal(character) for character in name)


def _normal(character: str) -> str:
    if character.isspace():
        return "-"
    return character.lower() if character.isalnum() or character in "_-" else ""


def make_record(
    note: Note, links: tuple[FollowedLink, ...], inlinks: tuple[str, ...], names: Names
) -> Record:
    """Return the record of a note.

    Args:
        note: the note.
        links: its references, followed.
        inlinks: vault paths of the notes that link to it, in order.
        names: finds the targets of links.
    """
    link = Link(note.path, exists=True)
    explicit = _tags(note)
    tags = tuple(dict.fromkeys(part for tag in explicit for part in _with_parents(tag)))
    extension = note.path.rpartition(".")
    file: dict[str, Value | Unknown] = {
        "path": note.path,
        "folder": folder_of(note.path),
        "name": title_of(note.path),
        "link": link,
        "outlinks": outlinks(links),
        "inlinks": tuple([Link(path, exists=True) for path in inlinks]),
        "etags": explicit,
        "tags": tags,
        "aliases": _aliases(note),
        "frontmatter": _raw(note),
        "ext": extension[2] if extension[1] else "",
        **_UNKNOWNS,
    }
    fields = {"file": Object(file, partial="file"), **_fields(note, names)}
    return Record(note.path, Object(fields, partial="page"), link, tags)


def outlinks(links: tuple[FollowedLink, ...]) -> tuple[Link, ...]:
    """Return the targets of a note's links, each once: those of properties, of links, of embeds."""
    ordered = sorted(links, key=_outlink_rank)
    found = (
        Link(link.path, exists=True) if link.path is not None else Link(unfollowed(link), exists=False)
        for link in ordered
    )
    return tuple({link.path: link for link in found}.values())


def unfollowed(link: FollowedLink) -> str:
    """Return the path of a link as its note writes it."""
    return link.reference.target


def _outlink_rank(link: FollowedLink) -> int:
    return 0 if link.property_name else 2 if link.reference.embed else 1


def _fields(note: Note, names: Names) -> dict[str, Value | Unknown]:
    """Return a note's own fields: names as written first, then the normal forms that are no such name."""
    own: dict[str, Value | Unknown] = {}
    front_matter = note.document.front_matter
    for key, node in front_matter.entries if front_matter else ():
        if key.text not in ("position", "file"):
            own[key.text] = dataview_value(node, key.text, names, note.path)
    for name in sorted(possible_fields(note.document.text)):
        own[name] = Unknown(
            name, f"{note.path} may state it as an inline field, {name}:: …, which kbgen does not read"
        )
    forms: dict[str, list[Value | Unknown]] = {}
    for name, value in own.items():
        form = normal_form(name)
        if form and form not in own:
            forms.setdefault(form, []).append(value)
    return {**own, **{form: _merged(values) for form, values in forms.items() if form != "file"}}


def _merged(values: list[Value | Unknown]) -> Value | Unknown:
    """Return the value of a field that a note states under several spellings: the list of all."""
    known: list[Value] = []
    for value in values:
        if isinstance(value, Unknown):
            return value
        known.append(value)
    return known[0] if len(known) == 1 else tuple(known)


def _raw(note: Note) -> Object:
    front_matter = note.document.front_matter
    if front_matter is None:
        return Object(EMPTY)
    return Object({key.text: plain_value(node) for key, node in front_matter.entries})


def _with_parents(tag: str) -> list[str]:
    found = [tag]
    while "/" in tag:
        tag = tag.rpartition("/")[0]
        found.append(tag)
    return found


def _properties(note: Note, *names: str) -> Iterator[YamlNode]:
    front_matter = note.document.front_matter
    for key, node in front_matter.entries if front_matter else ():
        if key.text.lower() in names:
            yield node


def _tags(note: Note) -> tuple[str, ...]:
    """Return the tags as written, with ``#``: those of the text, then those of ``tags`` and ``tag``."""
    found = [f"#{tag.name}" for tag in note.tags if tag.inline]
    for node in _properties(note, "tags", "tag"):
        found += [
            text if text.startswith("#") else f"#{text}" for text in _split(node, _SPACES_AND_COMMAS.split)
        ]
    return tuple(dict.fromkeys(found))


def _aliases(note: Note) -> tuple[str, ...]:
    found: list[str] = []
    for node in _properties(note, "aliases", "alias"):
        if isinstance(node, YamlList):
            found += [scalar_text(item).strip() for item in node.items if isinstance(item, YamlScalar)]
        else:
            found += _split(node, lambda text: text.split(","))
    return tuple(dict.fromkeys(found))


def _split(node: YamlNode, split: Callable[[str], list[str]]) -> list[str]:
    match node:
        case YamlScalar(value=value) if value:
            return [part for part in (part.strip() for part in split(scalar_text(node))) if part]
        case YamlList(items=items):
            return [part for item in items for part in _split(item, split)]
        case _:
            return []
