"""Which techniques are in the denominator, and why others are not."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kbgen.coverage.model import Excluded
from kbgen.coverage.platforms import canonical
from kbgen.coverage.verdict import Exclusion
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.note import Note
from kbgen.notes.technique import Technique
from kbgen.settings import AcceptedRisk, CoverageSettings
from kbgen.sources.attack_retired import Retired


@dataclass(frozen=True, slots=True)
class Scoped:
    """A technique in scope."""

    note: Note
    technique: Technique
    platforms: tuple[str, ...]
    """Its platforms in scope, as its note names them, in its order; empty where it states none."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The denominator."""

    platforms: tuple[str, ...]
    """Platforms in scope, in order."""
    techniques: tuple[Scoped, ...]
    """In the order of identifiers."""
    excluded: tuple[Excluded, ...]
    """In the order of identifiers."""


def find_scope(
    knowledge: KnowledgeBase, settings: CoverageSettings, retired: Mapping[str, Retired], today: dt.date
) -> Scope:
    """Return what is in scope.

    Args:
        knowledge: the notes.
        settings: platforms in scope and accepted risks.
        retired: techniques that the mounted releases of ATT&CK have revoked or deprecated, by identifier.
        today: the day on which accepted risks are looked at; one that ends today is still accepted.
    """
    accepted = {risk.technique: risk for risk in settings.accepted if risk.until >= today}
    techniques: list[Scoped] = []
    excluded: list[Excluded] = []
    for identifier, note in knowledge.techniques.items():
        technique = note.subject
        if not isinstance(technique, Technique):
            continue
        platforms = in_scope(technique.platforms, settings.platforms)
        why = _exclusion(note, technique, platforms, accepted.get(identifier), retired.get(identifier))
        if why is not None:
            excluded.append(why)
        else:
            techniques.append(Scoped(note, technique, platforms))
    found = settings.platforms or sorted({name for scoped in techniques for name in scoped.platforms})
    return Scope(tuple(found), tuple(techniques), tuple(excluded))


def in_scope(platforms: Iterable[str], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some platforms that are in scope, as they are written."""
    names = {canonical(name) for name in wanted}
    return tuple(name for name in platforms if not names or canonical(name) in names)


def _exclusion(
    note: Note,
    technique: Technique,
    platforms: tuple[str, ...],
    risk: AcceptedRisk | None,
    retired: Retired | None,
) -> Excluded | None:
    if retired is not None:
        why = Exclusion.REVOKED if retired.is_revoked else Exclusion.DEPRECATED
        return Excluded(technique.id, note.title, why, retired.successor)
    if technique.platforms and not platforms:
        return Excluded(technique.id, note.title, Exclusion.PLATFORMS, ", ".join(technique.platforms))
    if risk is not None:
        detail = f"{risk.reason} ({risk.owner}, until {risk.until.isoformat()})"
        return Excluded(technique.id, note.title, Exclusion.ACCEPTED, detail, risk)
    return None
