"""A note that is an object of ATT&CK other than a technique: a tactic, a group, software and so on."""

import re
from dataclasses import dataclass

from kbgen.markup.tag import Tag
from kbgen.notes.fields import StatedDate, items, stated_date
from kbgen.notes.kind import Kind
from kbgen.notes.technique import EMPTY
from kbgen.vault.document import FrontMatter

_TYPE = "attack/type/"


@dataclass(frozen=True, slots=True)
class Family:
    """How notes of one kind are told and named."""

    kind: Kind
    prefix: str
    """What identifiers begin with; four digits follow."""
    folder: str
    """The part of the address on attack.mitre.org."""
    tags: tuple[str, ...]
    """Case-folded tags that tell the kind; ``attack/type/<kind>`` does so as well."""


FAMILIES = (
    Family(Kind.TACTIC, "TA", "tactics", ("tactic", "tactics")),
    Family(Kind.GROUP, "G", "groups", ("group", "groups")),
    Family(Kind.SOFTWARE, "S", "software", ("software", "malware", "tool")),
    Family(Kind.CAMPAIGN, "C", "campaigns", ("campaign", "campaigns")),
    Family(Kind.MITIGATION, "M", "mitigations", ("mitigation", "mitigations")),
    Family(Kind.DATA_COMPONENT, "DC", "datacomponents", ("data_component", "data_components")),
    Family(
        Kind.DETECTION_STRATEGY, "DET", "detectionstrategies", ("detection_strategy", "detection_strategies")
    ),
    Family(Kind.ASSET, "A", "assets", ("asset", "assets")),
)
"""In the order in which lists show them."""

FAMILY_OF = {family.kind: family for family in FAMILIES}
"""By kind."""

_BY_TAG = {tag: family for family in FAMILIES for tag in (*family.tags, f"{_TYPE}{family.kind.value}")}


@dataclass(frozen=True, slots=True)
class AttackObject:
    """What the note says of its object."""

    kind: Kind
    id: str
    """Identifier such as ``G0016``; empty where nothing in the note names one."""
    name: str
    """Name for people, without the identifier."""
    other_names: tuple[str, ...]
    """From the property ``aliases``, the identifier and the name itself left out."""
    platforms: tuple[str, ...]
    version: str
    created: StatedDate
    modified: StatedDate
    url: str
    """Address on attack.mitre.org; may be empty."""


def family_of(tags: tuple[Tag, ...]) -> Family | None:
    """Return the family that the tags of a note tell, or None."""
    return next((_BY_TAG[name] for tag in tags if (name := tag.name.casefold()) in _BY_TAG), None)


def attack_object(
    family: Family,
    name: str,
    tags: tuple[Tag, ...],
    aliases: tuple[str, ...],
    front_matter: FrontMatter | None,
) -> AttackObject:
    """Return the object of a note.

    Args:
        family: what kind of object it is.
        name: the note's title, or its base name.
        tags: the note's tags.
        aliases: its aliases.
        front_matter: its properties.
    """
    fields = front_matter or EMPTY
    url = fields.text("url") or fields.text("mitre-attack")
    pattern = re.compile(rf"{family.prefix}\d{{4}}", re.IGNORECASE)
    texts = (*(tag.name for tag in tags), *aliases, url.rstrip("/").rpartition("/")[2])
    whole = next((text for text in texts if pattern.fullmatch(text)), "")
    edge = re.match(rf"({pattern.pattern})(?=$|[ _-])", name, re.IGNORECASE) or re.search(
        rf"(?:^|[ _-])({pattern.pattern})$", name, re.IGNORECASE
    )
    identifier = (whole or (edge[1] if edge else "")).upper()
    shown = name.replace(edge[0], "").strip(" -_") if edge else name
    shown = (shown if " " in shown else shown.replace("_", " ")) or name
    known = {identifier.casefold(), shown.casefold(), name.casefold()}
    return AttackObject(
        kind=family.kind,
        id=identifier,
        name=shown,
        other_names=tuple(alias for alias in aliases if alias.casefold() not in known),
        platforms=tuple(dict.fromkeys(items(fields.get("platforms") or fields.get("platform")))),
        version=fields.text("version"),
        created=stated_date(fields.text("created")),
        modified=stated_date(fields.text("last_modified") or fields.text("modified")),
        url=url if url.startswith(("https://", "http://")) else "",
    )
