"""What is built once for a vault, so that each block is answered by look-ups."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.knowledge.base import KnowledgeBase
from kbgen.knowledge.names import Names
from kbgen.query.order import name_key
from kbgen.tables.records import Record, make_record, unfollowed
from kbgen.tables.values import folder_of, title_of


@dataclass(frozen=True, slots=True)
class Tables:
    """The records of a vault and what can be looked up about them, immutable."""

    knowledge: KnowledgeBase
    names: Names
    """Finds files by what links call them."""
    records: Mapping[str, Record]
    """By vault path, the notes only."""
    files: frozenset[str]
    """Vault paths of all files."""
    in_folder: Mapping[str, frozenset[str]]
    """By folder, ``""`` for the vault: the files in it and in the folders below."""
    by_tag: Mapping[str, frozenset[str]]
    """By tag without ``#``, in lower case: the notes that carry it or one below it, as Dataview reads tags."""
    linking: Mapping[str, frozenset[str]]
    """By vault path, or by the name of a file that is not there: the notes that link to it."""
    ranks: Mapping[str, int]
    """The place of each file in the default order: by file name as people order names, then by path."""

    @classmethod
    def build(cls, knowledge: KnowledgeBase) -> "Tables":
        """Return the tables of a knowledge base."""
        files = (*knowledge.notes, *knowledge.attachments)
        names = Names(files)
        ordered = sorted(files, key=lambda path: (name_key(title_of(path)), path))
        ranks = {path: rank for rank, path in enumerate(ordered)}
        linking = _linking(knowledge)
        records = {
            path: make_record(
                note,
                knowledge.links.get(path, ()),
                tuple(sorted(linking.get(path, ()), key=ranks.__getitem__)),
                names,
            )
            for path, note in knowledge.notes.items()
        }
        return cls(
            knowledge,
            names,
            MappingProxyType(records),
            frozenset(files),
            MappingProxyType(_folders(files)),
            MappingProxyType(_by_tag(records.values())),
            MappingProxyType(linking),
            MappingProxyType(ranks),
        )

    def in_order(self, paths: Iterable[str]) -> list[str]:
        """Return files of the vault in the default order."""
        return sorted(paths, key=self.ranks.__getitem__)


def _linking(knowledge: KnowledgeBase) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for source, links in knowledge.links.items():
        for link in links:
            found[unfollowed(link) if link.path is None else link.path].add(source)
    return {target: frozenset(sources) for target, sources in found.items()}


def _folders(files: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {"": set()}
    for path in files:
        folder = folder_of(path)
        found[""].add(path)
        while folder:
            found.setdefault(folder, set()).add(path)
            folder = folder_of(folder)
    return {folder: frozenset(paths) for folder, paths in found.items()}


def _by_tag(records: Iterable[Record]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for tag in record.tags:
            found[tag.removeprefix("#").lower()].add(record.path)
    return {tag: frozenset(paths) for tag, paths in found.items()}
