"""KB8xx: settings that do nothing here."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from difflib import get_close_matches

from kbgen.checks.check import Check
from kbgen.checks.coverage import SETTINGS_FILE
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.kind import Kind
from kbgen.settings import Kinds, Settings, Source, SourceKind
from kbgen.source import Location
from kbgen.sources.mount import Mounted
from kbgen.vault.exclude import read_entries

CHECKS = (
    Check(
        "KB801",
        "tag of a kind that no note has",
        Severity.WARNING,
        "The setting tells notes of the kind by a tag that stands in no note, so it finds none; it may be misspelt.",
        "kinds: {detection_rule: {tag: detection_rules}} in a vault whose rules have the tag detection_rule",
        "Correct the tag, or tag the notes.",
    ),
    Check(
        "KB802",
        "exclusion that matches nothing",
        Severity.WARNING,
        "No file of the vault has a path like this, so the setting keeps nothing off the site.",
        "exclude: [Privat/] in a vault whose folder is private/",
        "Write the beginning of the path as on disk, or take the entry away.",
    ),
    Check(
        "KB803",
        "mounted source without notes",
        Severity.WARNING,
        "The source holds nothing that kbgen reads, or nothing that an earlier source does not have.",
        "sources: [{sigma: rules}] with a folder rules that holds no .yml file",
        "Correct the path or the folder, or take the source away.",
    ),
    Check(
        "KB804",
        "threat profile names what is not there",
        Severity.ERROR,
        "No group or software of the knowledge base has the identifier or name, so gaps cannot be ranked and no site is "
        "built.",
        "profile: [APT92]",
        "Correct the name, or mount the release of ATT&CK that has it.",
    ),
    Check(
        "KB805",
        "pair of log sources that no rule uses",
        Severity.INFO,
        "The log source of Sigma under crosswalk is that of no rule, so the entry changes nothing.",
        "crosswalk: [{log_source: windows/proces_creation, name: 'WinEventLog:Sysmon'}]",
        "Write the log source as the rules do.",
    ),
)
_PLACE = Location(SETTINGS_FILE)
_DEFAULT_KINDS = Kinds()
_STIX_ID = "--"


def check_settings(
    knowledge: KnowledgeBase, settings: Settings, mounted: Mounted, excluded: Iterable[str]
) -> Iterator[Diagnostic]:
    """Yield settings that name what is not there.

    Args:
        knowledge: all notes.
        settings: the settings.
        mounted: what the sources yield.
        excluded: vault paths of the files that are excluded.
    """
    yield from _kinds(knowledge, settings.kinds)
    yield from _exclusions(settings.exclude, tuple(excluded))
    yield from _sources(settings.sources, mounted)
    yield from _profile(knowledge, settings.coverage.profile)
    yield from _crosswalk(knowledge, settings)


def _kinds(knowledge: KnowledgeBase, kinds: Kinds) -> Iterator[Diagnostic]:
    for field in fields(Kinds):
        tags: tuple[str, ...] = getattr(kinds, field.name)
        for tag in tags if tags != getattr(_DEFAULT_KINDS, field.name) else ():
            if tag not in knowledge.tags:
                message = f'kinds.{field.name}: no note has the tag "{tag}"'
                yield _warning("KB801", message, _near(tag, knowledge.tags) or "tag the notes, or correct it")


def _exclusions(entries: Iterable[str], excluded: tuple[str, ...]) -> Iterator[Diagnostic]:
    for entry in entries:
        exclusion = read_entries((entry,))
        if not any(map(exclusion.covers, excluded)):
            hint = "write the beginning of a path as on disk, or a regular expression between slashes"
            yield _warning("KB802", f"exclude: no file of the vault matches {entry!r}", hint)


def _sources(sources: Iterable[Source], mounted: Mounted) -> Iterator[Diagnostic]:
    origins = [note.origin for note in mounted.notes]
    for source in sources:
        # The notes of a release do not say which of several files it was.
        is_attack = source.kind is SourceKind.ATTACK
        mark = _STIX_ID if is_attack else f"{source.name}/"
        if not any(mark in origin if is_attack else origin.startswith(mark) for origin in origins):
            message = f"sources: {source.name} ({source.kind.value}) yields no note"
            yield _warning("KB803", message, "correct the path, or take the source away")


def _profile(knowledge: KnowledgeBase, names: Iterable[str]) -> Iterator[Diagnostic]:
    known: dict[str, str] = {}
    for note in knowledge.objects.values():
        if isinstance(note.subject, AttackObject) and note.kind in {Kind.GROUP, Kind.SOFTWARE}:
            for name in (note.subject.id, note.subject.name, *note.subject.other_names):
                known.setdefault(name.casefold(), name)
    for name in names:
        if name.strip().casefold() not in known:
            message = f"coverage.profile: no group or software is called {name!r}"
            near = get_close_matches(name.casefold(), known, n=1)
            hint = f"did you mean {known[near[0]]}?" if near else "mount the release of ATT&CK that has it"
            yield Diagnostic("KB804", Severity.ERROR, message, _PLACE, hint)


def _crosswalk(knowledge: KnowledgeBase, settings: Settings) -> Iterator[Diagnostic]:
    if not settings.coverage.crosswalk:
        return
    used = {
        note.subject.log_source
        for note in knowledge.notes.values()
        if isinstance(note.subject, DetectionRule)
    }
    for entry in settings.coverage.crosswalk:
        if not any(entry.log_source.matches(item.product, item.category, item.service) for item in used):
            message = f'coverage.crosswalk: no rule is on the log source "{entry.log_source.text}"'
            yield Diagnostic("KB805", Severity.INFO, message, _PLACE, "write it as the rules do")


def _near(text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text.casefold(), known, n=1)
    return f'did you mean "{near[0]}"?' if near else ""


def _warning(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, Severity.WARNING, message, _PLACE, hint)
