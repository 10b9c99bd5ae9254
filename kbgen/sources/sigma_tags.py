"""The tags of Sigma rules, normalised once. Specification: Sigma 2.1, tags.

Grammar::

    tag       = namespace "." name                  ; lower case
    technique = "t" 4digit [ "." 3digit ]           ; as the name in the namespace "attack"

Vaults and older rules write techniques in other ways, in any case and not all with a namespace. Read are as well::

    tag       = [ "attack" separator ] "t" 4digit [ separator 3digit ]
    separator = "." / "_" / "-" / "/"

Nothing else ties a rule to a technique: a tag that is nearly a technique is reported.
"""

import re
from dataclasses import dataclass

from kbgen.sources.sigma_atomics_fields import technique_of

ATTACK = "attack"
_FORM = re.compile(r"[a-z0-9_-]+\.[a-z0-9._-]+")
_ATTACK_ID = re.compile(r"(?:t|ta|g|s|m|c|a|ds|dc|det|an)[0-9]{4}")
_TECHNIQUE = re.compile(r"(?:attack[._/-])?(t[0-9]{4}(?:[._/-][0-9]{3})?)")
_NEARLY = re.compile(r"(?:attack[\W_]*)?t[0-9][0-9\W_]*|.*[\W_]t[0-9]{4}[0-9\W_]*")
_CVE = re.compile(r"([0-9]{4})[._-]([0-9]+)")
_CAR = re.compile(r"([0-9]{4})[._-]([0-9]{2})[._-]([0-9]{3})")


@dataclass(frozen=True, slots=True)
class SigmaTag:
    """One tag with its place."""

    text: str
    """As written."""
    namespace: str
    """In lower case, such as ``attack``; empty for a tag that has none."""
    name: str
    """In the canonical form of its namespace, in lower case: ``t1059.001``, ``defense-evasion``, ``2021-44228``."""
    line: int
    """Line in the file, counted from 1."""
    column: int

    @property
    def technique(self) -> str:
        """Return the technique's canonical identifier, such as ``T1059.001``; empty where the tag names none."""
        return technique_of(self.name) if self.namespace == ATTACK else ""

    @property
    def tactic(self) -> str:
        """Return the tactic's short name, such as ``defense-evasion``; empty where the tag names none."""
        if self.namespace != ATTACK or self.technique or self.is_nearly_technique:
            return ""
        return "" if _ATTACK_ID.fullmatch(self.name) else self.name

    @property
    def is_nearly_technique(self) -> bool:
        """Tell whether the tag looks like a technique and is none, such as ``attack.t1059.01`` or ``other.t1059``."""
        return not self.technique and _NEARLY.fullmatch(self.text.strip().lower()) is not None

    @property
    def is_well_formed(self) -> bool:
        """Tell whether the tag is written as Sigma requires it."""
        return _FORM.fullmatch(self.text) is not None


def sigma_tag(text: str, line: int, column: int) -> SigmaTag:
    """Return a tag from its text: ``attack.t1059.001``, ``t1059_001`` and ``T1059/001`` are the same technique."""
    lower = text.strip().lower()
    technique = _TECHNIQUE.fullmatch(lower)
    if technique is not None:
        return SigmaTag(text, ATTACK, technique_of(technique[1]).lower(), line, column)
    namespace, dot, name = lower.partition(".")
    if not dot:
        namespace, name = "", lower
    return SigmaTag(text, namespace, _canonical(namespace, name), line, column)


def _canonical(namespace: str, name: str) -> str:
    match namespace:
        case "cve" if found := _CVE.fullmatch(name):
            return "-".join(found.groups())
        case "car" if found := _CAR.fullmatch(name):
            return "-".join(found.groups())
        case "attack" | "detection":
            return name.replace("_", "-")
        case _:
            return name
