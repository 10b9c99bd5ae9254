"""KB607 to KB610 and KB616: identifiers that the mounted releases of ATT&CK no longer have, or never had."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from kbgen.checks.attack_standing import Standing, Standings, Unknown, other_id, respelt
from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Fix, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.markup.tag import Tag
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.identifiers import technique_id
from kbgen.notes.note import Note
from kbgen.notes.places import place_in_source
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.notes.technique import Technique
from kbgen.query.answers import Answer, Answers
from kbgen.query.syntax import TagTerm, walk
from kbgen.source import LineIndex, Location
from kbgen.sources.attack_retired import Retired

CHECKS = (
    Check(
        "KB607",
        "revoked ATT&CK identifier",
        Severity.WARNING,
        "The mounted release has replaced the technique, group, software or campaign by another one; what is tied to the "
        "old identifier counts for nothing that is live.",
        "tags: [detection_rule, t1086]",
        "Use the identifier that the message names.",
    ),
    Check(
        "KB608",
        "deprecated ATT&CK identifier",
        Severity.WARNING,
        "The mounted release has dropped the object, and nothing replaces it.",
        "tags: [detection_rule, t1064]",
        "Choose another technique, or take the tag away.",
    ),
    Check(
        "KB609",
        "unknown ATT&CK identifier",
        Severity.WARNING,
        "No mounted release has the object, although it has higher numbers of its kind; the identifier is probably misspelt.",
        "tags: [detection_rule, t1064_999]",
        "Correct the identifier, or mount the domain that has it.",
    ),
    Check(
        "KB610",
        "ATT&CK identifier is newer than the mounted release",
        Severity.INFO,
        "The number is higher than all that the mounted releases have, as in rules that follow a later release.",
        "tags: [detection_rule, t1685] beside ATT&CK 18.1",
        "Mount the later release, or correct the identifier.",
    ),
)
"""Those about identifiers."""
NAMES = (
    Check(
        "KB616",
        "technique was renamed",
        Severity.INFO,
        "The note calls the technique otherwise than the mounted release does.",
        "T1574.001 - DLL Search Order Hijacking.md beside a release that calls it DLL",
        "Rename the note in Obsidian, which corrects the links to it.",
    ),
)
"""Those about names."""


def check_attack_release(
    knowledge: KnowledgeBase, answers: Answers, standings: Standings
) -> Iterator[Diagnostic]:
    """Yield identifiers of tags, notes and queries that are not live; nothing where no release is mounted."""
    if not standings.names:
        return
    for note in knowledge.notes.values():
        match note.subject:
            case Technique() as technique if not note.document.source:
                yield from _technique(note, technique, standings)
            case DetectionRule(techniques=tags) | AtomicTests(techniques=tags):
                for identifier in (tag.id for tag in tags):
                    standing = standings.of_technique(identifier)
                    if standing is not None:
                        yield from _tags(note, identifier, standing, standings)
            case _:
                pass
        yield from _others(note, standings)
        if not note.document.source:
            for answer in answers.of_note(note.path):
                yield from _query(note, answer, standings)


def places_of(note: Note, identifier: str) -> Iterator[tuple[Location, Tag | None]]:
    """Yield where a rule or test names a technique or other object, in the file that a person edits.

    A tag comes with each place in a note of the vault. A correlation that is mounted has the techniques of its rules,
    which are reported there: it yields no place.
    """
    if not note.document.source:
        for tag in note.tags:
            if identifier in {technique_id(tag.name), other_id(tag.name)}:
                yield Location(note.path, tag.line, tag.column), tag
        return
    sigma = note.subject.sigma if isinstance(note.subject, DetectionRule) else None
    if not isinstance(sigma, SigmaRule):
        yield place_in_source(note), None
        return
    lines = note.document.text.casefold().split("\n")
    wanted = f"attack.{identifier.casefold()}"
    for number in range(sigma.line_of("tags"), len(lines) + 1):
        line = lines[number - 1]
        column = line.find(wanted) + 1
        if column and not line[column - 1 + len(wanted) :][:1].isalnum():
            place = place_in_source(note, number, sigma.line)
            yield Location(place.path, place.line, column), None
            return


def _technique(note: Note, technique: Technique, standings: Standings) -> Iterator[Diagnostic]:
    standing = standings.of_technique(technique.id)
    if standing is not None:
        tag = next((tag for tag in note.tags if technique_id(tag.name) == technique.id), None)
        place = Location(note.path, tag.line, tag.column) if tag is not None else Location(note.path)
        yield _finding(f"the note's technique {technique.id}", technique.id, place, standing, standings)
    elif technique.id in standings.names and not standings.is_name(technique.id, technique.name):
        name = standings.names[technique.id]
        message = (
            f'{technique.id} is called "{name}" in ATT&CK ({standings.releases}), not "{technique.name}"'
        )
        hint = "rename the note, unless the name is meant"
        yield Diagnostic("KB616", Severity.INFO, message, Location(note.path), hint)


def _tags(note: Note, identifier: str, standing: Standing, standings: Standings) -> Iterator[Diagnostic]:
    for place, tag in places_of(note, identifier):
        found = _finding(
            f"tag {identifier}", identifier, place, standing, standings, _fix(note, tag, standing)
        )
        if tag is not None and isinstance(standing, Retired) and _has(note, standing.successor):
            found = replace(found, hint=f"take it away: the note has {standing.successor} as well")
        yield found


def _others(note: Note, standings: Standings) -> Iterator[Diagnostic]:
    """Report tags of groups, software, campaigns and data sources."""
    for name in dict.fromkeys(tag.name for tag in note.tags):
        identifier = other_id(name)
        standing = standings.of_other(identifier) if identifier is not None else None
        if identifier is not None and standing is not None:
            yield from _tags(note, identifier, standing, standings)


def _query(note: Note, answer: Answer, standings: Standings) -> Iterator[Diagnostic]:
    own = note.subject.id if isinstance(note.subject, Technique) else ""
    tree, text = answer.results.query.tree, answer.block.text
    for node in walk(tree) if tree is not None else ():
        if not isinstance(node, TagTerm):
            continue
        name = node.name.removeprefix("#")
        identifier = technique_id(name)
        standing = standings.of_technique(identifier) if identifier and identifier != own else None
        if identifier is None or standing is None:
            continue
        start = text.find(name, text.index(":", node.span.start))
        line, column = LineIndex(text).position(max(start, node.span.start))
        first = answer.block.columns[line - 1]
        tag = Tag(name, answer.block.line + line, first + column - 1)
        place = Location(note.path, tag.line, tag.column)
        fix = _fix(note, tag, standing)
        yield _finding(f"query tag {identifier}", identifier, place, standing, standings, fix)


def _fix(note: Note, tag: Tag | None, standing: Standing) -> Fix | None:
    """Return the repair that puts a successor in the place of a revoked identifier, unless the note has it already."""
    if tag is None or not isinstance(standing, Retired) or not (standing.is_revoked and standing.successor):
        return None
    line = note.document.text.split("\n", tag.line)[tag.line - 1]
    column = tag.column + (line[tag.column - 1 : tag.column] == "#")
    if line[column - 1 :][: len(tag.name)] != tag.name:
        return None
    if tag in note.tags and _has(note, standing.successor):
        return None
    return Fix(tag.line, column, tag.name, respelt(tag.name, standing.successor))


def _has(note: Note, identifier: str) -> bool:
    return any(identifier in {technique_id(tag.name), other_id(tag.name)} for tag in note.tags)


def _finding(
    what: str,
    identifier: str,
    place: Location,
    standing: Standing,
    standings: Standings,
    fix: Fix | None = None,
) -> Diagnostic:
    match standing:
        case Retired(name=name, is_revoked=True, successor=successor) if successor:
            named = f" ({standings.names[successor]})" if successor in standings.names else ""
            message = f"{what}: ATT&CK has revoked {identifier} ({name}) in favour of {successor}{named}"
            hint = f"write {fix.new}" if fix is not None else f"use {successor} instead"
            return Diagnostic("KB607", Severity.WARNING, message, place, hint, fix)
        case Retired(name=name):
            message = f"{what}: ATT&CK has dropped {identifier} ({name}) without a successor"
            return Diagnostic(
                "KB608", Severity.WARNING, message, place, "choose another one, or take it away"
            )
        case Unknown.MISSPELT:
            near = standings.nearest(identifier)
            message = f"{what}: no mounted release of ATT&CK has it ({standings.releases})"
            hint = (
                f"did you mean {' or '.join(near)}?"
                if near
                else "correct it, or mount the domain that has it"
            )
            return Diagnostic("KB609", Severity.WARNING, message, place, hint)
        case Unknown.NEWER:
            message = f"{what}: its number is higher than all of {standings.releases}"
            return Diagnostic("KB610", Severity.INFO, message, place, "mount a later release, or correct it")
        case _:
            assert_never(standing)
