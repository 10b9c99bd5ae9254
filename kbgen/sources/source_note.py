"""What a source yields: notes as text, and the relations between the things that they describe."""

from dataclasses import dataclass, field
from enum import Enum

from kbgen.source import Location


class RelationKind(Enum):
    """The kinds of relations, by the names that STIX gives them."""

    USES = "uses"
    """A group, software or campaign uses a technique; a group or campaign uses software."""
    MITIGATES = "mitigates"
    """A mitigation works against a technique."""
    DETECTS = "detects"
    """A detection strategy (until ATT&CK v17: a data component) detects a technique."""
    SUBTECHNIQUE_OF = "subtechnique-of"
    """A sub-technique belongs to a technique."""
    ATTRIBUTED_TO = "attributed-to"
    """A campaign is attributed to a group."""
    TARGETS = "targets"
    """A technique targets an asset."""
    REVOKED_BY = "revoked-by"
    """An object was replaced by another one."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation, from the thing that a note describes to another one."""

    kind: RelationKind
    source_id: str
    """ATT&CK identifier of the thing that the note describes, such as ``G0016``; empty for a data component of a
    release before v18."""
    target_id: str
    """ATT&CK identifier of the other end, such as ``T1059.001``."""
    description: str
    """What the source says about it, as Markdown; may be empty."""
    origin: Location = field(default=Location(""), compare=False)
    """Where the source says so; the path is the name of the source's file. Sources that say the same are equal."""


@dataclass(frozen=True, slots=True)
class CitedSource:
    """What texts of a source cite."""

    name: str
    """The name that citations use, white space collapsed."""
    description: str
    """Author, date, title and so on, as text; may be empty."""
    url: str
    """Its address on the web; may be empty."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """One note that a source yields, ready to be mounted or to be written into a vault."""

    path: str
    """Vault-relative path with ``/`` separators and extension."""
    text: str
    """The complete Markdown, front matter included, with line ends as ``\\n``."""
    origin: str
    """Where the note comes from, for people: the source's name and the identifier in it."""
    relations: tuple[Relation, ...] = ()
    """Relations that begin at what the note describes; each stands on one note of a source only."""
