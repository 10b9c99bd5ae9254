"""The query languages into which rules are converted, each with what makes its queries.

Backends and pipelines are named, not imported: they belong to packages that may not be installed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from kbgen.settings import QueryLanguage

PYSIGMA = "pysigma"
"""The distribution on which all backends depend."""


@dataclass(frozen=True, slots=True)
class Schema:
    """One way of naming tables and fields."""

    name: str
    """For people."""
    pipelines: tuple[str, ...]
    """What renames the fields of a rule, as ``module:function``; each applies to its own log sources."""


@dataclass(frozen=True, slots=True)
class Target:
    """A query language with the backend that writes it."""

    language: QueryLanguage
    product: str
    """What the queries run on, for people."""
    syntax: str
    """The language's name, for people."""
    lexer: str
    """What Pygments calls the language; a name that it does not know leaves queries without colours."""
    distribution: str
    """The package that has the backend."""
    backend: str
    """The backend, as ``module:class``."""
    schemas: tuple[Schema, ...]
    """In the order in which they are tried: the first that has all tables and fields of a rule counts."""


TARGETS: tuple[Target, ...] = (
    Target(
        QueryLanguage.SPLUNK,
        "Splunk",
        "SPL",
        "spl",
        "pysigma-backend-splunk",
        "sigma.backends.splunk:SplunkBackend",
        (Schema("fields as logged", ("sigma.pipelines.splunk:splunk_windows_pipeline",)),),
    ),
    Target(
        QueryLanguage.ESQL,
        "Elastic",
        "ES|QL",
        "esql",
        "pysigma-backend-elasticsearch",
        "sigma.backends.elasticsearch:ESQLBackend",
        (
            Schema(
                "Elastic Common Schema",
                (
                    "sigma.pipelines.elasticsearch:ecs_windows",
                    "sigma.pipelines.elasticsearch:ecs_macos_esf",
                    "sigma.pipelines.elasticsearch:ecs_kubernetes",
                    "sigma.pipelines.elasticsearch:ecs_zeek_beats",
                ),
            ),
        ),
    ),
    Target(
        QueryLanguage.KUSTO,
        "Microsoft",
        "KQL",
        "kusto",
        "pysigma-backend-kusto",
        "sigma.backends.kusto:KustoBackend",
        (
            Schema("Defender XDR", ("sigma.pipelines.microsoftxdr:microsoft_xdr_pipeline",)),
            Schema("Sentinel ASIM", ("sigma.pipelines.sentinelasim:sentinel_asim_pipeline",)),
        ),
    ),
)
"""All query languages, in the order of a page."""


def installed_targets(languages: Iterable[QueryLanguage]) -> tuple[Target, ...]:
    """Return those of the wanted languages whose packages are installed, in the order of a page."""
    wanted = set(languages)
    return tuple(target for target in TARGETS if target.language in wanted and versions_of(target))


def versions_of(target: Target) -> str:
    """Return the versions of what converts, such as ``1.5.1 2.1.0``; empty where it is not installed."""
    return installed_versions(PYSIGMA, target.distribution)


@cache
def installed_versions(*distributions: str) -> str:
    """Return the versions of distributions; empty where one of them is not installed. Imports none."""
    try:
        return " ".join(map(version, distributions))
    except PackageNotFoundError:
        return ""
