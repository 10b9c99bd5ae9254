"""Everything that a report on coverage may show, together."""

from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.coverage.compare import Comparison
from kbgen.coverage.gaps import Gap, Plan
from kbgen.coverage.gates import GateResult
from kbgen.coverage.model import Coverage
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
    by: tuple[tuple[Dimension, tuple[Part, ...]], ...] = ()
    """The parts that were asked for."""
    gates: tuple[GateResult, ...] = ()
    comparison: Comparison | None = None
    """What changed since an earlier report, where one was given."""
    site_url: str = ""
    """Address of the published site, with a slash at its end; empty where the settings state none."""
    plan: Plan | None = None
    """The shortest way to cover a threat, where it was asked for."""
