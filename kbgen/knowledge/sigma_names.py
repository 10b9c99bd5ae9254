"""How the id or name of a Sigma rule finds its note."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.note import Note
from kbgen.notes.rule_filter import RuleFilter
from kbgen.notes.sigma_rule import SigmaRule

ANY_RULE = "any"
"""What a filter names instead of rules, when it tunes all of its log source."""


@dataclass(frozen=True, slots=True)
class SigmaNames:
    """Notes of rules by what other rules call them, and the ties that this makes."""

    rules: Mapping[str, str]
    """Id, in lower case, or name of a rule or correlation to the path of its note; the first of several."""
    joined_by: Mapping[str, tuple[str, ...]]
    """Path of a rule's note to those of the correlations that join it, in path order."""
    filtered_by: Mapping[str, tuple[str, ...]]
    """Path of a rule's note to those of the filters that name it, in path order."""

    def find(self, reference: str) -> str | None:
        """Return the path of the note of a rule with an id, in any case, or a name; None where none has it."""
        return self.rules.get(reference) or self.rules.get(reference.lower())


def sigma_names(notes: Iterable[Note]) -> SigmaNames:
    """Return the look-up over notes, which are in path order."""
    documents = [(note, sigma) for note in notes if (sigma := sigma_of_note(note)) is not None]
    counting = [pair for pair in documents if isinstance(pair[0].subject, DetectionRule)]
    filters = [pair for pair in documents if isinstance(pair[0].subject, RuleFilter)]
    rules: dict[str, str] = {}
    for note, sigma in counting:
        _add(rules, sigma, note.path)
    # A rule that only stands beside another one is found there, unless it has a note of its own.
    for note, sigma in counting:
        for other in sigma.beside:
            _add(rules, other, note.path)
    lookup = SigmaNames(MappingProxyType(rules), {}, {})
    return replace(lookup, joined_by=_named_by(counting, lookup), filtered_by=_named_by(filters, lookup))


def sigma_of_note(note: Note) -> SigmaRule | None:
    """Return the rule, correlation or filter that a note holds, if it can be read."""
    if isinstance(note.subject, DetectionRule | RuleFilter) and isinstance(note.subject.sigma, SigmaRule):
        return note.subject.sigma
    return None


def _add(rules: dict[str, str], sigma: SigmaRule, path: str) -> None:
    for key in (sigma.id, sigma.name):
        if key:
            rules.setdefault(key, path)


def _named_by(
    documents: Iterable[tuple[Note, SigmaRule]], lookup: SigmaNames
) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for note, sigma in documents:
        for reference in sigma.rules:
            path = lookup.find(reference)
            if path is not None and path != note.path:
                found[path][note.path] = None
    return MappingProxyType({path: tuple(names) for path, names in sorted(found.items())})
