"""What a check is: a code with its meaning."""

from dataclasses import dataclass

from kbgen.diagnostics import Severity


@dataclass(frozen=True, slots=True)
class Check:
    """One entry of the catalogue; ``kbgen explain`` and the guide print it."""

    code: str
    """``KB`` and three digits; the first digit is the family."""
    title: str
    """What is found, as a phrase."""
    severity: Severity
    meaning: str
    """Why it matters, in one or two sentences."""
    example: str
    """What sets it off; may have several lines."""
    way_out: str
    """What to do about it, in one or two sentences."""
