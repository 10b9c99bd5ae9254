"""What if a log source were collected, or no longer: the techniques that open or go dark.

Only the log sources of rules are looked at anew, over the ties that coverage has found; nothing is read or assessed again.

Grammar of a question::

    question = "without=" log-source | "with=" log-source | "best"

A log source is written as in the settings: ``windows/process_creation``, ``windows``, ``*/proxy``.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from kbgen.coverage.analytics import Analytics
from kbgen.coverage.cells import Claimed, Sees, active_rules, claimed_techniques
from kbgen.coverage.log_source_ranking import Hidden, Ranking, log_source_text, rank
from kbgen.coverage.model import Coverage
from kbgen.coverage.subject import Rule
from kbgen.errors import KbgenError
from kbgen.settings import LogSourcePattern
from kbgen.settings.coverage import log_source_pattern

_WITHOUT, _WITH, _BEST = "without", "with", "best"


class WhatIfError(KbgenError):
    """A question has another form than those that can be answered."""


@dataclass(frozen=True, slots=True)
class Change:
    """A technique that goes dark or opens, on some of its platforms or as a whole."""

    technique_id: str
    name: str
    platforms: tuple[str, ...]
    """Where its rules lose every collected log source, or get a first one; empty where its note states no platform."""
    is_whole: bool
    """True where this is so of the technique as a whole: it was feasible and would be blind, or the reverse."""
    rules: tuple[str, ...]
    """Paths of its active rules on the log source, in the order of the ties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What would change with a log source or without it."""

    pattern: LogSourcePattern
    is_assumed: bool
    """True where nothing is declared: then every log source that a rule uses counts as collected for a loss, none for a
    gain."""
    rules: tuple[str, ...]
    """Paths of the active rules that would lose or get their log source, in order."""
    claimed: int
    """Number of techniques that active rules claim."""
    feasible: tuple[int, int]
    """Of how many of them a log source is collected: now, and then."""
    changes: tuple[Change, ...]
    """Those that go dark or open: as a whole first, then by identifier."""
    near: tuple[str, ...] = ()
    """Where no active rule is on the log source: those of rules that are written similarly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(Effect):
    """What would be lost without a log source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain(Effect):
    """What would be gained with a log source."""

    analytics: tuple[str, ...] | None
    """Identifiers of the analytics that no collected log source shows and this one would; None where no release with
    analytics is mounted."""
    gaps: tuple[str, ...] | None
    """Techniques without an active rule that only this log source would show; None likewise."""


WhatIf: TypeAlias = Loss | Gain | Ranking
"""The answer to a question."""


def what_if(coverage: Coverage, analytics: Analytics, question: str) -> WhatIf:
    """Return the answer to a question.

    Raises:
        WhatIfError: it has another form.
        SettingsError: the log source is not written as in the settings.
    """
    kind, sign, text = (part.strip() for part in question.partition("="))
    if kind.casefold() == _BEST and not sign:
        return rank(coverage, analytics)
    if kind.casefold() not in {_WITHOUT, _WITH} or not text:
        raise WhatIfError(f"{question}: expected without=LOG-SOURCE, with=LOG-SOURCE or best")
    pattern = log_source_pattern(question, text)
    if kind.casefold() == _WITHOUT:
        return without(coverage, pattern)
    return with_source(coverage, analytics, pattern)


def without(coverage: Coverage, pattern: LogSourcePattern) -> Loss:
    """Return what would be lost if a log source were no longer collected."""
    is_assumed = not coverage.telemetry.declared
    now: Sees = _everything if is_assumed else Rule.is_collected_on
    affected = {rule.path for rule in active_rules(coverage) if _is_on(rule, pattern) and now(rule, "")}

    def then(rule: Rule, platform: str) -> bool:
        return rule.path not in affected and now(rule, platform)

    claimed = claimed_techniques(coverage)
    return Loss(
        pattern=pattern,
        is_assumed=is_assumed,
        rules=tuple(sorted(affected)),
        claimed=len(claimed),
        feasible=(_feasible(claimed, now), _feasible(claimed, then)),
        changes=_changes(claimed, affected, now, then),
        near=_near(coverage, pattern),
    )


def with_source(coverage: Coverage, analytics: Analytics, pattern: LogSourcePattern) -> Gain:
    """Return what would be gained if a log source were collected, wherever its rules run."""
    now: Sees = Rule.is_collected_on
    on_it = (rule for rule in active_rules(coverage) if _is_on(rule, pattern))
    affected = {rule.path for rule in on_it if not rule.is_collected_everywhere}

    def then(rule: Rule, platform: str) -> bool:
        return rule.path in affected or now(rule, platform)

    claimed = claimed_techniques(coverage)
    hidden = Hidden.of(coverage, analytics) if analytics else None
    shown = hidden.shown_by(pattern) if hidden else None
    return Gain(
        pattern=pattern,
        is_assumed=not coverage.telemetry.declared,
        rules=tuple(sorted(affected)),
        claimed=len(claimed),
        feasible=(_feasible(claimed, now), _feasible(claimed, then)),
        changes=_changes(claimed, affected, now, then),
        analytics=None if shown is None else tuple(sorted(shown)),
        gaps=hidden.gaps_shown(shown) if hidden and shown is not None else None,
        near=_near(coverage, pattern),
    )


def _everything(_rule: Rule, _platform: str) -> bool:
    return True


def _is_on(rule: Rule, pattern: LogSourcePattern) -> bool:
    source = rule.log_source
    return pattern.matches(source.product, source.category, source.service)


def _feasible(claimed: Collection[Claimed], sees: Sees) -> int:
    return sum(item.is_feasible(sees) for item in claimed)


def _changes(
    claimed: Collection[Claimed], affected: Collection[str], now: Sees, then: Sees
) -> tuple[Change, ...]:
    found = (change for item in claimed for change in _change(item, affected, now, then))
    return tuple(sorted(found, key=lambda change: (not change.is_whole, change.technique_id)))


def _change(item: Claimed, affected: Collection[str], now: Sees, then: Sees) -> Iterator[Change]:
    rules = dict.fromkeys(rule.path for cell in item.cells for rule in cell.rules if rule.path in affected)
    changed = (
        [cell for cell in item.cells if cell.is_feasible(now) != cell.is_feasible(then)] if rules else []
    )
    if changed:
        technique = item.technique
        yield Change(
            technique_id=technique.id,
            name=technique.name,
            platforms=tuple(cell.platform for cell in changed) if technique.platforms else (),
            is_whole=item.is_feasible(now) != item.is_feasible(then),
            rules=tuple(rules),
        )


def _near(coverage: Coverage, pattern: LogSourcePattern) -> tuple[str, ...]:
    if any(_is_on(rule, pattern) for rule in active_rules(coverage)):
        return ()
    texts = dict.fromkeys(log_source_text(rule.log_source) for rule in active_rules(coverage))
    return tuple(get_close_matches(pattern.text, sorted(filter(None, texts)), n=3))
