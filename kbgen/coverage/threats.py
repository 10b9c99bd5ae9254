"""Who uses a technique: threat groups and software, as ATT&CK relates them or as links of the vault do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.errors import SettingsError
from kbgen.graph.cross_references import CrossReferences
from kbgen.graph.edge import EdgeKind
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.kind import Kind


@dataclass(frozen=True, slots=True)
class Threat:
    """A threat group or a piece of software, with the techniques that it uses itself."""

    id: str
    """Identifier, such as ``G0016``."""
    name: str
    kind: Kind
    path: str
    """Vault path of its note."""
    techniques: tuple[str, ...]
    """Identifiers, in order."""
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Threats:
    """All threat groups and software."""

    by_id: Mapping[str, Threat]
    """By identifier, in order."""
    users: Mapping[str, tuple[Threat, ...]]
    """Identifier of a technique to those that use it, in the order of their identifiers."""

    def of_kind(self, kind: Kind) -> tuple[Threat, ...]:
        """Return the groups, or the software, in the order of their identifiers."""
        return tuple(threat for threat in self.by_id.values() if threat.kind is kind)

    def find(self, name: str) -> Threat | None:
        """Return the group or software that a name means: an identifier, a name or another name, in any case."""
        wanted = name.strip().casefold()
        found = self.by_id.get(name.strip().upper())
        named = (threat for threat in self.by_id.values() if threat.name.casefold() == wanted)
        aliased = (
            threat
            for threat in self.by_id.values()
            if wanted in {other.casefold() for other in threat.other_names}
        )
        return found or next(named, None) or next(aliased, None)

    def known(self, names: Iterable[str]) -> tuple[Threat, ...]:
        """Return the groups and software that names mean; those that mean none are left out."""
        found = (self.find(name) for name in names)
        return tuple(threat for threat in found if threat is not None)

    def profile(self, names: Iterable[str]) -> tuple[Threat, ...]:
        """Return the groups and software of a threat profile.

        Raises:
            SettingsError: a name means none of them.
        """
        found = {name: self.find(name) for name in names}
        for name, threat in found.items():
            if threat is None:
                raise SettingsError(
                    f"coverage.profile: {name}: no group or software has this identifier or name"
                )
        return tuple(threat for threat in found.values() if threat is not None)


def find_threats(knowledge: KnowledgeBase, graph: CrossReferences) -> Threats:
    """Return who uses which technique."""
    used: dict[str, list[str]] = {}
    users: dict[str, list[str]] = {}
    objects = {
        note.path: note.subject
        for note in knowledge.objects.values()
        if isinstance(note.subject, AttackObject) and note.kind in {Kind.GROUP, Kind.SOFTWARE}
    }
    for identifier, note in knowledge.techniques.items():
        for tie in graph.related(note.path):
            if tie.kind is EdgeKind.USES and not tie.outgoing and tie.path in objects:
                used.setdefault(tie.path, []).append(identifier)
                users.setdefault(identifier, []).append(objects[tie.path].id)
    threats = {
        subject.id: Threat(
            subject.id, subject.name, subject.kind, path, tuple(used.get(path, ())), subject.other_names
        )
        for path, subject in sorted(objects.items(), key=lambda item: item[1].id)
    }
    return Threats(
        MappingProxyType(threats),
        MappingProxyType(
            {key: tuple(threats[item] for item in sorted(found)) for key, found in users.items()}
        ),
    )
