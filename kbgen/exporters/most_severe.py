"""Which findings a format with a limit keeps, and how it counts the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from kbgen.diagnostics import Diagnostic, Severity


@dataclass(frozen=True, slots=True)
class Kept:
    """The most severe of some findings."""

    findings: tuple[Diagnostic, ...]
    """The most severe first, those of one severity in the order that they had."""
    left_out: str
    """How many were left out, for people; empty where none was."""


def most_severe(findings: Sequence[Diagnostic], most: int) -> Kept:
    """Return the most severe findings, at most so many."""
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    rest = ordered[most:]
    return Kept(tuple(ordered[:most]), counted(rest, "left out") if rest else "")


def counted(findings: Sequence[Diagnostic], what: str) -> str:
    """Return how many more findings there are and what is done with them, such as ``3 more findings left out: …``."""
    counts = ((severity, sum(1 for f in findings if f.severity is severity)) for severity in Severity)
    shown = ", ".join(f"{count:,} {severity.value}" for severity, count in counts if count)
    return f"{len(findings):,} more {'finding' if len(findings) == 1 else 'findings'} {what}: {shown}"
