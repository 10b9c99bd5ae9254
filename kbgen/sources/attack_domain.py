"""The domains of ATT&CK, and how their bundles name tactics."""

from enum import Enum


class Domain(Enum):
    """A domain of ATT&CK, by the name that releases give it."""

    ENTERPRISE = "enterprise-attack"
    """Computers, clouds and networks of enterprises."""
    MOBILE = "mobile-attack"
    """Mobile devices."""
    ICS = "ics-attack"
    """Industrial control systems."""

    @property
    def kill_chain(self) -> str:
        """Return the name of the kill chain in which its techniques stand."""
        return _KILL_CHAINS[self]


_KILL_CHAINS = {
    Domain.ENTERPRISE: "mitre-attack",
    Domain.MOBILE: "mitre-mobile-attack",
    Domain.ICS: "mitre-ics-attack",
}
_BY_KILL_CHAIN = {name: domain for domain, name in _KILL_CHAINS.items()}
_BY_NAME = {domain.value: domain for domain in Domain}
ID_SOURCES = frozenset(_BY_KILL_CHAIN)
"""Names under which an object's references state its ATT&CK identifier; bundles mix them."""

_ICS_ENDING = "-ics"


def domain_of_name(name: str) -> Domain | None:
    """Return the domain of a name such as ``ics-attack``, or None."""
    return _BY_NAME.get(name)


def domain_of_kill_chain(name: str) -> Domain | None:
    """Return the domain of a kill chain such as ``mitre-ics-attack``, or None."""
    return _BY_KILL_CHAIN.get(name)


def plain_shortname(domain: Domain, shortname: str) -> str:
    """Return a tactic's short name as all versions of ATT&CK share it: ``execution-ics`` of ICS is ``execution``."""
    return shortname.removesuffix(_ICS_ENDING) if domain is Domain.ICS else shortname
