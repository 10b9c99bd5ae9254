"""What changed between an earlier report on coverage and now, and what caused it.

A technique moves when its verdict changes, as a whole or on a platform, or when it becomes blind. Movement is put down to
the vault where a rule or a test explains it, and to ATT&CK where only the release explains it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.coverage.baseline import Baseline, BaselineError, OldTechnique
from kbgen.coverage.cause import Cause, CauseKind
from kbgen.coverage.cell_change import (
    CellChange,
    changes_by_platform,
    platforms_gone,
    platforms_new,
    whole_change,
)
from kbgen.coverage.gain_causes import causes_of_gain
from kbgen.coverage.loss_causes import causes_of_loss
from kbgen.coverage.model import Coverage, TechniqueCoverage
from kbgen.coverage.pairs import Pairs
from kbgen.coverage.verdict import Exclusion, Verdict
from kbgen.sources.attack_retired import Retired

NOTHING_RETIRED: Mapping[str, Retired] = MappingProxyType({})
"""What no release has retired."""
_MANY = 20
"""Of so many rules of an earlier report at least one in as many is still there, if it is of the same vault."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How one technique moved."""

    id: str
    name: str
    before: Verdict
    """The same as after where only platforms moved."""
    after: Verdict
    platforms: tuple[tuple[str, Verdict, Verdict], ...]
    """Platforms on which the verdict changed the same way, with it before and after."""
    became_blind: bool
    """True where it was feasible, as a whole or on a platform, and is blind there now."""
    causes: tuple[Cause, ...]
    """Empty where only the release of ATT&CK explains it."""
    blind_on: tuple[str, ...] = ()
    """Platforms on which it became blind."""
    sees_again: bool = False
    """True where it was blind, as a whole or on a platform, and is feasible there now."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A technique that left the denominator."""

    id: str
    name: str
    before: Verdict
    why: str
    """Such as ``revoked: T1685``, ``accepted: …``, ``no note``."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changed."""

    baseline: str
    """The day of the earlier report."""
    releases: tuple[str, str] | None
    """The releases of ATT&CK before and now, where they differ."""
    regressions: tuple[Movement, ...]
    """Techniques that lost a verdict through the vault, in the order of identifiers."""
    gains: tuple[Movement, ...]
    """Techniques that gained one through the vault."""
    by_attack: tuple[Movement, ...]
    """Techniques whose verdict changed, either way, with the release of ATT&CK alone."""
    added: tuple[str, ...]
    """Techniques that are new in the denominator."""
    gone: tuple[Departure, ...]
    """Techniques that left the denominator."""
    remarks: tuple[str, ...]
    """What makes the comparison doubtful, each as a sentence without a final full stop."""

    @property
    def is_worse(self) -> bool:
        """Tell whether a technique lost a verdict through the vault."""
        return bool(self.regressions)


def compare(before: Baseline, now: Coverage, retired: Mapping[str, Retired] = NOTHING_RETIRED) -> Comparison:
    """Return what changed since an earlier report.

    Args:
        before: the earlier report.
        now: the coverage of now.
        retired: techniques that the mounted releases of ATT&CK have revoked or deprecated, by identifier.

    Raises:
        BaselineError: the report shares hardly a note with what there is now, so it is of another vault, or it tells what
            is feasible while nothing is declared to be collected any more.
    """
    releases = _releases(before, now)
    pairs = Pairs(before, now, same_release=releases is None)
    _require_same_vault(pairs)
    if before.assesses_feasibility and not now.telemetry.declared:
        raise BaselineError(
            f"the baseline of {before.date} tells what is feasible, and no log sources are declared any more; "
            "declare them again, or write a new baseline"
        )
    old = {technique.id: technique for technique in before.techniques}
    both = [(old[technique.id], technique) for technique in now.techniques if technique.id in old]
    same_scope = before.scope.platforms == now.platforms
    losses = [moved for was, is_now in both if (moved := _loss(was, is_now, pairs, same_scope=same_scope))]
    losses += _removed(old, now) if releases is None else ()
    gains = [moved for was, is_now in both if (moved := _gain(was, is_now, pairs))]
    by_attack = [moved for moved in (*losses, *gains) if releases is not None and not moved.causes]
    return Comparison(
        baseline=before.date.isoformat(),
        releases=releases,
        regressions=_in_order(moved for moved in losses if releases is None or moved.causes),
        gains=_in_order(moved for moved in gains if releases is None or moved.causes),
        by_attack=_in_order(by_attack),
        added=tuple(technique.id for technique in now.techniques if technique.id not in old),
        gone=tuple(_gone(old, now, retired)),
        remarks=tuple(_remarks(before, now)),
    )


def _loss(before: OldTechnique, now: TechniqueCoverage, pairs: Pairs, *, same_scope: bool) -> Movement | None:
    """Return the loss of a technique, if it has one.

    A platform that it no longer has is a loss where only its note can have dropped it. Where the scope has changed, it is
    one if the technique as a whole fell with it.
    """
    whole = whole_change(before, now)
    cells = [change for change in changes_by_platform(before, now) if change.is_loss]
    gone = [change for change in platforms_gone(before, now) if change.is_loss] if pairs.same_release else []
    cells += gone if same_scope else []
    if not cells and not whole.is_loss:
        return None
    explained = cells or [change for change in gone if change.before is before.verdict] or [whole]
    return Movement(
        now.id,
        now.name,
        max(before.verdict, now.total.verdict, key=lambda verdict: verdict.rank),
        now.total.verdict,
        _moved(cells),
        became_blind=whole.became_blind or any(change.became_blind for change in cells),
        causes=causes_of_loss(before, now, explained, pairs),
        blind_on=tuple(change.platform for change in cells if change.became_blind),
    )


def _gain(before: OldTechnique, now: TechniqueCoverage, pairs: Pairs) -> Movement | None:
    whole = whole_change(before, now)
    cells = [change for change in changes_by_platform(before, now) if change.is_gain]
    if not cells and not whole.is_gain:
        return None
    new = platforms_new(before, now) if pairs.same_release else ()
    explained = cells or [change for change in new if change.after is now.total.verdict] or [whole]
    return Movement(
        now.id,
        now.name,
        min(before.verdict, now.total.verdict, key=lambda verdict: verdict.rank),
        now.total.verdict,
        _moved(cells),
        became_blind=False,
        causes=causes_of_gain(before, now, explained, pairs),
        sees_again=whole.sees_again or any(change.sees_again for change in cells),
    )


def _moved(cells: Iterable[CellChange]) -> tuple[tuple[str, Verdict, Verdict], ...]:
    return tuple(
        (change.platform, change.before, change.after)
        for change in cells
        if change.before is not change.after
    )


def _removed(old: Mapping[str, OldTechnique], now: Coverage) -> Iterator[Movement]:
    """Yield the techniques that were covered and whose notes are gone, while the release of ATT&CK is the same."""
    known = {*now.by_id, *(item.id for item in now.excluded)}
    for identifier, before in old.items():
        if identifier not in known and before.verdict is not Verdict.GAP:
            cause = Cause(CauseKind.TECHNIQUE_REMOVED, before.path, before.name)
            yield Movement(
                identifier, before.name, before.verdict, Verdict.GAP, (), became_blind=False, causes=(cause,)
            )


def _in_order(movements: Iterable[Movement]) -> tuple[Movement, ...]:
    return tuple(sorted(movements, key=lambda movement: movement.id))


def _gone(
    old: Mapping[str, OldTechnique], now: Coverage, retired: Mapping[str, Retired]
) -> Iterator[Departure]:
    excluded = {item.id: (item.why, item.detail) for item in now.excluded}
    for identifier, before in old.items():
        if identifier in now.by_id:
            continue
        gone = retired.get(identifier)
        why, detail = excluded.get(identifier, (None, ""))
        if gone is not None:
            why, detail = Exclusion.REVOKED if gone.is_revoked else Exclusion.DEPRECATED, gone.successor
        told = "no note" if why is None else f"{why.value}: {detail}" if detail else why.value
        yield Departure(identifier, before.name, before.verdict, told)


def _releases(before: Baseline, now: Coverage) -> tuple[str, str] | None:
    was = _named((item.domain, item.version) for item in before.releases)
    is_now = _named((item.domain, item.version) for item in now.releases)
    return None if was == is_now else (was, is_now)


def _named(releases: Iterable[tuple[str, str | None]]) -> str:
    return ", ".join(f"{domain} {version or '(version unknown)'}" for domain, version in releases) or "none"


def _remarks(before: Baseline, now: Coverage) -> Iterator[str]:
    if before.scope.platforms != now.platforms:
        yield "the platforms in scope differ from those of the baseline"
    if now.telemetry.declared and before.techniques and not before.assesses_feasibility:
        yield "the baseline does not tell what is feasible, so nothing counts as newly blind"


def _require_same_vault(pairs: Pairs) -> None:
    """Refuse an earlier report with which nothing is shared, or of whose many rules hardly one is left among others."""
    before, now = pairs.before, pairs.now
    notes = {technique.path for technique in before.techniques if technique.path}
    is_strange = not pairs.rules and not pairs.tests
    is_strange = is_strange and notes.isdisjoint(technique.path for technique in now.techniques)
    if len(before.rules) >= _MANY and now.rules:
        is_strange = pairs.rules * _MANY < len(before.rules)
    if is_strange and (before.rules or before.tests or notes):
        raise BaselineError(
            f"the baseline {before.name!r} of {before.date} shares hardly a note with this knowledge base: "
            "it is that of another vault"
        )
