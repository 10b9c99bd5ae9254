"""Makes notes of a release of ATT&CK, and tells what became of the pages of objects that are no longer live.

In goes an ``AttackRelease``; out come ``SourceNote``s in the format of the seed vault, as if someone had written them.
"""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from kbgen.sources.attack_detection import strategies_by_component
from kbgen.sources.attack_note_text import Links
from kbgen.sources.attack_object_notes import Strategies, object_note
from kbgen.sources.attack_places import PLACES, has_note, page_path
from kbgen.sources.attack_release import AttackRelease
from kbgen.sources.attack_technique_note import technique_note
from kbgen.sources.source_note import CitedSource, Relation, SourceNote
from kbgen.sources.stix_objects import Analytic, AttackObject, Technique


def attack_notes(release: AttackRelease, *, complete: bool = True) -> tuple[SourceNote, ...]:
    """Return a note for each live object that has one, by path in the order of code points.

    Relations stand on the note at which they begin, so that all notes together hold each once.

    Args:
        release: the release.
        complete: whether the texts list relations and cited sources, as notes of a vault have to; a site that mounts
            the release shows both from the graph.
    """
    links = Links(release)
    strategies = strategies_by_component(release)
    notes = [
        _note(links, item, strategies, complete=complete)
        for kind in PLACES
        for item in release.live.get(kind, ())
        if has_note(release, item)
    ]
    return tuple(sorted(notes, key=lambda note: note.path))


def redirects(release: AttackRelease) -> Mapping[str, str | None]:
    """Return the site-relative paths of pages that no longer exist, with the ATT&CK identifier that replaces each.

    ``{"techniques/T1086/": "T1059.001", "techniques/T1064/": None}``: None where nothing live replaces the object.
    """
    live = {page_path(item) for items in release.live.values() for item in items}
    gone = (item for item in release.objects.values() if not item.live)
    found: dict[str, str | None] = {}
    for item in sorted(gone, key=lambda each: (each.attack_id, each.stix_id)):
        path = page_path(item)
        if path and path not in live:
            replacement = release.successor_of(item)
            found[path] = found.get(path) or (replacement.attack_id or None if replacement else None)
    return MappingProxyType(found)


def cited_sources(release: AttackRelease) -> Mapping[str, CitedSource]:
    """Return what the live objects and relations of a release cite, by name, in order; of several the first counts."""
    stated = [item.references for kind in (*PLACES, Analytic) for item in release.live.get(kind, ())]
    stated += (relation.references for relation in release.relations.live)
    found: dict[str, CitedSource] = {}
    for reference in chain.from_iterable(stated):
        name = " ".join(reference.source_name.split())
        if name not in found:
            found[name] = CitedSource(name, " ".join(reference.description.split()), reference.url)
    return MappingProxyType(dict(sorted(found.items())))


def _note(links: Links, item: AttackObject, strategies: Strategies, *, complete: bool) -> SourceNote:
    text = (
        technique_note(links, item, complete=complete)
        if isinstance(item, Technique)
        else object_note(links, item, strategies, complete=complete)
    )
    places = links.release.places
    return SourceNote(
        path=f"{PLACES[type(item)].folder}/{links.name(item)}.md",
        text=text,
        origin=f"{links.release.source} {item.stix_id}",
        relations=tuple(
            Relation(each.kind, item.attack_id, each.target.attack_id, each.description, places[each.stix_id])
            for each in links.release.relations.outgoing.get(item.stix_id, ())
            if each.target.attack_id
        ),
    )
