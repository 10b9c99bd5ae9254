"""How a technique changed: on each platform that it had, or as a whole where no platform shows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.coverage.baseline import OldTechnique
from kbgen.coverage.model import TechniqueCoverage
from kbgen.coverage.platforms import canonical
from kbgen.coverage.verdict import Verdict


@dataclass(frozen=True, slots=True)
class CellChange:
    """The verdict of a technique on one platform, before and now."""

    platform: str
    """As its note names it; empty for the technique as a whole."""
    before: Verdict
    after: Verdict
    became_blind: bool = False
    """True where it was feasible before and is blind now."""
    sees_again: bool = False
    """True where it was blind before and is feasible now."""
    is_gone: bool = False
    """True for a platform that the technique no longer has."""
    is_new: bool = False
    """True for a platform that the technique did not have."""

    @property
    def is_loss(self) -> bool:
        """Tell whether the verdict fell, or the cell became blind."""
        return self.after.rank < self.before.rank or self.became_blind

    @property
    def is_gain(self) -> bool:
        """Tell whether the verdict rose, or the cell is no longer blind."""
        return self.after.rank > self.before.rank or self.sees_again


def whole_change(before: OldTechnique, now: TechniqueCoverage) -> CellChange:
    """Return how a technique changed as a whole."""
    return CellChange(
        "",
        before.verdict,
        now.total.verdict,
        became_blind=bool(before.feasible) and now.total.blind,
        sees_again=before.blind and bool(now.total.feasible),
    )


def changes_by_platform(before: OldTechnique, now: TechniqueCoverage) -> Iterator[CellChange]:
    """Yield how a technique changed on each platform that it had and has, whatever the releases called it."""
    assessed = before.feasible is not None
    old = {canonical(name): cell for name, cell in before.platforms.items()}
    for platform, cell in now.by_platform.items():
        was = old.get(canonical(platform))
        if was is not None:
            was_seen = assessed and was.verdict is not Verdict.GAP and not was.blind
            yield CellChange(
                platform,
                was.verdict,
                cell.verdict,
                became_blind=was_seen and cell.blind,
                sees_again=was.blind and bool(cell.feasible),
            )


def platforms_gone(before: OldTechnique, now: TechniqueCoverage) -> Iterator[CellChange]:
    """Yield the platforms that a technique had and has no more, with the verdict ``gap`` now."""
    kept = set(map(canonical, now.by_platform))
    if kept:
        for platform, cell in before.platforms.items():
            if canonical(platform) not in kept:
                yield CellChange(platform, cell.verdict, Verdict.GAP, is_gone=True)


def platforms_new(before: OldTechnique, now: TechniqueCoverage) -> Iterator[CellChange]:
    """Yield the platforms that a technique has and did not have, with the verdict ``gap`` before."""
    had = set(map(canonical, before.platforms))
    if had:
        for platform, cell in now.by_platform.items():
            if canonical(platform) not in had:
                yield CellChange(platform, Verdict.GAP, cell.verdict, is_new=True)
