"""The checks stage: everything known in, diagnostics in a stable order out."""

from collections.abc import Iterable

from kbgen.checks.attack_ids import check_attack_ids
from kbgen.checks.citations import check_citations
from kbgen.checks.front_matter import check_front_matter
from kbgen.checks.links import check_links
from kbgen.checks.queries import check_queries, check_tables
from kbgen.checks.rules_and_tests import check_rules_and_tests
from kbgen.diagnostics import Diagnostic, in_order
from kbgen.knowledge.base import KnowledgeBase
from kbgen.query.answers import Answers
from kbgen.settings import Settings
from kbgen.tables.answers import TableAnswers


def run_checks(
    knowledge: KnowledgeBase,
    answers: Answers,
    tables: TableAnswers,
    settings: Settings,
    found: Iterable[Diagnostic],
) -> tuple[Diagnostic, ...]:
    """Return all diagnostics of a project.

    Args:
        knowledge: all notes, with what was found on reading each.
        answers: the answers of all query blocks.
        tables: the answers of all Dataview and base blocks.
        settings: the project's settings.
        found: what was found about the vault as a whole.
    """
    return in_order(
        (
            *found,
            *(finding for note in knowledge.notes.values() for finding in note.diagnostics),
            *check_front_matter(knowledge),
            *check_links(knowledge),
            *check_citations(knowledge),
            *check_queries(knowledge, answers),
            *check_tables(knowledge, tables),
            *check_rules_and_tests(knowledge),
            *check_attack_ids(knowledge, frozenset(settings.kinds.technique)),
        )
    )
