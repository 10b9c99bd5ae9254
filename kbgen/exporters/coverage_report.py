"""Everything that a report on coverage may show, together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kbgen import __version__
from kbgen.coverage.analytics import TechniqueAnalytics
from kbgen.coverage.compare import Comparison
from kbgen.coverage.findings import CoverageFindings
from kbgen.coverage.gaps import Gap, Plan
from kbgen.coverage.gates import GateResult
from kbgen.coverage.model import Coverage
from kbgen.coverage.sole import sole_coverage
from kbgen.coverage.summary import Dimension, Part


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """The coverage of a knowledge base, and what was asked about it."""

    name: str
    """Name of the knowledge base."""
    day: str
    """The day of the assessment, ``2026-11-24``."""
    kbgen: str
    """kbgen's version."""
    coverage: Coverage
    urls: Mapping[str, str]
    """Vault path of each note, to the site-relative address of its page."""
    gaps: tuple[Gap, ...]
    """Ranked, the most pressing first."""
    sole: tuple[tuple[str, tuple[str, ...]], ...]
    """Path of each rule that alone covers techniques, with their identifiers; those with most techniques first."""
    analytics: Mapping[str, TechniqueAnalytics] = field(default_factory=dict)
    """The analytics of each technique that has any, by its identifier; none without a release that has them."""
    by: tuple[tuple[Dimension, tuple[Part, ...]], ...] = ()
    """The parts that were asked for."""
    gates: tuple[GateResult, ...] = ()
    comparison: Comparison | None = None
    """What changed since an earlier report, where one was given."""
    site_url: str = ""
    """Address of the published site, with a slash at its end; empty where the settings state none."""
    plan: Plan | None = None
    """The shortest way to cover a threat, where it was asked for."""


def report_on(
    findings: CoverageFindings, urls: Mapping[str, str], name: str, site_url: str = ""
) -> CoverageReport:
    """Return the report on coverage to which nothing was asked.

    Args:
        findings: the coverage of a knowledge base, with what is drawn from it.
        urls: vault path of each note, to the site-relative address of its page.
        name: name of the knowledge base.
        site_url: address of the published site, with a slash at its end; empty where it has none.
    """
    return CoverageReport(
        name=name,
        day=findings.coverage.day.isoformat(),
        kbgen=__version__,
        coverage=findings.coverage,
        urls=urls,
        gaps=findings.gaps,
        sole=sole_coverage(findings.coverage),
        analytics=findings.analytics.by_technique,
        site_url=site_url,
    )
