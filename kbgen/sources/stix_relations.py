"""The relations of a release: typed, indexed, and only those that count.

A relation is live when its relationship and both of its ends are live. ``revoked-by`` is apart, because it begins at
objects that are not live. Specification: sections 1.4 and 1.5 of the formats.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.source import Location
from kbgen.sources.source_note import RelationKind
from kbgen.sources.stix_bundle import StixBundle
from kbgen.sources.stix_objects import AttackObject, Reference
from kbgen.sources.stix_structs import StixObject, StixRelationship

_KINDS = {kind.value: kind for kind in RelationKind}


@dataclass(frozen=True, slots=True)
class StixRelation:
    """One live relation of two live objects."""

    stix_id: str
    kind: RelationKind
    source: AttackObject
    target: AttackObject
    description: str
    """Markdown with citations; may be empty."""
    references: tuple[Reference, ...]
    """What the description cites."""


@dataclass(frozen=True, slots=True)
class Relations:
    """All relations of a release."""

    live: tuple[StixRelation, ...]
    """In the order of the identifiers of their ends and their own."""
    outgoing: Mapping[str, tuple[StixRelation, ...]]
    """By the STIX identifier of the source."""
    incoming: Mapping[str, tuple[StixRelation, ...]]
    """By the STIX identifier of the target."""
    revoked_by: Mapping[str, str]
    """STIX identifier of an object to that of its replacement, which may be revoked as well or absent."""
    skipped: Mapping[str, int]
    """Types of relationships that ATT&CK does not define, with their number."""
    diagnostics: tuple[Diagnostic, ...]
    """KB613, at most once, for relationships with an end that the release does not have."""

    def of(self, item: AttackObject, kind: RelationKind) -> tuple[StixRelation, ...]:
        """Return the live relations of a kind that begin at an object."""
        return tuple(each for each in self.outgoing.get(item.stix_id, ()) if each.kind is kind)

    def to(self, item: AttackObject, kind: RelationKind) -> tuple[StixRelation, ...]:
        """Return the live relations of a kind that end at an object."""
        return tuple(each for each in self.incoming.get(item.stix_id, ()) if each.kind is kind)


def read_relations(
    bundle: StixBundle,
    objects: Mapping[str, AttackObject],
    references: Callable[[StixObject], tuple[Reference, ...]],
) -> Relations:
    """Return the relations of a bundle.

    Args:
        bundle: where the relationships stand.
        objects: all objects by STIX identifier, live or not.
        references: returns the references of a relationship.
    """
    live: list[StixRelation] = []
    replacements: list[StixRelationship] = []
    skipped: Counter[str] = Counter()
    dangling: list[str] = []
    for item in bundle.objects:
        if not isinstance(item, StixRelationship):
            continue
        kind = _KINDS.get(item.relationship_type or "")
        if kind is None:
            skipped[item.relationship_type or "none"] += 1
            continue
        if kind is RelationKind.REVOKED_BY:
            replacements.append(item)
        ends = objects.get(item.source_ref or ""), objects.get(item.target_ref or "")
        source, target = ends
        if source is None or target is None:
            if bundle.skipped_ids.isdisjoint((item.source_ref, item.target_ref)):
                dangling.append(item.id)
        elif source.live and target.live and not (item.revoked or item.x_mitre_deprecated):
            description = (item.description or "").strip()
            live.append(StixRelation(item.id, kind, source, target, description, references(item)))
    ordered = tuple(sorted(live, key=_order))
    return Relations(
        live=ordered,
        outgoing=_indexed(ordered, lambda each: each.source.stix_id),
        incoming=_indexed(ordered, lambda each: each.target.stix_id),
        revoked_by=_replacements(replacements),
        skipped=MappingProxyType(dict(sorted(skipped.items()))),
        diagnostics=_dangling(dangling, bundle.name),
    )


def successor(
    first: AttackObject, objects: Mapping[str, AttackObject], revoked_by: Mapping[str, str]
) -> AttackObject | None:
    """Return the live object that stands for an object today: itself, the end of its chain, or None.

    None where a chain runs in a circle, leads out of the release or ends at an object without a replacement or at a
    deprecated one. Specification: section 1.5 of the formats.
    """
    seen = {first.stix_id}
    current = first
    while current.revoked:
        following = objects.get(revoked_by.get(current.stix_id, ""))
        if following is None or following.stix_id in seen:
            return None
        seen.add(following.stix_id)
        current = following
    return None if current.deprecated else current


def _replacements(edges: Iterable[StixRelationship]) -> Mapping[str, str]:
    """Return one replacement for each object: of several, a live edge before a dropped one, then the newest."""
    best: dict[str, StixRelationship] = {}
    for edge in edges:
        if edge.source_ref and edge.target_ref:
            known = best.setdefault(edge.source_ref, edge)
            best[edge.source_ref] = max(known, edge, key=_weight)
    return MappingProxyType({source: edge.target_ref or "" for source, edge in best.items()})


def _weight(edge: StixRelationship) -> tuple[bool, str, str]:
    return not (edge.revoked or edge.x_mitre_deprecated), edge.modified or "", edge.id


def _order(relation: StixRelation) -> tuple[str, ...]:
    source, target = relation.source, relation.target
    return source.attack_id, source.stix_id, target.attack_id, target.stix_id, relation.stix_id


def _indexed(
    relations: Iterable[StixRelation], key: Callable[[StixRelation], str]
) -> Mapping[str, tuple[StixRelation, ...]]:
    found: defaultdict[str, list[StixRelation]] = defaultdict(list)
    for relation in relations:
        found[key(relation)].append(relation)
    return MappingProxyType({identifier: tuple(items) for identifier, items in found.items()})


def _dangling(identifiers: list[str], name: str) -> tuple[Diagnostic, ...]:
    if not identifiers:
        return ()
    message = (
        "relationships with an end that is not in the release are left out: "
        f"{len(identifiers):,}, such as {min(identifiers)}"
    )
    return (Diagnostic("KB613", Severity.WARNING, message, Location(name)),)
