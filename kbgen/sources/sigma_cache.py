"""What is kept of each Sigma file between runs: everything that one file says by itself."""

from dataclasses import dataclass
from typing import TypeAlias

from kbgen.diagnostics import Diagnostic
from kbgen.sources.sigma_model import SigmaCorrelation, SigmaFilter, SigmaRule

AnySigmaEntry: TypeAlias = SigmaRule | SigmaCorrelation | SigmaFilter
"""What a document of Sigma is."""


@dataclass(frozen=True, slots=True)
class SigmaFile:
    """What one file holds."""

    entries: tuple[AnySigmaEntry, ...]
    documents: int
    """Number of its YAML documents of Sigma."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with it alone."""
