"""Look-ups over all files, made once and asked by every query.

In: the searchable side of files. Out: which files have a tag or a property, and their order. Texts are not indexed:
they are read only in the files that the rest of a query leaves over, and their case-folded form is remembered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from kbgen.knowledge.searchable import Searchable
from kbgen.markup.tag import Tag
from kbgen.query.entry import Entry
from kbgen.vault.yaml_node import YamlNode

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Index:
    """What queries can look up. An index never changes; ``changed`` returns another one that shares most of it."""

    entries: Mapping[str, Entry]
    """Every file by path."""
    paths: frozenset[str]
    """The paths of all files."""
    notes: frozenset[str]
    """The paths of the notes."""
    tags: Mapping[str, Mapping[str, Tag]]
    """By case-folded tag: the notes that have it or a tag below it, each with the first such tag."""
    properties: Mapping[str, Mapping[str, tuple[YamlNode, ...]]]
    """By property name as written: the notes that have it, each with its values under that name."""
    ranks: Mapping[str, int]
    """The place of each path in the default order."""

    @classmethod
    def build(cls, files: Iterable[Searchable]) -> "Index":
        """Return an index of files.

        Raises:
            ValueError: two files have the same path.
        """
        entries: dict[str, Entry] = {}
        tags: dict[str, dict[str, Tag]] = {}
        properties: dict[str, dict[str, tuple[YamlNode, ...]]] = {}
        for file in files:
            if file.path in entries:
                raise ValueError(f"two files have the path {file.path}")
            entries[file.path] = Entry(file)
            for key, tag in _tag_keys(file).items():
                tags.setdefault(key, {})[file.path] = tag
            for name, values in _values(file).items():
                properties.setdefault(name, {})[file.path] = values
        return cls(
            entries,
            frozenset(entries),
            frozenset(path for path, entry in entries.items() if entry.file.is_note),
            tags,
            properties,
            _ranks(entries),
        )

    def changed(self, old: Searchable | None, new: Searchable | None) -> "Index":
        """Return the index after one file changed: None as ``old`` adds a file, None as ``new`` removes one.

        Raises:
            ValueError: ``old`` is not in the index, or ``new`` would take another file's path.
        """
        entries = dict(self.entries)
        if old is not None and (old.path not in entries or entries.pop(old.path).file != old):
            raise ValueError(f"the index does not hold this state of {old.path}")
        if new is not None:
            if new.path in entries:
                raise ValueError(f"two files have the path {new.path}")
            entries[new.path] = Entry(new)
        tags: Mapping[str, Mapping[str, Tag]] = self.tags
        properties: Mapping[str, Mapping[str, tuple[YamlNode, ...]]] = self.properties
        if old is not None:
            tags = _without(tags, old.path, _tag_keys(old))
            properties = _without(properties, old.path, _values(old))
        if new is not None:
            tags = _with(tags, new.path, _tag_keys(new))
            properties = _with(properties, new.path, _values(new))
        if old is not None and new is not None and (old.path, old.is_note) == (new.path, new.is_note):
            return replace(self, entries=entries, tags=tags, properties=properties)
        notes = frozenset(path for path, entry in entries.items() if entry.file.is_note)
        return Index(entries, frozenset(entries), notes, tags, properties, _ranks(entries))

    def tagged(self, key: str) -> Mapping[str, Tag]:
        """Return the notes that have a case-folded tag or one below it, each with the first such tag."""
        return self.tags.get(key, _NONE)

    def spelling(self, key: str) -> str:
        """Return a case-folded tag of the vault as the first of its notes spells it."""
        places = self.tags[key]
        name = places[min(places, key=self.ranks.__getitem__)].name[: len(key)]
        return name if name.casefold() == key else key

    def in_order(self, paths: Iterable[str]) -> list[str]:
        """Return paths in the default order."""
        return sorted(paths, key=self.ranks.__getitem__)


_NONE: Mapping[str, Tag] = MappingProxyType({})


def _tag_keys(file: Searchable) -> dict[str, Tag]:
    """Return the case-folded tags that find a file, those above its own included."""
    keys: dict[str, Tag] = {}
    for tag in file.tags:
        key = tag.name.casefold()
        keys.setdefault(key, tag)
        end = key.find("/")
        while end >= 0:
            keys.setdefault(key[:end], tag)
            end = key.find("/", end + 1)
    return keys


def _values(file: Searchable) -> dict[str, tuple[YamlNode, ...]]:
    values: dict[str, tuple[YamlNode, ...]] = {}
    for name, value in file.properties:
        values[name] = (*values.get(name, ()), value)
    return values


def _ranks(entries: Mapping[str, Entry]) -> dict[str, int]:
    ordered = sorted(entries.values(), key=lambda entry: entry.key)
    return {entry.file.path: rank for rank, entry in enumerate(ordered)}


def _without(
    postings: Mapping[str, Mapping[str, V]], path: str, keys: Iterable[str]
) -> dict[str, Mapping[str, V]]:
    """Return postings without one file's keys; what they do not touch is shared."""
    left = dict(postings)
    for key in keys:
        posting = {where: value for where, value in left.pop(key).items() if where != path}
        if posting:
            left[key] = posting
    return left


def _with(
    postings: Mapping[str, Mapping[str, V]], path: str, keys: Mapping[str, V]
) -> dict[str, Mapping[str, V]]:
    """Return postings with one file's keys; what they do not touch is shared."""
    return {**postings, **{key: {**postings.get(key, {}), path: value} for key, value in keys.items()}}
