"""The checks stage: everything known in, diagnostics in a stable order out."""

from collections.abc import Iterable

from kbgen.checks.atomic_tests import check_atomic_tests
from kbgen.checks.attack_ids import check_attack_ids
from kbgen.checks.attack_release import check_attack_release
from kbgen.checks.attack_standing import Standings
from kbgen.checks.citations import check_citations
from kbgen.checks.coverage import check_coverage
from kbgen.checks.detection_rules import check_detection_rules
from kbgen.checks.evidence import check_evidence
from kbgen.checks.front_matter import check_front_matter
from kbgen.checks.links import check_links
from kbgen.checks.queries import check_queries, check_tables
from kbgen.checks.rule_ties import check_rule_ties
from kbgen.checks.settings import check_settings
from kbgen.checks.tags import check_tags
from kbgen.checks.telemetry import check_telemetry
from kbgen.checks.test_cases import check_test_cases
from kbgen.coverage.model import Coverage
from kbgen.diagnostics import Diagnostic, in_order
from kbgen.knowledge.base import KnowledgeBase
from kbgen.query.answers import Answers
from kbgen.settings import Settings
from kbgen.sources.mount import NOTHING, Mounted
from kbgen.tables.answers import TableAnswers


def run_checks(  # noqa: PLR0913 (one for each stage; the last two have a default)
    knowledge: KnowledgeBase,
    answers: Answers,
    tables: TableAnswers,
    coverage: Coverage,
    settings: Settings,
    found: Iterable[Diagnostic],
    *,
    mounted: Mounted = NOTHING,
    excluded: Iterable[str] = (),
) -> tuple[Diagnostic, ...]:
    """Return all diagnostics of a project.

    Args:
        knowledge: all notes, with what was found on reading each.
        answers: the answers of all query blocks.
        tables: the answers of all Dataview and base blocks.
        coverage: which techniques are covered.
        settings: the project's settings.
        found: what was found about the vault as a whole.
        mounted: what the sources yield.
        excluded: vault paths of the files that settings keep off the site.
    """
    found = tuple(found)
    standings = Standings.of(mounted)
    return in_order(
        (
            *found,
            *(finding for note in knowledge.notes.values() for finding in note.diagnostics),
            *check_front_matter(knowledge),
            *check_tags(knowledge, settings.kinds),
            *check_links(knowledge),
            *check_citations(knowledge, mounted.cited),
            *check_queries(knowledge, answers),
            *check_tables(knowledge, tables),
            *check_detection_rules(knowledge, frozenset(settings.kinds.detection_rule), found),
            *check_rule_ties(knowledge),
            *check_atomic_tests(knowledge, found),
            *check_test_cases(knowledge),
            *check_coverage(knowledge, coverage, settings.coverage),
            *check_evidence(knowledge, coverage),
            *check_telemetry(knowledge, coverage.telemetry),
            *check_attack_ids(knowledge, frozenset(settings.kinds.technique), standings),
            *check_attack_release(knowledge, answers, standings),
            *check_settings(knowledge, settings, mounted, excluded),
        )
    )
