"""Techniques that a release of ATT&CK knows and no longer uses, with what replaces them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.sources.attack_release import AttackRelease
from kbgen.sources.stix_objects import Technique


@dataclass(frozen=True, slots=True)
class Retired:
    """A technique that is revoked or deprecated."""

    id: str
    name: str
    is_revoked: bool
    """True where it was replaced, false where it was dropped."""
    successor: str
    """Identifier of the live technique at the end of the chain; empty where nothing live replaces it."""


def retired_techniques(release: AttackRelease) -> Mapping[str, Retired]:
    """Return the techniques that are revoked or deprecated, by identifier, in order; one that is live as well is not."""
    live = {item.attack_id for item in release.live_of(Technique)}
    found: dict[str, Retired] = {}
    for item in sorted(release.objects.values(), key=lambda each: (each.attack_id, each.stix_id)):
        if isinstance(item, Technique) and not item.live and item.attack_id and item.attack_id not in live:
            successor = release.successor_of(item)
            found.setdefault(
                item.attack_id,
                Retired(item.attack_id, item.name, item.revoked, successor.attack_id if successor else ""),
            )
    return MappingProxyType(found)
