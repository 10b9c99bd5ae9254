"""A release of ATT&CK: all objects, typed and indexed.

In goes a ``StixBundle``, out comes an ``AttackRelease``. Nothing but live objects is shown and counted; the others stay
to tell what became of an old identifier. Specification: section 1 of the formats.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, TypeVar, cast

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.source import Location
from kbgen.sources import stix_relations
from kbgen.sources.attack_domain import Domain, domain_of_name
from kbgen.sources.source_note import RelationKind
from kbgen.sources.stix_bundle import StixBundle, read_bundle
from kbgen.sources.stix_convert import Converter
from kbgen.sources.stix_objects import (
    AttackObject,
    DataComponent,
    DataSource,
    Matrix,
    Phase,
    Tactic,
    Technique,
)
from kbgen.sources.stix_relations import Relations, read_relations
from kbgen.sources.stix_structs import StixCollection, StixMarking

T = TypeVar("T", bound=AttackObject)
LiveObjects: TypeAlias = Mapping[type[AttackObject], tuple[AttackObject, ...]]
"""Live objects by class, in the order of their ATT&CK identifiers."""


@dataclass(frozen=True, slots=True)
class AttackRelease:
    """One domain of ATT&CK in one version."""

    source: str
    """The name of the file or folder, for people."""
    domain: Domain
    version: str | None
    """Such as ``18.1``; None where neither the source nor the user states it."""
    copyright: str
    """The statement that a site must print; may be empty."""
    objects: Mapping[str, AttackObject]
    """All objects by STIX identifier, also those that are not live."""
    by_attack_id: Mapping[str, AttackObject]
    """All objects by ATT&CK identifier; of several with one identifier, a live one and then a technique first."""
    live: LiveObjects
    """The objects that are shown and counted; `live_of` gives them typed."""
    tactics: tuple[Tactic, ...]
    """Live tactics in the order of the matrix."""
    tactic_of_phase: Mapping[tuple[Domain, str], Tactic]
    """Live tactics by domain and short name, as `Phase.key` states them."""
    relations: Relations
    places: Mapping[str, Location]
    """STIX identifier of an object or relationship to where it begins; the path is the name of its file."""
    skipped: Mapping[str, int]
    """Types of objects that kbgen does not read, with their number."""
    diagnostics: tuple[Diagnostic, ...]
    """KB611 to KB615: what the release has wrong."""

    def live_of(self, kind: type[T]) -> tuple[T, ...]:
        """Return the live objects of a class, in the order of their ATT&CK identifiers."""
        return cast("tuple[T, ...]", self.live.get(kind, ()))

    def successor(self, attack_id: str) -> str | None:
        """Return the live identifier that stands for one today, which may be itself; None where there is none."""
        first = self.by_attack_id.get(attack_id)
        last = self.successor_of(first) if first is not None else None
        return last.attack_id or None if last is not None else None

    def successor_of(self, item: AttackObject) -> AttackObject | None:
        """Return the live object that stands for one today, which may be itself; None where there is none."""
        return stix_relations.successor(item, self.objects, self.relations.revoked_by)

    def tactics_of(self, technique: Technique) -> tuple[Tactic, ...]:
        """Return the tactics of a technique in the order of the matrix."""
        wanted = {
            tactic.stix_id
            for phase in technique.phases
            if (tactic := self.tactic_of_phase.get(phase.key)) is not None
        }
        return tuple(tactic for tactic in self.tactics if tactic.stix_id in wanted)

    def parent_of(self, technique: Technique) -> Technique | None:
        """Return the technique of a sub-technique: by its relation, else by its identifier."""
        for relation in self.relations.of(technique, RelationKind.SUBTECHNIQUE_OF):
            if isinstance(relation.target, Technique):
                return relation.target
        parent = self.by_attack_id.get(technique.attack_id.partition(".")[0])
        return parent if technique.is_subtechnique and isinstance(parent, Technique) else None


def read_release(
    path: Path, limits: InputLimits = DEFAULT_LIMITS, *, version: str | None = None
) -> AttackRelease:
    """Return the release in a file or folder; raises what `read_bundle` raises.

    Args:
        path: a bundle (plain, gzip or xz), or a folder of bundles.
        limits: how much is read.
        version: what the user says; counts where the source does not state its version.
    """
    return make_release(read_bundle(path, limits), version=version)


def make_release(bundle: StixBundle, *, version: str | None = None) -> AttackRelease:
    """Return the release that a bundle holds."""
    converter = Converter()
    made = (converter.convert(item) for item in bundle.objects)
    objects = {item.stix_id: item for item in made if item is not None}
    relations = read_relations(bundle, objects, converter.references)
    live = _live(objects.values())
    domain = _domain(objects.values())
    tactics = _tactics(live, objects)
    by_phase = _by_phase(tactics, live, domain)
    found = (*_identities(live, bundle.name), *_phases(live, by_phase, bundle.name))
    return AttackRelease(
        source=bundle.name,
        domain=domain,
        version=_version(bundle) or version,
        copyright=_copyright(bundle),
        objects=MappingProxyType(objects),
        by_attack_id=_by_attack_id(objects.values()),
        live=live,
        tactics=tactics,
        tactic_of_phase=by_phase,
        relations=relations,
        places=bundle.places,
        skipped=bundle.skipped,
        diagnostics=(*bundle.diagnostics, *relations.diagnostics, *found),
    )


def _live(objects: Iterable[AttackObject]) -> LiveObjects:
    found: dict[type[AttackObject], list[AttackObject]] = {}
    for item in sorted(objects, key=lambda each: (each.attack_id, each.stix_id)):
        if item.live:
            found.setdefault(type(item), []).append(item)
    return MappingProxyType({kind: tuple(items) for kind, items in found.items()})


def _by_attack_id(objects: Iterable[AttackObject]) -> Mapping[str, AttackObject]:
    """Index all objects; retired mitigations have the identifiers of techniques."""
    found: dict[str, AttackObject] = {}
    for item in sorted(
        objects, key=lambda each: (not each.live, not isinstance(each, Technique), each.stix_id)
    ):
        if item.attack_id and not isinstance(item, Matrix):
            found.setdefault(item.attack_id, item)
    return MappingProxyType(found)


def _matrices(live: LiveObjects) -> Iterable[Matrix]:
    return cast("tuple[Matrix, ...]", live.get(Matrix, ()))


def _domain(objects: Iterable[AttackObject]) -> Domain:
    """Return what the largest matrix says, else what most techniques say; Enterprise where nothing says anything."""
    columns: Counter[Domain] = Counter()
    phases: Counter[Domain] = Counter()
    for item in objects:
        if isinstance(item, Matrix) and (stated := domain_of_name(item.attack_id)) is not None:
            columns[stated] += len(item.tactic_refs)
        elif isinstance(item, Technique):
            phases.update(phase.domain for phase in item.phases)
    votes = columns or phases
    return max(votes, key=lambda domain: votes[domain], default=Domain.ENTERPRISE)


def _tactics(live: LiveObjects, objects: Mapping[str, AttackObject]) -> tuple[Tactic, ...]:
    """Return live tactics as the matrices order them, then those that no matrix has."""
    columns = [objects.get(reference) for matrix in _matrices(live) for reference in matrix.tactic_refs]
    ordered = dict.fromkeys(item for item in (*columns, *live.get(Tactic, ())) if isinstance(item, Tactic))
    return tuple(item for item in ordered if item.live)


def _by_phase(
    tactics: Iterable[Tactic], live: LiveObjects, domain: Domain
) -> Mapping[tuple[Domain, str], Tactic]:
    of_matrix = {
        reference: found
        for matrix in _matrices(live)
        if (found := domain_of_name(matrix.attack_id)) is not None
        for reference in matrix.tactic_refs
    }
    keys: dict[tuple[Domain, str], Tactic] = {}
    for tactic in tactics:
        stated = [found for name in tactic.domains if (found := domain_of_name(name)) is not None]
        for each in stated or [of_matrix.get(tactic.stix_id, domain)]:
            keys.setdefault(Phase(each, tactic.shortname).key, tactic)
    return MappingProxyType(keys)


def _version(bundle: StixBundle) -> str:
    stated = (item.x_mitre_version for item in bundle.objects if isinstance(item, StixCollection))
    return next((version.strip() for version in stated if version and version.strip()), "")


def _copyright(bundle: StixBundle) -> str:
    markings = (item.definition for item in bundle.objects if isinstance(item, StixMarking))
    statements = (marking.statement for marking in markings if marking is not None)
    return next((statement.strip() for statement in statements if statement), "")


def _identities(live: LiveObjects, name: str) -> Iterable[Diagnostic]:
    """Yield identifiers of several live objects and, once, that objects have none."""
    known: dict[str, AttackObject] = {}
    nameless: list[str] = []
    for item in (item for kind, items in live.items() for item in items if kind is not Matrix):
        if not item.attack_id and not isinstance(item, DataComponent | DataSource):
            nameless.append(item.stix_id)
        elif item.attack_id and (first := known.setdefault(item.attack_id, item)) is not item:
            message = f"{item.attack_id} names two live objects, {first.stix_id} and {item.stix_id}; one gets a note"
            yield Diagnostic("KB614", Severity.WARNING, message, Location(name))
    if nameless:
        message = (
            f"objects without an ATT&CK identifier get no note: {len(nameless):,}, such as {min(nameless)}"
        )
        yield Diagnostic("KB612", Severity.WARNING, message, Location(name))


def _phases(
    live: LiveObjects,
    known: Mapping[tuple[Domain, str], Tactic],
    name: str,
) -> Iterable[Diagnostic]:
    """Yield each tactic that techniques name and the release does not have, once."""
    lost: Counter[str] = Counter()
    for item in cast("tuple[Technique, ...]", live.get(Technique, ())):
        lost.update(phase.shortname for phase in item.phases if phase.key not in known)
    for shortname, count in sorted(lost.items()):
        message = f"the tactic `{shortname}` is not in the release; techniques that name it: {count:,}"
        yield Diagnostic("KB613", Severity.WARNING, message, Location(name))
