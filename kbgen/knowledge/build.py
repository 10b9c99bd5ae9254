"""The knowledge stage: all notes in, one ``KnowledgeBase`` out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from types import MappingProxyType

from kbgen.knowledge.base import KnowledgeBase, TagUse, referred_techniques, technique_of
from kbgen.knowledge.links import follow
from kbgen.knowledge.names import Names
from kbgen.knowledge.searchable import Searchable
from kbgen.knowledge.sigma_names import sigma_names
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.kind import Kind
from kbgen.notes.note import Note
from kbgen.notes.tactics import Tactic


def build_knowledge(notes: Sequence[Note], attachments: Sequence[str]) -> KnowledgeBase:
    """Return the knowledge base of a vault.

    Args:
        notes: all notes, in path order; those that are not to be published are left out.
        attachments: vault paths of the other files, in order.
    """
    withheld = tuple(note.path for note in notes if not note.is_published)
    notes = [note for note in notes if note.is_published]
    by_path = {note.path: note for note in notes}
    techniques, duplicates = _techniques(notes)
    names = Names((*by_path, *withheld, *attachments))
    return KnowledgeBase(
        notes=MappingProxyType(by_path),
        attachments=tuple(attachments),
        techniques=MappingProxyType(techniques),
        duplicates=duplicates,
        objects=MappingProxyType(_objects(notes)),
        children=MappingProxyType(_children(techniques.values())),
        tactics=MappingProxyType(_tactics(techniques.values())),
        rules_of=MappingProxyType(_referring(notes, Kind.DETECTION_RULE)),
        tests_of=MappingProxyType(_referring(notes, Kind.ATOMIC_TEST)),
        sigma=sigma_names(notes),
        tags=MappingProxyType(_tags(notes)),
        links=MappingProxyType({note.path: follow(note, names, by_path) for note in notes}),
        withheld=withheld,
        searchables=(*map(_searchable, notes), *(Searchable(path, is_note=False) for path in attachments)),
    )


def _techniques(notes: Iterable[Note]) -> tuple[dict[str, Note], tuple[tuple[str, str, str], ...]]:
    found: dict[str, Note] = {}
    duplicates: list[tuple[str, str, str]] = []
    for note in notes:
        subject = technique_of(note)
        if subject is None:
            continue
        first = found.setdefault(subject.id, note)
        if first is not note:
            duplicates.append((subject.id, note.path, first.path))
    return dict(sorted(found.items())), tuple(duplicates)


def _objects(notes: Iterable[Note]) -> dict[str, Note]:
    found: dict[str, Note] = {}
    for note in notes:
        if isinstance(note.subject, AttackObject) and note.subject.id:
            found.setdefault(note.subject.id, note)
    return dict(sorted(found.items()))


def _children(techniques: Iterable[Note]) -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = defaultdict(list)
    for subject in filter(None, map(technique_of, techniques)):
        if subject.parent is not None:
            children[subject.parent].append(subject.id)
    return {parent: tuple(identifiers) for parent, identifiers in children.items()}


def _tactics(techniques: Iterable[Note]) -> dict[Tactic, tuple[str, ...]]:
    members: dict[Tactic, list[str]] = defaultdict(list)
    for subject in filter(None, map(technique_of, techniques)):
        for item in subject.tactics:
            members[item].append(subject.id)
    return {item: tuple(members[item]) for item in sorted(members, key=lambda item: item.order)}


def _referring(notes: Iterable[Note], kind: Kind) -> dict[str, tuple[str, ...]]:
    paths: dict[str, list[str]] = defaultdict(list)
    for note in notes:
        if note.kind is kind:
            for identifier in referred_techniques(note):
                paths[identifier].append(note.path)
    return {identifier: tuple(found) for identifier, found in sorted(paths.items())}


def _tags(notes: Iterable[Note]) -> dict[str, TagUse]:
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    paths: dict[str, dict[str, None]] = defaultdict(dict)
    for note in notes:
        for tag in note.tags:
            folded = tag.name.casefold()
            spellings[folded][tag.name] += 1
            paths[folded][note.path] = None
    return {
        folded: TagUse(min(spellings[folded].items(), key=lambda item: (-item[1], item[0]))[0], tuple(found))
        for folded, found in sorted(paths.items())
    }


def _searchable(note: Note) -> Searchable:
    front_matter = note.document.front_matter
    return Searchable(
        path=note.path,
        is_note=True,
        content=note.document.text,
        tags=note.tags,
        properties=tuple((key.text, node) for key, node in front_matter.entries) if front_matter else (),
        blocks=note.body.blocks,
        sections=note.body.sections,
        tasks=note.body.tasks,
    )
