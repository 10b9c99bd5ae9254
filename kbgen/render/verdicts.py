"""Verdicts, reasons and strengths as pages say them."""

from kbgen.coverage.model import Assessment
from kbgen.coverage.verdict import Reason, Verdict
from kbgen.graph.edge import Strength
from kbgen.render.fact import Value

_STRENGTHS = {
    Strength.DECLARED: "declared",
    Strength.EXACT: "exact",
    Strength.ROLL_UP: "roll-up",
    Strength.TACTIC: "tactic only",
    Strength.REFERENCE: "reference",
}


def verdict_value(verdict: Verdict) -> Value:
    """Return a verdict as a value; a mark and its colour repeat what the word says, and tables sort it by rank."""
    return Value(verdict.value, style=f"verdict {verdict.value}", sort=str(verdict.rank))


def reason_in_words(reason: Reason) -> str:
    """Return why a technique is not better covered, as words: ``only inactive rules``."""
    return reason.value.replace("-", " ")


def strength_in_words(strength: Strength) -> str:
    """Return how strong a tie is, as words."""
    return _STRENGTHS[strength]


def flags(cell: Assessment) -> tuple[str, ...]:
    """Return what a verdict alone does not say: that no log source is collected, or that a gap has tests."""
    return (*(["blind"] if cell.blind else []), *(["attackable"] if cell.attackable else []))
