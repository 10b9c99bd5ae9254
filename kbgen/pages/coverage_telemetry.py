"""What log sources bring, for `/coverage/`: those that are declared as collected, and those to collect next."""

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.coverage.cells import active_rules
from kbgen.coverage.log_source_ranking import Candidate, rank
from kbgen.coverage.telemetry import Telemetry
from kbgen.pages.coverage_summary import note_value, technique_values
from kbgen.render.fact import Value
from kbgen.render.values import plural
from kbgen.render.world import World

_SHOWN = 60
"""Log sources that are listed: those behind them open nothing that is not said already."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A log source or data component that is declared as collected."""

    name: Value
    detail: str
    """How many active rules read it, or on which platforms it is available."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """A log source that is not collected, and what collecting it would bring."""

    log_source: str
    rules: int
    opened: tuple[Value, ...]
    cells: int
    together: int
    analytics: int | None
    gaps: tuple[Value, ...] | None


@dataclass(frozen=True, slots=True)
class TelemetryView:
    """What log sources bring."""

    sentence: str
    is_declared: bool
    declared: tuple[Declared, ...]
    candidates: tuple[Candidates, ...]
    more: int
    """Number of log sources that are not listed."""
    has_analytics: bool


def telemetry_view(world: World, url: str) -> TelemetryView:
    """Return what log sources bring, for the page at a URL."""
    coverage = world.findings.coverage
    ranking = rank(coverage, world.findings.analytics)
    claimed = f"{plural(ranking.claimed, 'claimed technique', 'claimed techniques')}"
    if ranking.is_assumed:
        sentence = (
            "It is not declared which log sources are collected, so feasibility is not assessed."
            f" Ranked as if none was: each would show so many of the {claimed}."
        )
    else:
        sentence = f"No log source is collected for {ranking.blind:,} of {claimed}."
    shown = ranking.candidates[:_SHOWN]
    return TelemetryView(
        sentence=sentence,
        is_declared=not ranking.is_assumed,
        declared=tuple(_declared(coverage.telemetry, world, url)),
        candidates=tuple(_candidate(item, world, url) for item in shown),
        more=len(ranking.candidates) - len(shown),
        has_analytics=bool(world.findings.analytics),
    )


def _declared(telemetry: Telemetry, world: World, url: str) -> Iterator[Declared]:
    rules = list(active_rules(world.findings.coverage))
    for pattern in telemetry.patterns or ():
        on_it = sum(
            pattern.matches(rule.log_source.product, rule.log_source.category, rule.log_source.service)
            for rule in rules
        )
        yield Declared(Value(pattern.text, style="code"), plural(on_it, "active rule", "active rules"))
    for identifier, platforms in (telemetry.components or {}).items():
        note = world.knowledge.objects.get(identifier)
        name = note_value(note.path, f"{identifier} {note.title}", world, url) if note else Value(identifier)
        yield Declared(name, ", ".join(sorted(platforms)) or "all platforms")
    for item in telemetry.unknown:
        yield Declared(Value(item.name), "ATT&CK has no data component of this name")


def _candidate(item: Candidate, world: World, url: str) -> Candidates:
    return Candidates(
        log_source=item.log_source,
        rules=item.rules,
        opened=technique_values(item.opened, world, url),
        cells=item.cells,
        together=item.together,
        analytics=item.analytics,
        gaps=None if item.gaps is None else technique_values(item.gaps, world, url),
    )
