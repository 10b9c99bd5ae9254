"""A note that is an ATT&CK technique or sub-technique."""

from dataclasses import dataclass

from kbgen.notes.fields import StatedDate, items, stated_date
from kbgen.notes.identifiers import parent_id
from kbgen.notes.tactics import Tactic, tactic
from kbgen.vault.document import FrontMatter

EMPTY = FrontMatter(())


@dataclass(frozen=True, slots=True)
class Technique:
    """What the note says of its technique."""

    id: str
    """Canonical identifier, ``T1059`` or ``T1059.001``."""
    name: str
    """Name for people, without the identifier."""
    tactics: tuple[Tactic, ...]
    """The tactics that it serves, as the property ``tactics`` (or ``tactic``) lists them."""
    platforms: tuple[str, ...]
    """Platform names as written."""
    version: str
    """Version of the ATT&CK object as written, such as ``3.10``; may be empty."""
    created: StatedDate
    modified: StatedDate
    url: str
    """Address on attack.mitre.org; may be empty."""

    @property
    def parent(self) -> str | None:
        """Return the identifier of the technique of a sub-technique, else None."""
        return parent_id(self.id)


def technique(identifier: str, name: str, front_matter: FrontMatter | None) -> Technique:
    """Return the technique that a note's front matter describes."""
    fields = front_matter or EMPTY
    names = items(fields.get("tactics") or fields.get("tactic"))
    url = fields.text("url") or fields.text("mitre-attack")
    return Technique(
        id=identifier,
        name=name,
        tactics=tuple(dict.fromkeys(tactic(item) for item in names)),
        platforms=tuple(dict.fromkeys(items(fields.get("platforms") or fields.get("platform")))),
        version=fields.text("version"),
        created=stated_date(fields.text("created")),
        modified=stated_date(fields.text("last_modified") or fields.text("modified")),
        url=url if url.startswith(("https://", "http://")) else "",
    )
