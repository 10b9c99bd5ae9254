"""Rules that alone cover a technique: without them it would be a gap."""

from kbgen.coverage.model import Coverage


def sole_coverage(coverage: Coverage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the path of each such rule with the techniques, those with most techniques first, then by path."""
    found: dict[str, list[str]] = {}
    for technique in coverage.techniques:
        active = {
            tie.path
            for tie in technique.rules
            if coverage.rules[tie.path].inactive is None
            and (not technique.platforms or any(map(coverage.rules[tie.path].covers, technique.platforms)))
        }
        if len(active) == 1:
            found.setdefault(active.pop(), []).append(technique.id)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple((path, tuple(techniques)) for path, techniques in ordered)
