"""What the mounted releases of ATT&CK say of an identifier: live, retired, unknown, or of a later release."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from kbgen.notes.identifiers import name_without_id, parent_id, technique_id, technique_id_of_name
from kbgen.notes.titles import shown_name
from kbgen.sources.attack_retired import Retired
from kbgen.sources.mount import Mounted

_OTHER = re.compile(r"(?:G[01]\d{3}|S[019]\d{3}|C00\d{2}|DS00\d{2})", re.IGNORECASE | re.ASCII)
_LIVE_OTHER = re.compile(r"[GSC]\d{4}(?=$|[ _-])")
_ICS = re.compile(r"T0\d{3}")
_TECHNIQUE = " attack-pattern--"
_COMING = 100
"""How far beyond the highest number of a release those of later releases are believed to be."""
_COMING_BELOW = 5
"""The same for the sub-techniques of one technique."""
_HEADING = re.compile(r"^#{1,2} (.+)$", re.MULTILINE)
_MOST = 3
"""Number of identifiers beyond which a suggestion helps nobody."""
_ATTACK_OBJECT = re.compile(r" (?:intrusion-set|malware|tool|campaign)--")


class Unknown(Enum):
    """Why no mounted release knows an identifier."""

    MISSPELT = "misspelt"
    """Releases have had identifiers beyond it, so it was never one, or belongs to another domain."""
    NEWER = "newer"
    """It comes after all that the releases have."""


Standing: TypeAlias = Retired | Unknown
"""What is wrong with an identifier."""


@dataclass(frozen=True, slots=True)
class Standings:
    """The identifiers of the mounted releases."""

    names: Mapping[str, str]
    """Identifiers of live techniques, to their names; empty where no release is mounted."""
    others: frozenset[str]
    """Identifiers of live groups, software and campaigns."""
    retired: Mapping[str, Retired]
    releases: str
    """The releases, for people: ``enterprise-attack 18.1``."""
    highest: int = 0
    """The number in the highest identifier of a technique, live or retired."""
    has_ics: bool = False
    """Whether techniques of ICS are among them, whose identifiers are ``T0800`` and on."""

    @classmethod
    def of(cls, mounted: Mounted) -> "Standings":
        """Return the identifiers of what is mounted."""
        names: dict[str, str] = {}
        others: set[str] = set()
        for note in mounted.notes if mounted.releases else ():
            stem = note.path.rpartition("/")[2].removesuffix(".md")
            if _TECHNIQUE in note.origin:
                identifier = technique_id_of_name(stem)
                if identifier is not None:
                    names[identifier] = _name(name_without_id(stem), note.text)
            elif _ATTACK_OBJECT.search(note.origin) and (found := _LIVE_OTHER.match(stem)):
                others.add(found[0])
        shown = (f"{item.domain} {item.version or ''}".strip() for item in mounted.releases)
        ids = [identifier for identifier in (*names, *mounted.retired) if technique_id(identifier)]
        return cls(
            names,
            frozenset(others),
            mounted.retired,
            ", ".join(dict.fromkeys(shown)),
            max(map(_number, ids), default=0),
            any(map(_ICS.match, ids)),
        )

    def of_technique(self, identifier: str) -> Standing | None:
        """Return what is wrong with the identifier of a technique; None where it is live, or nobody can tell."""
        if not self.names or identifier in self.names:
            return None
        if identifier in self.retired:
            return self.retired[identifier]
        if _ICS.match(identifier) and not self.has_ics:
            return None
        parent = parent_id(identifier)
        if parent is None or self.highest < _number(identifier):
            return _beyond(_number(identifier), self.highest, _COMING)
        below = (int(known[6:]) for known in (*self.names, *self.retired) if known.startswith(f"{parent}."))
        return _beyond(int(identifier[6:]), max(below, default=0), _COMING_BELOW)

    def of_other(self, identifier: str) -> Standing | None:
        """Return what is wrong with the identifier of a group, software, campaign or data source."""
        if identifier in self.retired:
            return self.retired[identifier]
        if identifier in self.others or identifier.startswith("DS"):
            return None
        same = [known for known in self.others if known[0] == identifier[0]]
        if not same:
            return None
        return _beyond(int(identifier[1:]), int(max(same)[1:]), _COMING)

    def nearest(self, identifier: str) -> tuple[str, ...]:
        """Return up to three live identifiers that may have been meant: two digits swapped, else one digit changed."""
        known: Iterable[str] = self.names if identifier.startswith("T") else self.others
        for is_near in (_swapped, _changed):
            found = sorted(
                item for item in known if len(item) == len(identifier) and is_near(item, identifier)
            )
            if found:
                return tuple(found) if len(found) <= _MOST else ()
        parent = parent_id(identifier)
        return (parent,) if parent is not None and parent in self.names else ()

    def is_name(self, identifier: str, name: str) -> bool:
        """Tell whether a technique is called so, or a sub-technique with or without the name of its technique."""
        whole, given = _letters(self.names[identifier]), _letters(name)
        parent = _letters(self.names.get(parent_id(identifier) or "", ""))
        return given in {whole, whole.removeprefix(parent)}


NO_RELEASE = Standings({}, frozenset(), {}, "")
"""What is known where no release is mounted."""


def other_id(text: str) -> str | None:
    """Return the identifier of a group, software, campaign or data source that a whole text is, or None."""
    return text.upper() if _OTHER.fullmatch(text) else None


def respelt(written: str, identifier: str) -> str:
    """Return an identifier in the spelling of another one: ``t1562_001`` makes ``T1059.003`` ``t1059_003``."""
    separator = written[5] if technique_id(written) and len(written) > len("T1059") else "_"
    spelt = identifier.replace(".", separator)
    return spelt.lower() if written[:1].islower() else spelt


def _beyond(number: int, highest: int, most: int) -> Unknown:
    return Unknown.NEWER if highest < number <= highest + most else Unknown.MISSPELT


def _name(stem: str, text: str) -> str:
    """Return the name of a technique: its note's heading, which may hold what file names cannot."""
    heading = _HEADING.search(text)
    if heading is not None and _letters(heading[1]) == _letters(stem):
        return heading[1]
    return shown_name(stem)


def _number(identifier: str) -> int:
    return int(identifier[1:5])


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _differing(one: str, two: str) -> list[int]:
    return [place for place, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]


def _swapped(one: str, two: str) -> bool:
    places = _differing(one, two)
    if len(places) != len("ab"):
        return False
    first, second = places
    return one[first] == two[second] and one[second] == two[first] and "." not in one[first : second + 1]


def _changed(one: str, two: str) -> bool:
    return len(_differing(one, two)) == 1
