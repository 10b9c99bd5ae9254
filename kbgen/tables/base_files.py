"""A file of the vault as a row of a base: its properties, its links, its tags.

Specification: https://help.obsidian.md/bases/syntax. A base shows all files, attachments included; only notes have
properties of their own. Names of properties have no case.
"""

import re

from kbgen.knowledge.links import Link as FollowedLink
from kbgen.markup.references import WikiLink
from kbgen.tables.base_values import read_day
from kbgen.tables.faults import UncertainError
from kbgen.tables.property_values import plain_value, read_link
from kbgen.tables.records import unfollowed
from kbgen.tables.tables import Tables
from kbgen.tables.values import EMPTY, File, Link, LinkKind, Object, Tag, Value, folder_of
from kbgen.vault.yaml_node import YamlList, YamlMap, YamlNode, YamlScalar

_WIKILINK = re.compile(r"\[\[([^\[\]\n]+)\]\]")


def property_of(tables: Tables, path: str, name: str) -> Value:
    """Return a property of a file's front matter; None where it has none."""
    note = tables.knowledge.notes.get(path)
    front_matter = None if note is None else note.document.front_matter
    node = None if front_matter is None else front_matter.get(name)
    if note is None or node is None:
        return None
    if name.casefold() == "tags":
        return tuple([Tag(tag.name) for tag in note.tags if not tag.inline])
    return _value(node, tables, path)


def has_property(tables: Tables, path: str, name: str) -> bool:
    """Return whether a file's front matter states a property, whatever its value."""
    note = tables.knowledge.notes.get(path)
    return (
        note is not None
        and note.document.front_matter is not None
        and (note.document.front_matter.get(name) is not None)
    )


def _value(node: YamlNode, tables: Tables, path: str) -> Value:
    match node:
        case YamlScalar(value=str() as text):
            found = _WIKILINK.fullmatch(text)
            return read_link(found[1], tables.names, path) if found else read_day(text) or text
        case YamlList(items=items):
            return tuple([_value(item, tables, path) for item in items])
        case YamlMap(entries=entries):
            return Object({key.text: _value(value, tables, path) for key, value in entries})
        case _:
            return plain_value(node)


def file_property(tables: Tables, path: str, name: str) -> Value:
    """Return a property of a file that ``base_vocabulary`` lists.

    Raises:
        UncertainError: it is not certain.
    """
    match name:
        case "name" | "basename":
            return _name(path)
        case "path":
            return path
        case "folder":
            return folder_of(path)
        case "ext":
            return path.rpartition(".")[2] if "." in path.rsplit("/", 1)[-1] else ""
        case "tags":
            return tuple([Tag(tag) for tag in tags_of(tables, path)])
        case "links":
            return tuple([_link(link) for link in _followed(tables, path)])
        case "embeds":
            return tuple([_link(link) for link in _followed(tables, path) if link.reference.embed])
        case "backlinks":
            return tuple(
                [Link(source, exists=True) for source in tables.in_order(tables.linking.get(path, ()))]
            )
        case "properties":
            return _properties(tables, path)
        case _:
            return File(path)


def _name(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    if not name.lower().endswith(".md"):
        raise UncertainError(
            "file.name", f"what Obsidian calls {name} is not certain", 'ask for file.ext == "md"'
        )
    return name[: -len(".md")]


def _properties(tables: Tables, path: str) -> Object:
    note = tables.knowledge.notes.get(path)
    front_matter = None if note is None else note.document.front_matter
    if front_matter is None:
        return Object(EMPTY)
    return Object({key.text: property_of(tables, path, key.text) for key, _ in front_matter.entries})


def tags_of(tables: Tables, path: str) -> tuple[str, ...]:
    """Return the tags of a file, those of the front matter first, each once whatever its case."""
    note = tables.knowledge.notes.get(path)
    found = {tag.name.casefold(): tag.name for tag in reversed(note.tags)} if note else {}
    return tuple(reversed(found.values()))


def has_tag(tables: Tables, path: str, wanted: str) -> bool:
    """Return whether a file carries a tag, or one below it; case does not count."""
    key = wanted.removeprefix("#").casefold()
    return any(tag.casefold() == key or tag.casefold().startswith(f"{key}/") for tag in tags_of(tables, path))


def in_folder(path: str, folder: str) -> bool:
    """Return whether a file lies in a folder or in one below it.

    Raises:
        UncertainError: the folder is the vault, or is written in another case or form.
    """
    own, wanted = folder_of(path), folder.rstrip("/")
    if not wanted.strip("/") or wanted.startswith(("/", "./", "../")):
        raise UncertainError(
            "inFolder", f'inFolder("{folder}") is not supported', "name a folder of the vault"
        )
    if own == wanted or own.startswith(f"{wanted}/"):
        return True
    if f"{own}/".casefold().startswith(f"{wanted}/".casefold()):
        raise UncertainError(
            "inFolder", f'inFolder("{folder}") differs in case from {own}', "write it as it is"
        )
    return False


def has_link(tables: Tables, path: str, target: str | File | Link) -> bool:
    """Return whether a file links to another one, or to a name that nothing has."""
    links = _followed(tables, path)
    match target:
        case File(path=wanted):
            return any(link.path == wanted for link in links)
        case Link(path=wanted, exists=exists):
            return any((link.path if exists else unfollowed(link)) == wanted for link in links)
        case str():
            name = target.partition("#")[0].strip()
            found = tables.names.resolve(name, path).path
            if found is None:
                return any(unfollowed(link) == name for link in links)
            return any(link.path == found for link in links)


def _followed(tables: Tables, path: str) -> tuple[FollowedLink, ...]:
    """Return the links of a file: those of properties, of the text, embeds."""
    return tuple(sorted(tables.knowledge.links.get(path, ()), key=_rank))


def _rank(link: FollowedLink) -> int:
    return 0 if link.property_name else 2 if link.reference.embed else 1


def _link(link: FollowedLink) -> Link:
    reference = link.reference
    text = (reference.text or "") if isinstance(reference, WikiLink) else ""
    fragment = reference.fragment
    kind = LinkKind.FILE if not fragment else LinkKind.BLOCK if fragment.startswith("^") else LinkKind.HEADING
    path = link.path if link.path is not None else unfollowed(link)
    return Link(path, link.path is not None, text, fragment.removeprefix("^"), kind)
