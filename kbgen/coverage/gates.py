"""Gates: shares of the denominator that a pipeline demands. Form: ``FACT[.DIMENSION.VALUE]=PERCENT``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from kbgen.coverage.model import Count, Coverage
from kbgen.coverage.platforms import canonical
from kbgen.coverage.summary import Dimension, Part, parts, summary
from kbgen.coverage.threats import Threats
from kbgen.coverage.verdict import Fact
from kbgen.errors import KbgenError
from kbgen.notes.tactics import tactic

_WHOLE = 100
E = TypeVar("E", Fact, Dimension)


class GateError(KbgenError):
    """A gate cannot be read, or asks for what was not assessed."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A share of the denominator, or of a part of it, of which a fact has to be true."""

    text: str
    """As written."""
    fact: Fact
    percent: float
    """0 to 100."""
    dimension: Dimension | None = None
    value: str = ""
    """Which part; empty for the whole denominator."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate found."""

    gate: Gate
    part: str
    """Name of the part for people; empty for the whole."""
    count: Count
    is_met: bool

    @property
    def reached(self) -> int:
        """Return of how many techniques the fact is true."""
        return self.count.facts[self.gate.fact] or 0


def read_gate(text: str) -> Gate:
    """Return the gate that a text states.

    Raises:
        GateError: it has another form, or names an unknown fact or dimension.
    """
    left, sign, right = text.rpartition("=")
    name, *rest = left.split(".", 2)
    percent = _percent(text, right if sign else "")
    fact = _member(text, "fact", name, Fact)
    if not rest:
        return Gate(text, fact, percent)
    if len(rest) == 1 or not rest[1].strip():
        raise GateError(f"{text}: a dimension needs a value, such as claimed.tactic.execution=80")
    return Gate(text, fact, percent, _member(text, "dimension", rest[0], Dimension), rest[1].strip())


def judge(gates: Iterable[Gate], coverage: Coverage, threats: Threats) -> tuple[GateResult, ...]:
    """Return what each gate finds.

    Raises:
        GateError: a gate asks for what was not assessed, or for a part that does not exist or is empty.
    """
    return tuple(_judge(gate, coverage, threats) for gate in gates)


def _judge(gate: Gate, coverage: Coverage, threats: Threats) -> GateResult:
    if gate.dimension is None:
        name, found = "", summary(coverage)
    else:
        part = _part(gate, parts(coverage, gate.dimension, threats), threats)
        name, found = part.name, part.count
    if not found.techniques:
        raise GateError(f"{gate.text}: there is no technique in scope of which this could be true")
    share = found.percent(gate.fact)
    if share is None:
        raise GateError(
            f"{gate.text}: feasibility was not assessed, since no log sources are declared; "
            "declare coverage.log_sources or coverage.dettect in the settings"
        )
    return GateResult(gate, name, found, share >= gate.percent)


def _part(gate: Gate, found: Sequence[Part], threats: Threats) -> Part:
    names = {part.key.casefold(): part for part in found} | {part.name.casefold(): part for part in found}
    wanted = gate.value.casefold()
    if gate.dimension is Dimension.TACTIC:
        wanted = tactic(gate.value).shortname
    elif gate.dimension is Dimension.GROUP and (threat := threats.find(gate.value)) is not None:
        wanted = threat.id.casefold()
    elif gate.dimension is Dimension.PLATFORM and wanted not in names:
        wanted = next(
            (part.key for part in found if canonical(part.key) == canonical(gate.value)), ""
        ).casefold()
        wanted = wanted or gate.value.casefold()
    if wanted in names:
        return names[wanted]
    near = get_close_matches(wanted, names, n=1)
    hint = (
        f"did you mean {names[near[0]].name}?"
        if near
        else f"there are: {', '.join(p.name for p in found[:20])}"
    )
    raise GateError(
        f"{gate.text}: no {gate.dimension.value if gate.dimension else 'part'} in scope is called so ({hint})"
    )


def _percent(text: str, number: str) -> float:
    try:
        value = float(number.strip().removesuffix("%"))
    except ValueError:
        value = -1
    if not 0 <= value <= _WHOLE:
        raise GateError(f"{text}: expected FACT=PERCENT with 0 to 100, such as claimed=60")
    return value


def _member(text: str, what: str, name: str, vocabulary: type[E]) -> E:
    for member in vocabulary:
        if member.value == name.strip().casefold():
            return member
    raise GateError(
        f"{text}: unknown {what} {name!r}; known are {', '.join(member.value for member in vocabulary)}"
    )
