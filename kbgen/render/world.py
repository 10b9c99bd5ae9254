"""Everything that a page may show: the right-hand side of every template."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from kbgen.conversion.build import NOTHING_CONVERTED, Conversions
from kbgen.coverage.compare import Comparison
from kbgen.coverage.findings import CoverageFindings
from kbgen.graph.cross_references import CrossReferences
from kbgen.knowledge.base import KnowledgeBase
from kbgen.query.answers import Answers
from kbgen.render.addresses import Addresses
from kbgen.sources.mount import NOTHING, Mounted
from kbgen.tables.answers import TableAnswers
from kbgen.vault.history import NO_HISTORY, Change


@dataclass(frozen=True, slots=True)
class World:
    """All results of the stages before, together."""

    knowledge: KnowledgeBase
    answers: Answers
    tables: TableAnswers
    graph: CrossReferences
    addresses: Addresses
    findings: CoverageFindings
    comparison: Comparison | None = None
    """What changed since the earlier report that the settings name; None where they name none."""
    mounted: Mounted = NOTHING
    conversions: Conversions = field(default_factory=lambda: NOTHING_CONVERTED)
    history: Mapping[str, Change] = field(default_factory=lambda: NO_HISTORY)
    """Vault path of a note to its last change in git."""
    redirects: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """URL of each former address to the vault path of its note."""
