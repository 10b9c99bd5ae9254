"""The tactics of ATT&CK Enterprise, in the order of its matrix."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tactic:
    """A tactic: what an adversary wants to reach, a column of the matrix."""

    id: str
    """ATT&CK identifier such as ``TA0007``; empty for a tactic that Enterprise does not have."""
    name: str
    """Name for people."""
    shortname: str
    """Lower case with hyphens, as in STIX kill chain phases."""

    @property
    def order(self) -> tuple[int, str]:
        """Return a key that sorts tactics as the matrix does, unknown ones behind by name."""
        return _ORDER.get(self.shortname, len(_ORDER)), self.shortname


ENTERPRISE = tuple(
    Tactic(identifier, name, name.lower().replace(" ", "-"))
    for identifier, name in (
        ("TA0043", "Reconnaissance"),
        ("TA0042", "Resource Development"),
        ("TA0001", "Initial Access"),
        ("TA0002", "Execution"),
        ("TA0003", "Persistence"),
        ("TA0004", "Privilege Escalation"),
        ("TA0005", "Defense Evasion"),
        ("TA0006", "Credential Access"),
        ("TA0007", "Discovery"),
        ("TA0008", "Lateral Movement"),
        ("TA0009", "Collection"),
        ("TA0011", "Command and Control"),
        ("TA0010", "Exfiltration"),
        ("TA0040", "Impact"),
    )
)
"""All 14, in matrix order."""

_ORDER = {item.shortname: place for place, item in enumerate(ENTERPRISE)}
_KNOWN = {item.shortname: item for item in ENTERPRISE}


def tactic(name: str) -> Tactic:
    """Return the tactic of a name in any spelling: ``Defense Evasion``, ``defense_evasion``, ``defense-evasion``."""
    shortname = "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
    return _KNOWN.get(shortname) or Tactic("", " ".join(name.replace("_", " ").split()), shortname)
