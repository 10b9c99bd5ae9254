"""Sigma documents, read from the YAML text that a note embeds. Specification: Sigma 2.1.

A text may hold several documents, as a file may. One of them is the note's: the first correlation, else the first
rule, else the first filter. It knows those that stand beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kbgen.notes.event_values import EventValues, event_values
from kbgen.sources.sigma_documents import SigmaKind, kind_of, kind_of_text, read_documents
from kbgen.sources.sigma_model import RelatedRule, SigmaCorrelation, SigmaEntry, SigmaFilter, Simulation
from kbgen.sources.sigma_model import SigmaRule as RuleEntry
from kbgen.sources.sigma_read import read_entry
from kbgen.vault.yaml_fault import YamlFault

_KEY = re.compile(r"""^["']?(title|logsource|detection|correlation|filter)["']?[ \t]*:""", re.MULTILINE)
_MENTION = re.compile(r"\b(?:logsource|detection|correlation|filter)\b")
"""Keys of which every Sigma document has at least one."""
_SIGNATURES = (
    {"title", "logsource", "detection"},
    {"title", "correlation"},
    {"title", "logsource", "filter"},
)
"""The keys that a rule, a correlation and a filter must have."""
_PREFERENCE = tuple(SigmaKind)


@dataclass(frozen=True, slots=True)
class LogSource:
    """Where the events come from that a rule reads; parts that a rule leaves out are empty."""

    product: str = ""
    category: str = ""
    service: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.product, self.category, self.service) if part)


@dataclass(frozen=True, slots=True)
class Correlation:
    """How a correlation joins the matches of rules."""

    type: str
    """As written, such as ``event_count`` or ``temporal_ordered``."""
    group_by: tuple[str, ...]
    """Names of fields."""
    timespan: str
    """A number with ``s``, ``m``, ``h`` or ``d``."""
    condition: tuple[tuple[str, str], ...]
    """Operators with their values, such as ``("gte", "10")``; a condition that is a text has an empty operator."""
    generate: bool
    """True where the joined rules raise alerts of their own as well."""


@dataclass(frozen=True, slots=True)
class SigmaRule:
    """What kbgen uses of a rule, correlation or filter; the text itself is shown as it is."""

    kind: SigmaKind
    title: str
    id: str
    """UUID of the rule, in lower case; may be empty."""
    name: str
    """The short name that correlations and filters may use instead of the id."""
    status: str
    level: str
    description: str
    author: str
    license: str
    date: str
    modified: str
    references: tuple[str, ...]
    false_positives: tuple[str, ...]
    tags: tuple[str, ...]
    """As written, such as ``attack.t1059.001``."""
    techniques: tuple[str, ...]
    """Canonical identifiers of the techniques that the tags name, each once."""
    log_source: LogSource
    """Of a rule of several documents, the parts on which they agree; that of a correlation is empty."""
    simulations: tuple[Simulation, ...]
    """The atomic tests that the rule names as its own, in their order; those without a GUID are left out."""
    related: tuple[RelatedRule, ...]
    correlation: Correlation | None
    """None for rules and filters."""
    rules: tuple[str, ...]
    """Ids or names, as written, of the rules that a correlation joins or a filter tunes; empty for a rule."""
    line: int
    """Line in the file on which the YAML begins, counted from 1."""
    lines: Mapping[str, int]
    """Line in the file of the value of each key that the rule has."""
    events: EventValues = ()
    """The events that its selections ask for."""
    beside: tuple["SigmaRule", ...] = ()
    """The other documents of the text, in their order."""
    faults: tuple["SigmaFault", ...] = ()
    """Why further documents of the text could not be read."""

    def line_of(self, key: str) -> int:
        """Return the line of a key's value; that of the YAML where the rule does not have it."""
        return self.lines.get(key, self.line)

    def beside_named(self, reference: str) -> "SigmaRule | None":
        """Return the document of the same text that has an id, in any case, or a name; None where none has it."""
        for rule in self.beside:
            if reference == rule.name or (reference and reference.lower() == rule.id):
                return rule
        return None


@dataclass(frozen=True, slots=True)
class SigmaFault:
    """Why a text that looks like Sigma's could not be read."""

    message: str
    line: int
    column: int
    kind: SigmaKind = SigmaKind.RULE
    """What the text seems to be."""
    others: tuple["SigmaFault", ...] = ()
    """Why further documents of the text could not be read."""


def looks_like_sigma(text: str) -> bool:
    """Tell whether a YAML text has the keys that make a rule, correlation or filter, at the start of lines."""
    keys = set(_KEY.findall(text))
    return any(keys.issuperset(signature) for signature in _SIGNATURES)


def read_sigma(text: str, line: int) -> SigmaRule | SigmaFault:
    """Return what a YAML text holds of Sigma, or why it cannot be read.

    Args:
        text: the YAML, one document or several.
        line: the line in the file, counted from 1, on which it begins.
    """
    return _read(text, line) or SigmaFault("a Sigma rule is a mapping", line, 1)


def find_sigma(text: str, line: int) -> SigmaRule | SigmaFault | None:
    """Return what a YAML text holds of Sigma, or why it cannot be read; None where it is something else.

    Args:
        text: the YAML, one document or several.
        line: the line in the file, counted from 1, on which it begins.
    """
    return _read(text, line) if _MENTION.search(text) else None


def _read(text: str, line: int) -> SigmaRule | SigmaFault | None:
    rules: list[SigmaRule] = []
    faults: list[SigmaFault] = []
    for document in read_documents(text, first_line=line).found:
        root = document.root
        if isinstance(root, YamlFault):
            kind = kind_of_text(document.text)
            faults.append(SigmaFault(root.message, root.line, root.column, kind))
        else:
            rule = _rule(read_entry("", document), kind_of(root))
            rules.append(replace(rule, events=event_values(document.parts or (root,))))
    if rules:
        main = min(rules, key=lambda rule: _PREFERENCE.index(rule.kind))
        beside = tuple(rule for rule in rules if rule is not main)
        return replace(main, line=line, beside=beside, faults=tuple(faults))
    return replace(faults[0], others=tuple(faults[1:])) if faults else None


def _rule(entry: SigmaEntry, kind: SigmaKind) -> SigmaRule:
    source = entry.log_source if isinstance(entry, RuleEntry | SigmaFilter) else None
    simulations = entry.simulations if isinstance(entry, RuleEntry) else ()
    return SigmaRule(
        kind=kind,
        title=entry.title,
        id=entry.id,
        name=entry.name,
        status=entry.status,
        level=entry.level,
        description=entry.description,
        author=entry.author,
        license=entry.license,
        date=entry.date,
        modified=entry.modified,
        references=entry.references,
        false_positives=entry.false_positives,
        tags=tuple(tag.text for tag in entry.tags),
        techniques=entry.techniques,
        log_source=LogSource(source.product, source.category, source.service) if source else LogSource(),
        simulations=tuple(item for item in simulations if item.guid),
        related=entry.related,
        correlation=_correlation(entry) if isinstance(entry, SigmaCorrelation) else None,
        rules=entry.rules if isinstance(entry, SigmaCorrelation | SigmaFilter) else (),
        line=entry.line,
        lines=entry.lines,
    )


def _correlation(entry: SigmaCorrelation) -> Correlation:
    return Correlation(entry.type, entry.group_by, entry.timespan, entry.condition, entry.generate)
