"""Techniques and other objects that a release of ATT&CK knows and no longer uses, with what replaces them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.sources.attack_release import AttackRelease
from kbgen.sources.stix_objects import AttackObject, Campaign, DataSource, Group, Software, Technique

_KINDS = (Technique, Group, Software, Campaign, DataSource)


@dataclass(frozen=True, slots=True)
class Retired:
    """A technique, group, software, campaign or data source that is revoked or deprecated."""

    id: str
    name: str
    is_revoked: bool
    """True where it was replaced, false where it was dropped."""
    successor: str
    """Identifier of the live object at the end of the chain; empty where nothing live replaces it."""


def retired_objects(release: AttackRelease) -> Mapping[str, Retired]:
    """Return what is revoked or deprecated, by identifier, in order; what is live as well is left out.

    Of several objects with one identifier, techniques come first.
    """
    live = {item.attack_id for kind in _KINDS for item in release.live.get(kind, ())}
    found: dict[str, Retired] = {}
    for item in sorted(release.objects.values(), key=_order):
        if isinstance(item, _KINDS) and not item.live and item.attack_id and item.attack_id not in live:
            successor = release.successor_of(item)
            found.setdefault(
                item.attack_id,
                Retired(item.attack_id, item.name, item.revoked, successor.attack_id if successor else ""),
            )
    return MappingProxyType(found)


def _order(item: AttackObject) -> tuple[str, bool, str]:
    return item.attack_id, not isinstance(item, Technique), item.stix_id
