"""Where the notes of a release stand: folders, file names and tags, and the pages that they become.

File names are those of the seed vault: the identifier and the name, with ``: `` as ``- `` and with ``_`` for each
character that file systems or links forbid.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.sources import stix_objects as attack
from kbgen.sources.attack_release import AttackRelease

_FORBIDDEN = re.compile(r'[\\/:*?"<>|#^\[\]\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')
_LONGEST = 200
"""Bytes of a base name: file systems allow 255 with the extension."""
_NO_TAG = re.compile(r"[^\w/-]+")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """How the notes of one class of objects are filed."""

    folder: str
    tag: str
    """The tag that tells their kind."""
    url: str
    """First part of the address on attack.mitre.org and on the site."""


PLACES: Mapping[type[attack.AttackObject], Place] = MappingProxyType(
    {
        attack.Technique: Place("Use Cases", "techniques", "techniques"),
        attack.Tactic: Place("Tactics", "tactics", "tactics"),
        attack.Group: Place("Groups", "groups", "groups"),
        attack.Software: Place("Software", "software", "software"),
        attack.Campaign: Place("Campaigns", "campaigns", "campaigns"),
        attack.Mitigation: Place("Mitigations", "mitigations", "mitigations"),
        attack.DataComponent: Place("Data Components", "data_components", "datacomponents"),
        attack.DetectionStrategy: Place(
            "Detection Strategies", "detection_strategies", "detectionstrategies"
        ),
        attack.Asset: Place("Assets", "assets", "assets"),
    }
)
"""Classes of objects that get notes."""


def full_name(release: AttackRelease, item: attack.AttackObject) -> str:
    """Return a name for people; that of a sub-technique begins with its technique's: ``Parent: Name``."""
    if isinstance(item, attack.Technique):
        parent = release.parent_of(item)
        if parent is not None and parent is not item and parent.name:
            return f"{parent.name}: {item.name}"
    return item.name


def title_of(release: AttackRelease, item: attack.AttackObject) -> str:
    """Return the heading of an object's note."""
    name = full_name(release, item) or item.attack_id
    return name if item.attack_id else f"{name}{_distinction(release, item)}"


def has_note(release: AttackRelease, item: attack.AttackObject) -> bool:
    """Tell whether an object gets a note: it is live, of a class with notes, and its identifier is its own.

    Data components of releases before v18 have no identifier; a name does for them.
    """
    if not item.live or type(item) not in PLACES:
        return False
    if not item.attack_id:
        return isinstance(item, attack.DataComponent) and bool(_slug(item.name))
    return release.by_attack_id.get(item.attack_id) is item


def base_name(release: AttackRelease, item: attack.AttackObject) -> str:
    """Return the file name of an object's note without extension, ``G0016 - APT29``; links name the note so.

    A data component without an identifier has its name alone, with that of its data source where it shares its name:
    ``Process Creation (DS0009)``.
    """
    if not item.attack_id:
        return f"{_plain_name(item)}{_distinction(release, item)}"
    name = file_name(full_name(release, item))
    return f"{item.attack_id} - {name}" if name not in {"", item.attack_id} else item.attack_id


def data_source_id(release: AttackRelease, component: attack.DataComponent) -> str:
    """Return the identifier of a component's data source, ``DS0009``, live or not; empty where there is none."""
    source = release.objects.get(component.data_source_ref)
    return source.attack_id if isinstance(source, attack.DataSource) else ""


def permalink(release: AttackRelease, item: attack.AttackObject) -> str:
    """Return the address that a note has to state because no identifier tells it; empty for all others."""
    if item.attack_id:
        return ""
    return f"{PLACES[type(item)].url}/{_slug(base_name(release, item))}"


def file_name(text: str) -> str:
    """Return a text as a part of a file name that all file systems and links accept."""
    made = unicodedata.normalize("NFC", " ".join(text.split())).replace(": ", "- ").replace("`", "'")
    made = _FORBIDDEN.sub("_", made).encode()[:_LONGEST].decode(errors="ignore")
    return made.rstrip(" .")


def _slug(text: str) -> str:
    return "-".join(_NO_WORD.sub(" ", text.lower()).split())


def _plain_name(item: attack.AttackObject) -> str:
    return file_name(item.name).lstrip(". ")


def _distinction(release: AttackRelease, item: attack.AttackObject) -> str:
    """Return what tells a component without an identifier from others of its name; empty where there are none."""
    name = _plain_name(item)
    alike = [
        (data_source_id(release, each), each.stix_id)
        for each in release.live_of(attack.DataComponent)
        if not each.attack_id and _plain_name(each).casefold() == name.casefold()
    ]
    if len(alike) < 2:
        return ""
    sources = [source for source, _ in alike]
    own, place = next((source, n) for n, (source, stix_id) in enumerate(alike, 1) if stix_id == item.stix_id)
    return f" ({own})" if own and sources.count(own) == 1 else f" ({place})"


def tag(text: str) -> str:
    """Return a text as a tag: ``T1059_001``, ``Defense_Evasion``."""
    return _NO_TAG.sub("_", text)


def page_path(item: attack.AttackObject) -> str:
    """Return the site-relative path of an object's page, ``techniques/T1059/001/``; empty for classes without notes."""
    place = PLACES.get(type(item))
    if place is None or not item.attack_id:
        return ""
    return f"{place.url}/{item.attack_id.replace('.', '/')}/"
