"""KB711 to KB714: what the settings and DeTT&CT say of the log sources that are collected."""

from collections.abc import Iterator
from difflib import get_close_matches

from kbgen.checks.check import Check
from kbgen.coverage.log_source_ranking import log_source_text
from kbgen.coverage.telemetry import Telemetry, component_names
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.source import Location
from kbgen.sources import dettect_faults

_SETTINGS = Location("mkdocs.yml")
"""Where log sources are declared; the line is not known."""

CHECKS = (
    Check(
        "KB711",
        "declared log source that no rule uses",
        Severity.INFO,
        "What is collected there is read by no rule, or the log source is written otherwise than in the rules.",
        "coverage:\n    log_sources: [windows/proces_creation]",
        "Write it as the rules do, or leave it where rules are still to come.",
    ),
    Check(
        "KB712",
        "DeTT&CT names a data component that ATT&CK does not have",
        Severity.INFO,
        "What is rated under this name makes no rule's log source count as collected.",
        "data_source_name: Process monitoring",
        "Use the name that ATT&CK gives the data component today.",
    ),
    *(
        Check(row.code, row.title, row.severity, row.meaning, row.example, row.way_out)
        for row in dettect_faults.CHECKS
    ),
)


def check_telemetry(knowledge: KnowledgeBase, telemetry: Telemetry) -> Iterator[Diagnostic]:
    """Yield what is declared as collected and means nothing here."""
    sources = dict.fromkeys(
        note.subject.log_source
        for note in knowledge.notes.values()
        if isinstance(note.subject, DetectionRule)
    )
    texts = sorted(filter(None, map(log_source_text, sources)))
    for pattern in telemetry.patterns or ():
        if not any(pattern.matches(item.product, item.category, item.service) for item in sources):
            message = f'no rule is on the log source "{pattern.text}" that is declared as collected'
            near = get_close_matches(pattern.text.casefold(), texts, n=1)
            hint = f"did you mean {near[0]}?" if near else "write it as the rules do"
            yield Diagnostic("KB711", Severity.INFO, message, _SETTINGS, hint)
    # Without notes of data components, it is not known which there are.
    if not knowledge.of_kind(Kind.DATA_COMPONENT):
        return
    names = {name.casefold(): name for name in component_names(knowledge)}
    for item in telemetry.unknown:
        if not item.is_own:
            near = get_close_matches(item.name.casefold(), names, n=1)
            hint = f'did you mean "{names[near[0]]}"?' if near else "use the name that ATT&CK gives it today"
            message = f'no data component of ATT&CK is called "{item.name}"'
            yield Diagnostic("KB712", Severity.INFO, message, item.origin, hint)
