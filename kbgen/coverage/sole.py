"""Rules that alone cover a technique: without them it would be a gap."""

from kbgen.coverage.cells import claimed_techniques
from kbgen.coverage.model import Coverage


def sole_coverage(coverage: Coverage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the path of each such rule with the techniques, those with most techniques first, then by path."""
    found: dict[str, list[str]] = {}
    for item in claimed_techniques(coverage):
        active = {rule.path for cell in item.cells for rule in cell.rules}
        if len(active) == 1:
            found.setdefault(active.pop(), []).append(item.technique.id)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((path, tuple(techniques)) for path, techniques in ordered)
