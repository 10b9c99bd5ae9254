"""Whether the platforms that the note of a technique states explain how the technique moved."""

from collections.abc import Iterator

from kbgen.coverage.baseline import OldTechnique
from kbgen.coverage.cause import Cause, CauseKind
from kbgen.coverage.cell_change import CellChange
from kbgen.coverage.model import TechniqueCoverage
from kbgen.coverage.pairs import Pairs


def platforms_stated(
    before: OldTechnique, now: TechniqueCoverage, change: CellChange, pairs: Pairs
) -> Iterator[Cause]:
    """Yield a cause where the note states platforms for the first time, or none any more.

    A technique that states none is assessed on the platforms of its rules and tests.
    """
    is_whole = not change.platform
    if is_whole and pairs.same_release and bool(before.platforms) is not bool(now.by_platform):
        detail = f"now {', '.join(now.platforms) or 'none'}"
        yield Cause(CauseKind.PLATFORMS_STATED, now.path, "", detail, "platforms")
