"""Everything that the coverage stage finds, together, for those who show it."""

from dataclasses import dataclass

from kbgen.coverage.analytics import Analytics
from kbgen.coverage.gaps import Gap
from kbgen.coverage.model import Coverage
from kbgen.coverage.threats import Threats
from kbgen.sources.evidence import Evidence


@dataclass(frozen=True, slots=True)
class CoverageFindings:
    """Coverage with what is drawn from it."""

    coverage: Coverage
    analytics: Analytics
    threats: Threats
    gaps: tuple[Gap, ...]
    """The most pressing first."""
    evidence: tuple[Evidence, ...]
    """What was run, and what fired."""
