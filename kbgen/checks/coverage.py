"""KB7xx: what coverage shows: rules and tests that miss each other, accepted risks."""

from collections.abc import Iterator

from kbgen.checks.check import Check
from kbgen.coverage.model import Coverage
from kbgen.coverage.platforms import canonical
from kbgen.coverage.subject import platforms_named
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.note import Note
from kbgen.notes.places import place_in_source, place_of
from kbgen.settings import CoverageSettings
from kbgen.source import Location

SETTINGS_FILE = "mkdocs.yml"
"""The file that findings about settings name."""

CHECKS = (
    Check(
        "KB701",
        "accepted risk has expired",
        Severity.ERROR,
        "The technique counts again since the day after the last one on which the risk was accepted.",
        "accepted: [{technique: T1200, reason: no physical access, owner: it, until: 2020-01-01}]",
        "Cover the technique, or decide anew and set another day.",
    ),
    Check(
        "KB702",
        "accepted risk names a technique that is not there",
        Severity.WARNING,
        "Nothing is accepted by it; the identifier may be misspelt, or ATT&CK may have replaced it.",
        "accepted: [{technique: T9999, …}]",
        "Correct the identifier, or take the entry away.",
    ),
    Check(
        "KB703",
        "rule that no technique shows",
        Severity.INFO,
        "Neither its tags nor a query block tie the rule to a technique that has a note, so it counts for nothing.",
        "a rule without a tag such as t1046, or with that of a technique that has no note",
        "Tag the rule with the techniques that it detects.",
    ),
    Check(
        "KB704",
        "test without a rule",
        Severity.INFO,
        "No active rule covers a technique of the test on a platform on which it runs: running it shows nothing.",
        "a test of T1046 on Linux, and rules for T1046 on Windows only",
        "Write a rule, or accept that the test serves something else.",
    ),
    Check(
        "KB705",
        "rule without a test",
        Severity.INFO,
        "No test exercises a technique of the rule on a platform that the rule covers: nobody knows whether it fires.",
        "a rule of T1046 for Windows, and tests of T1046 on Linux only",
        "Add an atomic test, or name one of another technique under simulation.",
    ),
    Check(
        "KB706",
        "technique has lost a verdict",
        Severity.ERROR,
        "Compared with the baseline, the change takes coverage away; the message names the rule or test that did it.",
        "kbgen check --baseline coverage.json after a rule was deleted",
        "Restore the rule or its tag, write another one, or record a new baseline.",
    ),
    Check(
        "KB707",
        "platform in scope that no technique has",
        Severity.WARNING,
        "Nothing is assessed for it; the name may be misspelt or that of an older release of ATT&CK.",
        "platforms: [Widnows]",
        "Use the names of ATT&CK, such as Windows, Linux, macOS, IaaS, Identity Provider.",
    ),
)


def check_coverage(
    knowledge: KnowledgeBase, coverage: Coverage, settings: CoverageSettings
) -> Iterator[Diagnostic]:
    """Yield what coverage shows about the settings, the rules and the tests."""
    yield from _settings(knowledge, coverage, settings)
    shown = {tie.path for technique in coverage.techniques for tie in technique.rules}
    met = _meetings(coverage)
    for path, rule in coverage.rules.items():
        place = _tags_of(knowledge.notes[path])
        if path not in shown:
            message = "no technique shows the rule: none of its tags, and no query block of a technique, ties it to one"
            yield Diagnostic(
                "KB703", Severity.INFO, message, place, "tag it with the techniques that it detects"
            )
        elif rule.inactive is None and path not in met and not rule.declared:
            message = "no test exercises a technique of the rule on a platform that it covers"
            yield Diagnostic("KB705", Severity.INFO, message, place)
    for path in coverage.tests:
        if path not in met:
            message = "no active rule covers a technique of these tests on a platform on which they run"
            yield Diagnostic("KB704", Severity.INFO, message, _tags_of(knowledge.notes[path]))


def _settings(
    knowledge: KnowledgeBase, coverage: Coverage, settings: CoverageSettings
) -> Iterator[Diagnostic]:
    place = Location(SETTINGS_FILE)
    for risk in settings.accepted:
        if risk.technique not in knowledge.techniques:
            message = f"coverage.accepted: {risk.technique} is accepted as a risk, and has no note"
            yield Diagnostic("KB702", Severity.WARNING, message, place)
        elif risk.until < coverage.day:
            message = f"coverage.accepted: the risk {risk.technique} was accepted by {risk.owner} until {risk.until}"
            yield Diagnostic(
                "KB701", Severity.ERROR, message, place, "cover the technique, or set another day"
            )
    known = {canonical(name) for technique in coverage.techniques for name in technique.platforms}
    for name in settings.platforms:
        if canonical(name) not in known:
            message = f"coverage.platforms: no technique runs on {name!r}"
            yield Diagnostic("KB707", Severity.WARNING, message, place)


def _meetings(coverage: Coverage) -> set[str]:
    """Return the paths of the active rules and the tests that meet on a platform of a technique that both are tied to."""
    met: set[str] = set()
    for technique in coverage.techniques:
        rules = [coverage.rules[tie.path] for tie in technique.rules]
        tests = [coverage.tests[tie.path] for tie in technique.tests]
        for platform in technique.platforms or platforms_named(rules, tests) or [""]:
            covering = [rule.path for rule in rules if rule.inactive is None and rule.covers(platform)]
            running = [test.path for test in tests if test.runs_on(platform)]
            if covering and running:
                met.update(covering, running)
    return met


def _tags_of(note: Note) -> Location:
    """Return the place of a note's tags, for a mounted note the beginning of what it was made from."""
    return place_in_source(note) if note.document.source else place_of(note, "tags", "tag")
