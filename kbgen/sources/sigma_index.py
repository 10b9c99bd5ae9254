"""Finds the entries of a Sigma folder that correlations and filters refer to."""

from collections.abc import Iterable

from kbgen.sources.sigma_model import SigmaCorrelation, SigmaEntry, SigmaFilter, SigmaRule


class SigmaIndex:
    """Rules and correlations by id and by name; build once, ask often."""

    def __init__(self, entries: Iterable[SigmaEntry]) -> None:
        self._by_key: dict[str, list[SigmaRule | SigmaCorrelation]] = {}
        for entry in entries:
            if isinstance(entry, SigmaRule | SigmaCorrelation):
                for key in dict.fromkeys((entry.id, entry.name)):
                    if key:
                        self._by_key.setdefault(key, []).append(entry)

    def find(self, reference: str) -> tuple[SigmaRule | SigmaCorrelation, ...]:
        """Return what has an id, in any case, or a name; several where they share it, nothing where none has."""
        found = self._by_key.get(reference) or self._by_key.get(reference.lower()) or []
        return tuple(found)

    def joined(self, entry: SigmaCorrelation | SigmaFilter) -> tuple[SigmaRule | SigmaCorrelation, ...]:
        """Return what an entry names directly, each once, in its order."""
        found = (item for reference in entry.rules for item in self.find(reference))
        return tuple({item.origin: item for item in found}.values())

    def rules_below(self, correlation: SigmaCorrelation) -> tuple[SigmaRule, ...]:
        """Return the rules that a correlation joins, those of correlations that it joins included, each once."""
        rules: dict[str, SigmaRule] = {}
        seen = {correlation.origin}
        waiting = [*reversed(self.joined(correlation))]
        while waiting:
            entry = waiting.pop()
            if entry.origin in seen:
                continue
            seen.add(entry.origin)
            if isinstance(entry, SigmaRule):
                rules[entry.origin] = entry
            else:
                waiting += reversed(self.joined(entry))
        return tuple(rules.values())
