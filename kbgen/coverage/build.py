"""Assesses a whole knowledge base."""

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.coverage import decode
from kbgen.coverage.assess import Known, Tied, assess_on, assess_total
from kbgen.coverage.model import Coverage, Release, TechniqueCoverage
from kbgen.coverage.proof import sort_out
from kbgen.coverage.scope import Scoped, find_scope
from kbgen.coverage.telemetry import Telemetry
from kbgen.coverage.ties import all_ties
from kbgen.graph.cross_references import CrossReferences
from kbgen.graph.edge import NodeKind
from kbgen.knowledge.base import KnowledgeBase
from kbgen.settings import CoverageSettings
from kbgen.sources.evidence import Evidence
from kbgen.sources.mount import Mounted


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the notes."""

    telemetry: Telemetry
    """What is collected."""
    evidence: tuple[Evidence, ...]
    """What was run, and what fired."""
    today: dt.date
    """The day of the assessment."""


def assess(
    knowledge: KnowledgeBase,
    graph: CrossReferences,
    mounted: Mounted,
    settings: CoverageSettings,
    circumstances: Circumstances,
) -> Coverage:
    """Return the coverage of every technique in scope.

    Args:
        knowledge: the notes.
        graph: how they are tied.
        mounted: releases of ATT&CK, and what they have retired.
        settings: scope, minimum, accepted risks, and how long evidence lasts.
        circumstances: what is collected, what was run, and the day.
    """
    telemetry, today = circumstances.telemetry, circumstances.today
    rules = decode.rules(knowledge, settings, telemetry)
    tests = decode.tests(knowledge)
    proofs = sort_out(circumstances.evidence, rules, tests, today, settings.evidence_days)
    known = Known(rules, tests, proofs, telemetry.declared)
    scope = find_scope(knowledge, settings, mounted.retired, today)
    tied_rules = all_ties(knowledge, graph, NodeKind.DETECTION_RULE)
    tied_tests = all_ties(knowledge, graph, NodeKind.ATOMIC_TEST)
    techniques = tuple(
        _technique(
            scoped, Tied(tied_rules[name], tied_tests[name], (name, *knowledge.children.get(name, ()))), known
        )
        for scoped in scope.techniques
        for name in (scoped.technique.id,)
    )
    return Coverage(
        day=today,
        releases=tuple(Release(release.domain, release.version or "") for release in mounted.releases),
        platforms=scope.platforms,
        techniques=techniques,
        excluded=scope.excluded,
        rules=rules,
        tests=tests,
        proofs=proofs,
        telemetry=telemetry,
        by_id=MappingProxyType({technique.id: technique for technique in techniques}),
    )


def _technique(scoped: Scoped, tied: Tied, known: Known) -> TechniqueCoverage:
    cells = {platform: assess_on(platform, tied, known) for platform in scoped.platforms}
    total = assess_total(cells, tied, known)
    return TechniqueCoverage(
        id=scoped.technique.id,
        name=scoped.note.title,
        path=scoped.note.path,
        tactics=tuple(tactic.shortname for tactic in scoped.technique.tactics),
        platforms=scoped.platforms,
        rules=tuple(tied.rules),
        tests=tuple(tied.tests),
        test_cases=sum(len(known.tests[path].cases) for path in total.tests),
        total=total,
        by_platform=MappingProxyType(cells),
    )
