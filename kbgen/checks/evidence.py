"""KB72x: what is wrong with evidence."""

from collections.abc import Iterator
from difflib import get_close_matches

from kbgen.checks.check import Check
from kbgen.coverage.model import Coverage
from kbgen.coverage.names import rule_names
from kbgen.coverage.platforms import PLATFORMS, canonical
from kbgen.coverage.proof import Lapse
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.technique import Technique
from kbgen.sources.evidence import Evidence

CHECKS = (
    Check(
        "KB721",
        "evidence in a note cannot be used",
        Severity.WARNING,
        "An entry of the property evidence needs a date and an outcome, and in a note with several tests the test; "
        "what is incomplete or unknown proves nothing.",
        "evidence: [{date: 2026-05-01, outcome: worked}]",
        "Correct the entry: outcomes are detected, missed, executed and not-evaluated.",
    ),
    Check(
        "KB722",
        "evidence of a day that is still to come",
        Severity.WARNING,
        "Nothing can have been run on a later day than today; the record is set aside.",
        "evidence: [{date: 2126-05-01, outcome: detected}]",
        "Correct the date, or the clock of the machine that wrote it.",
    ),
    Check(
        "KB723",
        "evidence for what the knowledge base does not have",
        Severity.INFO,
        "The record names a rule, test, technique or platform that no note has, so that it counts for nothing there.",
        '{"date": "2026-05-01", "outcome": "detected", "rule": "Port Scan"} where no rule is called so',
        "Correct the name, import or mount what it names, or delete the record.",
    ),
    Check(
        "KB724",
        "rule that fired and no longer does",
        Severity.WARNING,
        "The rule fired for a test and missed when the same was run again later. Until the older record is too old, the "
        "technique still counts as proven.",
        "outcome: detected in May, outcome: missed in June, for one rule and test",
        "Repair the rule and run the test again, or delete the older record.",
    ),
)


def check_evidence(knowledge: KnowledgeBase, coverage: Coverage) -> Iterator[Diagnostic]:
    """Yield what is wrong with evidence, beyond what was found on reading notes.

    Args:
        knowledge: all notes.
        coverage: what the records show.
    """
    for record in coverage.proofs.future:
        message = f"the day of this evidence, {record.day.isoformat()}, is still to come"
        yield Diagnostic("KB722", Severity.WARNING, message, record.origin, "correct the date")
    yield from _unknown(knowledge, coverage)
    yield from (_lapsed(lapse, knowledge) for lapse in coverage.proofs.lapses)


def _unknown(knowledge: KnowledgeBase, coverage: Coverage) -> Iterator[Diagnostic]:
    """Yield one finding for each name that nothing has, at the first record with it."""
    rules = rule_names(coverage.rules.values())
    tests = {case.guid for test in coverage.tests.values() for case in test.cases}
    techniques = {*knowledge.techniques, *(item.id for item in coverage.excluded)}
    platforms = {canonical(name) for name in (*PLATFORMS, *_platforms(knowledge))}
    found: dict[tuple[str, str], list[Evidence]] = {}
    for record in coverage.proofs.records:
        if record.rule and record.rule.casefold() not in rules:
            found.setdefault(("rule", record.rule), []).append(record)
        if record.test and record.test not in tests:
            found.setdefault(("test", record.test), []).append(record)
        if record.technique and record.technique not in techniques:
            found.setdefault(("technique", record.technique), []).append(record)
        if record.platform and canonical(record.platform) not in platforms:
            found.setdefault(("platform", record.platform), []).append(record)
    for (kind, name), records in found.items():
        more = f", nor do {len(records) - 1} further records" if len(records) > 1 else ""
        message = f"evidence names the {kind} {name}, which the knowledge base does not have{more}"
        hint = _way_out(kind, name, coverage)
        yield Diagnostic("KB723", Severity.INFO, message, records[0].origin, hint)


def _way_out(kind: str, name: str, coverage: Coverage) -> str:
    match kind:
        case "rule":
            titles = [rule.title for rule in coverage.rules.values()]
            if name.casefold() in map(str.casefold, titles):
                return "several rules are called so; name the rule by its id"
            near = get_close_matches(name, titles, n=1, cutoff=0.8)
            return f"did you mean {near[0]}?" if near else "correct the name, or import or mount the rule"
        case "platform":
            return "use a name of ATT&CK, such as Windows, Linux or macOS"
        case _:
            return f"import or mount the {kind}, or delete the record"


def _platforms(knowledge: KnowledgeBase) -> Iterator[str]:
    for note in knowledge.techniques.values():
        if isinstance(note.subject, Technique):
            yield from note.subject.platforms


def _lapsed(lapse: Lapse, knowledge: KnowledgeBase) -> Diagnostic:
    title = knowledge.notes[lapse.rule].title
    test = f" for the test {lapse.fired.test}" if lapse.fired.test else ""
    message = (
        f"{title} fired{test} on {lapse.fired.day.isoformat()} and missed on {lapse.missed.day.isoformat()}"
    )
    hint = "repair the rule and run the test again, or delete the older record"
    return Diagnostic("KB724", Severity.WARNING, message, lapse.missed.origin, hint)
