"""Which log sources are collected."""

from dataclasses import dataclass

from kbgen.notes.sigma_rule import LogSource
from kbgen.settings import LogSourcePattern


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What is declared to be collected."""

    patterns: tuple[LogSourcePattern, ...] | None
    """Log sources of Sigma; None where none are declared."""

    @property
    def declared(self) -> bool:
        """Tell whether anything is declared; without, feasibility is not assessed."""
        return self.patterns is not None

    def collects(self, source: LogSource) -> bool | None:
        """Tell whether a log source is collected; None where nothing is declared."""
        if self.patterns is None:
            return None
        return any(
            pattern.matches(source.product, source.category, source.service) for pattern in self.patterns
        )
