"""Which log source to collect next: each that is not collected, with what it would open and show."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kbgen.coverage.analytics import Analytics
from kbgen.coverage.cells import active_rules, claimed_techniques
from kbgen.coverage.model import Coverage
from kbgen.coverage.subject import Rule
from kbgen.coverage.verdict import Verdict
from kbgen.notes.sigma_rule import LogSource
from kbgen.settings import LogSourcePattern
from kbgen.settings.coverage import log_source_pattern


@dataclass(frozen=True, slots=True)
class Candidate:
    """A log source that is not collected, and what collecting it would bring."""

    log_source: str
    """As the settings would name it."""
    rules: int
    """Active rules on it."""
    opened: tuple[str, ...]
    """Techniques that are claimed and blind, and would no longer be; in order."""
    cells: int
    """Number of techniques on a platform that would no longer be blind there, whether they are as a whole or not."""
    together: int
    """Number of techniques that this log source and all before it in the ranking would open."""
    analytics: int | None
    """Number of analytics that no collected log source shows and this one would; None where no release with analytics
    is mounted."""
    gaps: tuple[str, ...] | None
    """Techniques without an active rule that only this log source would show, in order; None likewise."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The log sources that are not collected, ranked.

    Those come first that open most techniques, then those that open most techniques on a platform, those that show most
    gaps, those that show most analytics; then by name.
    """

    is_assumed: bool
    """True where nothing is declared, so that no log source counts as collected."""
    claimed: int
    """Number of techniques that active rules claim."""
    blind: int
    """Of how many of them no log source is collected."""
    candidates: tuple[Candidate, ...]
    """Those that bring something."""


def rank(coverage: Coverage, analytics: Analytics) -> Ranking:
    """Return the log sources that are not collected, those that bring most first.

    Candidates are the log sources of active rules and, where analytics are mounted, those that the crosswalk knows.
    """
    patterns = tuple(_candidates(coverage, analytics))
    on = _by_source(coverage, patterns)
    waiting = (rule for rule in active_rules(coverage) if not rule.is_collected_everywhere)
    rules = Counter(text for rule in waiting for text in on[rule.log_source])
    claimed = claimed_techniques(coverage)
    dark = (cell for item in claimed for cell in item.cells if not cell.is_feasible(Rule.is_collected_on))
    cells = Counter(text for cell in dark for text in _texts(cell.rules, on))
    blind = [item for item in claimed if not item.is_feasible(Rule.is_collected_on)]
    opened: dict[str, list[str]] = {}
    for item in blind:
        for text in _texts((rule for cell in item.cells for rule in cell.rules), on):
            opened.setdefault(text, []).append(item.technique.id)
    hidden = Hidden.of(coverage, analytics) if analytics else None
    found = (
        _candidate(pattern, rules[pattern.text], opened.get(pattern.text, ()), cells[pattern.text], hidden)
        for pattern in patterns
    )
    useful = (item for item in found if item.opened or item.cells or item.analytics)
    return Ranking(
        is_assumed=not coverage.telemetry.declared,
        claimed=len(claimed),
        blind=len(blind),
        candidates=tuple(_together(sorted(useful, key=_rank))),
    )


@dataclass(frozen=True, slots=True)
class Hidden:
    """What no collected log source shows."""

    analytics: Analytics
    log_sources: tuple[LogSource, ...]
    """Those that rules or the crosswalk name."""
    gaps: Mapping[str, frozenset[str]]
    """Techniques without an active rule of which nothing is shown, in order, with their analytics."""

    @classmethod
    def of(cls, coverage: Coverage, analytics: Analytics) -> "Hidden":
        """Return what no collected log source shows."""
        used = (rule.log_source for rule in active_rules(coverage))
        gaps = {
            technique.id: frozenset(item.id for item in analytics.by_technique[technique.id].analytics)
            for technique in coverage.techniques
            if technique.total.verdict is Verdict.GAP and technique.id in analytics.by_technique
        }
        return cls(
            analytics=analytics,
            log_sources=tuple(dict.fromkeys((*coverage.telemetry.crosswalk.log_sources, *used))),
            gaps={key: items for key, items in gaps.items() if items.isdisjoint(analytics.collected)},
        )

    def shown_by(self, pattern: LogSourcePattern) -> frozenset[str]:
        """Return the analytics, by identifier, that the log sources of a pattern would show."""
        sources = (source for source in self.log_sources if _is_one(source, pattern))
        return frozenset(self.analytics.read_by(sources)) - self.analytics.collected

    def gaps_shown(self, shown: frozenset[str]) -> tuple[str, ...]:
        """Return the techniques without an active rule that some analytics would show, in order."""
        return tuple(key for key, items in self.gaps.items() if not items.isdisjoint(shown))


def log_source_text(source: LogSource) -> str:
    """Return how the settings name a log source and no other; empty where they cannot."""
    parts = [part.casefold() for part in (source.product, source.category, source.service)]
    if not any(parts) or any("/" in part or part in {"*", "-"} for part in parts):
        return ""
    product, *rest = (part or "-" for part in parts)
    named = [part for part in rest if part != "-"]
    return "/".join((product, *named) if len(named) == 1 else (product, *rest))


def _is_one(source: LogSource, pattern: LogSourcePattern) -> bool:
    return pattern.matches(source.product, source.category, source.service)


def _candidates(coverage: Coverage, analytics: Analytics) -> Iterator[LogSourcePattern]:
    telemetry = coverage.telemetry
    used = (rule.log_source for rule in active_rules(coverage) if not rule.is_collected_everywhere)
    known = telemetry.crosswalk.log_sources if analytics else ()
    missing = (source for source in dict.fromkeys((*used, *known)) if not telemetry.names(source))
    for text in dict.fromkeys(map(log_source_text, missing)):
        if text:
            yield log_source_pattern("log source", text)


def _by_source(
    coverage: Coverage, patterns: Sequence[LogSourcePattern]
) -> Mapping[LogSource, tuple[str, ...]]:
    """Return the log sources of active rules with the candidates that mean them."""
    sources = dict.fromkeys(rule.log_source for rule in active_rules(coverage))
    return {
        source: tuple(pattern.text for pattern in patterns if _is_one(source, pattern)) for source in sources
    }


def _texts(rules: Iterable[Rule], on: Mapping[LogSource, tuple[str, ...]]) -> Iterable[str]:
    """Return the candidates that mean the log source of one of some rules, each once."""
    sources = dict.fromkeys(rule.log_source for rule in rules)
    return dict.fromkeys(text for source in sources for text in on[source])


def _candidate(
    pattern: LogSourcePattern, rules: int, opened: Iterable[str], cells: int, hidden: Hidden | None
) -> Candidate:
    shown = hidden.shown_by(pattern) if hidden else None
    return Candidate(
        log_source=pattern.text,
        rules=rules,
        opened=tuple(opened),
        cells=cells,
        together=0,
        analytics=None if shown is None else len(shown),
        gaps=hidden.gaps_shown(shown) if hidden and shown is not None else None,
    )


def _rank(item: Candidate) -> tuple[int, int, int, int, str]:
    return -len(item.opened), -item.cells, -len(item.gaps or ()), -(item.analytics or 0), item.log_source


def _together(ranked: Iterable[Candidate]) -> Iterator[Candidate]:
    opened: set[str] = set()
    for item in ranked:
        opened.update(item.opened)
        yield replace(item, together=len(opened))
