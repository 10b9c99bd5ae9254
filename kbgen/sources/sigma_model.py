"""Sigma rules, correlations and filters as values, with the places of what they state. Specification: Sigma 2.1."""

from collections.abc import Mapping
from dataclasses import dataclass

from kbgen.diagnostics import Diagnostic
from kbgen.sources.sigma_tags import SigmaTag
from kbgen.vault.yaml_node import YamlNode, YamlScalar

STATUSES = ("stable", "test", "experimental", "deprecated", "unsupported")
"""The statuses of Sigma, the most mature first."""
LEVELS = ("informational", "low", "medium", "high", "critical")
"""The levels of Sigma, the mildest first."""


@dataclass(frozen=True, slots=True)
class SigmaLogSource:
    """Where the events come from that a rule reads; parts that it leaves out are empty."""

    product: str = ""
    category: str = ""
    service: str = ""
    definition: str = ""
    """What has to be configured, for people."""

    def __str__(self) -> str:
        return " / ".join(part or "-" for part in (self.product, self.category, self.service))


@dataclass(frozen=True, slots=True)
class RelatedRule:
    """A tie of a rule to another one."""

    id: str
    """The other rule's id, in lower case."""
    type: str
    """``derived``, ``obsolete``, ``merged``, ``renamed`` or ``similar``, in lower case."""
    line: int
    """Line in the file, counted from 1."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """An atomic test that should set off a rule. The GUID decides; name and technique may be out of date."""

    type: str
    """As written, such as ``atomic-red-team``."""
    name: str
    technique: str
    """Canonical identifier, such as ``T1059.001``; empty where the entry states none."""
    guid: str
    """``atomic_guid`` in lower case; may be empty."""
    line: int
    """Line in the file of the GUID, or of the entry where it has none; counted from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigmaEntry:
    """What rules, correlations and filters have in common; texts that are not stated are empty."""

    path: str
    """Path of the file in the mounted folder, with ``/`` separators."""
    line: int
    """Line in the file on which the text begins, counted from 1."""
    text: str
    """The YAML as it stands in the file: all of it, or this document where there are several."""
    title: str
    """The file's name where the YAML is invalid."""
    id: str
    """In lower case."""
    name: str
    """The short name that correlations may use instead of the id."""
    status: str
    level: str
    description: str
    author: str
    license: str
    date: str
    modified: str
    taxonomy: str
    references: tuple[str, ...]
    fields: tuple[str, ...]
    false_positives: tuple[str, ...]
    scope: tuple[str, ...]
    tags: tuple[SigmaTag, ...]
    related: tuple[RelatedRule, ...]
    custom: tuple[tuple[YamlScalar, YamlNode], ...]
    """Keys that Sigma does not know, with their values, in the order of the text."""
    lines: Mapping[str, int]
    """Line in the file of the value of each key."""

    @property
    def origin(self) -> str:
        """Return the place for people, such as ``rules/windows/x.yml:1``."""
        return f"{self.path}:{self.line}"

    @property
    def techniques(self) -> tuple[str, ...]:
        """Return the techniques of the tags, each once, in their order."""
        return tuple(dict.fromkeys(tag.technique for tag in self.tags if tag.technique))

    @property
    def tactics(self) -> tuple[str, ...]:
        """Return the short names of the tags' tactics, each once, in their order."""
        return tuple(dict.fromkeys(tag.tactic for tag in self.tags if tag.tactic))

    def line_of(self, key: str) -> int:
        """Return the line of a key's value; that of the text where it has none."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigmaRule(SigmaEntry):
    """A rule. Several documents that share an ``action: global`` and have no id of their own are one rule."""

    log_sources: tuple[SigmaLogSource, ...]
    """One; several for a rule of several documents, none where the rule states none."""
    selections: tuple[str, ...]
    """The names in ``detection`` that are selections."""
    conditions: tuple[str, ...]
    simulations: tuple[Simulation, ...]
    regression_tests_path: str
    """Path from the repository's root to the description of recorded tests."""
    is_readable: bool = True
    """False where the YAML is invalid, so that only the text is known."""

    @property
    def log_source(self) -> SigmaLogSource:
        """Return the log source; of several, the parts on which they agree."""
        return shared_log_source(self.log_sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigmaCorrelation(SigmaEntry):
    """A rule about the matches of other rules, over time."""

    type: str
    """As written, such as ``event_count`` or ``temporal_ordered``."""
    rules: tuple[str, ...]
    """Ids or names of the rules that it joins, as written."""
    group_by: tuple[str, ...]
    timespan: str
    """A number with ``s``, ``m``, ``h`` or ``d``."""
    condition: tuple[tuple[str, str], ...]
    """Operators with their values, such as ``("gte", "10")``; a condition that is a text has an empty operator."""
    aliases: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Names for fields: each with rule and field."""
    generate: bool
    """True where the joined rules raise alerts of their own as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigmaFilter(SigmaEntry):
    """Conditions that tune other rules. It detects nothing."""

    log_source: SigmaLogSource
    rules: tuple[str, ...]
    """Ids or names of the rules that it tunes, as written; ``any`` for all of the log source."""
    selections: tuple[str, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SigmaTree:
    """All that a folder of Sigma files holds, by path and line."""

    rules: tuple[SigmaRule, ...]
    correlations: tuple[SigmaCorrelation, ...]
    filters: tuple[SigmaFilter, ...]
    diagnostics: tuple[Diagnostic, ...]
    """KB510 to KB529, in order; paths are those in the folder."""
    files: tuple[str, ...]
    """Paths of the files that hold a rule, correlation or filter."""
    documents: int
    """Number of YAML documents in those files that are not empty."""
    left_out: tuple[str, ...]
    """Paths of YAML files that are something else, such as descriptions of tests."""

    @property
    def entries(self) -> tuple[SigmaEntry, ...]:
        """Return rules, correlations and filters, by path and line."""
        every = (*self.rules, *self.correlations, *self.filters)
        return tuple(sorted(every, key=lambda entry: (entry.path, entry.line)))


def shared_log_source(sources: tuple[SigmaLogSource, ...]) -> SigmaLogSource:
    """Return the parts on which log sources agree; the others are empty."""
    if len(sources) == 1:
        return sources[0]
    parts = [
        values.pop() if len(values) == 1 else ""
        for values in (
            {source.product for source in sources},
            {source.category for source in sources},
            {source.service for source in sources},
        )
    ]
    return SigmaLogSource(*parts)
