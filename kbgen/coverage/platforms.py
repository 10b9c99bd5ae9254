"""Which platforms of ATT&CK a rule or a test is for.

A rule states a log source, a test its supported platforms; both are mapped to the names that ATT&CK uses. What says
nothing of a platform yields the empty set, which fits every platform.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kbgen.notes.sigma_rule import LogSource

WINDOWS, LINUX, MACOS = "Windows", "Linux", "macOS"
IAAS, SAAS, CONTAINERS = "IaaS", "SaaS", "Containers"
IDENTITY, OFFICE, NETWORK, ESXI = "Identity Provider", "Office Suite", "Network Devices", "ESXi"
_HOSTS = (WINDOWS, LINUX, MACOS)


@dataclass(frozen=True, slots=True)
class _Row:
    """Log sources and their platforms; a part that is None may be anything, an empty one must be absent."""

    platforms: tuple[str, ...]
    product: str | None = None
    category: str | None = None
    service: str | None = None

    def fits(self, source: LogSource) -> bool:
        stated = (source.product.casefold(), source.category.casefold(), source.service.casefold())
        wanted = (self.product, self.category, self.service)
        return all(part is None or _same(part, own) for part, own in zip(wanted, stated, strict=True))


def _same(wanted: str, stated: str) -> bool:
    return stated.startswith(wanted[:-1]) if wanted.endswith("*") else stated == wanted


def _products(names: str, *platforms: str) -> tuple[_Row, ...]:
    return tuple(_Row(platforms, product=name) for name in names.split())


_ROWS = (
    *_products("windows rpc_firewall", WINDOWS),
    *_products("linux", LINUX),
    *_products("macos", MACOS),
    *_products("esxi", ESXI),
    *_products("aws", IAAS),
    *(
        _Row((IDENTITY, OFFICE, SAAS), "azure", None, name)
        for name in "auditlogs signinlogs riskdetection pim".split()
    ),
    *_products("azure", IAAS),
    _Row((OFFICE, IDENTITY), "gcp", None, "google_workspace*"),
    *_products("gcp", IAAS),
    *_products("m365", OFFICE, SAAS),
    *_products("okta onelogin", IDENTITY, SAAS),
    _Row((IDENTITY, SAAS), "cisco", None, "duo"),
    *_products("github bitbucket", SAAS),
    *_products("kubernetes", CONTAINERS),
    *_products("cisco huawei juniper fortigate fortios paloalto", NETWORK),
    *(_Row((WINDOWS,), "zeek", None, name) for name in "dce_rpc kerberos smb_files rdp".split()),
    *_products("zeek", *_HOSTS),
    *_products("sql django jvm nodejs python ruby_on_rails spring velocity", WINDOWS, LINUX, CONTAINERS),
    *_products("opencanary qualys"),
    *(_Row(_HOSTS, category=name) for name in "dns proxy firewall antivirus".split()),
    *(_Row(_HOSTS, service=name) for name in "netflow firewall".split()),
    _Row((LINUX, WINDOWS), category="webserver"),
    *(_Row((LINUX, WINDOWS), service=name) for name in "apache nginx".split()),
    _Row((WINDOWS, LINUX, CONTAINERS), category="database"),
)
"""The first row that fits a log source counts."""

_SUPPORTED = {
    "windows": WINDOWS,
    "linux": LINUX,
    "macos": MACOS,
    "containers": CONTAINERS,
    "iaas": IAAS,
    "azure-ad": IDENTITY,
    "office-365": OFFICE,
    "google-workspace": OFFICE,
    "saas": SAAS,
    "esxi": ESXI,
}
"""``supported_platforms`` of Atomic Red Team, case-folded, without what stands behind a colon."""


_NAMES = {
    **{
        name.casefold(): name
        for name in (*_HOSTS, IAAS, SAAS, CONTAINERS, IDENTITY, OFFICE, NETWORK, ESXI, "PRE")
    },
    "azure ad": IDENTITY,
    "office 365": OFFICE,
    "google workspace": OFFICE,
    "network": NETWORK,
}
"""Case-folded names of platforms, those that ATT&CK gave up with v16 and v17 included, and what they are called now."""
PLATFORMS = frozenset(_NAMES.values())
"""The platforms of Enterprise, by the names that ATT&CK gives them today."""


def rule_platforms(source: LogSource, techniques: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """Return the platforms that a rule covers; empty where its log source says nothing of a platform.

    Args:
        source: the rule's log source.
        techniques: the platforms of each technique that the rule names. A ``linux`` rule whose techniques all run on ESXi
            only is a rule for ESXi.
    """
    row = next((row for row in _ROWS if row.fits(source)), None)
    found = frozenset(row.platforms if row is not None else ())
    if found == {LINUX}:
        named = list(techniques)
        if named and all(tuple(map(canonical, platforms)) == (ESXI,) for platforms in named):
            return frozenset({ESXI})
    return found


def test_platforms(names: Iterable[str]) -> frozenset[str]:
    """Return the platforms of ATT&CK on which a test runs, from the names that the test states.

    A name that is not known, in any case, is kept as it is, so that it never fits a platform by mistake.
    """
    return frozenset(_SUPPORTED.get(name.casefold().partition(":")[0].strip(), name) for name in names)


def canonical(name: str) -> str:
    """Return the name that ATT&CK gives a platform today, from one in any case or of an older release."""
    folded = " ".join(name.casefold().split())
    return _NAMES.get(folded, name)
