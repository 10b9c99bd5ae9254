"""KB2xx: links, embeds and raw HTML."""

from collections.abc import Iterator, Mapping

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.knowledge.links import Link
from kbgen.knowledge.names import Names
from kbgen.markup.references import ExternalLink
from kbgen.notes.note import Note
from kbgen.source import Location

CHECKS = (
    Check(
        "KB201",
        "link leads nowhere",
        Severity.WARNING,
        "No note or file of the vault has this name; the text stays readable but is no link.",
        "[[Netwrok Service Discovery]]",
        "Correct the name, or write the note.",
    ),
    Check(
        "KB202",
        "heading or block not found",
        Severity.WARNING,
        "The note exists but has no such heading or block; the link leads to the top of its page.",
        "[[Playbook#Contaiment]]",
        "Correct what follows the #.",
    ),
    Check(
        "KB203",
        "link is ambiguous",
        Severity.INFO,
        "Several files have this name in folders of equal depth, and only the order of their paths decides.",
        "[[Notes]] with a/Notes.md and b/Notes.md",
        "Write the folder in the link.",
    ),
    Check(
        "KB204",
        "property links to its own note",
        Severity.INFO,
        "A file in the note's own folder wins over one with the same name elsewhere, so the note links to itself.",
        'filename: "[[T1046 - Network Service Discovery]]" in the runbook of that name',
        "Write the folder in the link, or delete the property.",
    ),
    Check(
        "KB205",
        "link uses an alias",
        Severity.WARNING,
        "Aliases never resolve a link, in Obsidian as here.",
        "[[PowerShell abuse]] where that is an alias",
        "Write `[[Note|alias]]`.",
    ),
    Check(
        "KB206",
        "HTML element is not published",
        Severity.WARNING,
        "Scripts, frames, forms and the like are taken out: notes may come from third parties.",
        "<script>alert(1)</script>",
        "Put it in a code block if readers should see it.",
    ),
    Check(
        "KB207",
        "picture on another host is not loaded",
        Severity.WARNING,
        "No page loads anything from elsewhere; readers get a link to the picture.",
        "![diagram](https://example.org/a.png)",
        "Copy the picture into the vault.",
    ),
    Check(
        "KB208",
        "notes embed each other",
        Severity.WARNING,
        "An embed leads back to what it is part of; the page shows a link in its place.",
        "a.md with ![[b]] and b.md with ![[a]]",
        "Take one of the embeds out.",
    ),
    Check(
        "KB209",
        "link to a note that is not published",
        Severity.WARNING,
        "The note says publish: false, so the site has no page for the link to lead to.",
        "[[Draft]] where that note says publish: false",
        "Take out the link, or publish the note.",
    ),
)


def check_links(knowledge: KnowledgeBase) -> Iterator[Diagnostic]:
    """Yield what is wrong with the links of all notes."""
    names = Names((*knowledge.notes, *knowledge.attachments))
    withheld = frozenset(knowledge.withheld)
    aliases = {
        alias.casefold(): note for note in reversed(tuple(knowledge.notes.values())) for alias in note.aliases
    }
    for note in knowledge.notes.values():
        for link in knowledge.links[note.path]:
            if link.path in withheld:
                yield _withheld(link)
                continue
            yield from _link(link, names, aliases)
        yield from _foreign(note)
    yield from _cycles(knowledge)


def _link(link: Link, names: Names, aliases: Mapping[str, Note]) -> Iterator[Diagnostic]:
    place = Location(link.source, link.reference.line, link.reference.column)
    written = link.reference.written
    if link.path is None:
        yield _unresolved(link, place, names, aliases)
    elif not link.fragment_found:
        message = f'"{link.path}" has no heading or block "{link.reference.fragment}"'
        yield Diagnostic("KB202", Severity.WARNING, message, place, "correct what follows the #")
    elif link.property_name and link.to_itself:
        message = f'property "{link.property_name}" links to its own note'
        hint = "write the folder in the link, or delete the property"
        yield Diagnostic("KB204", Severity.INFO, message, place, hint)
    if link.ambiguous:
        message = f'"{written}" may mean {" or ".join(link.ambiguous)}; the first is taken'
        yield Diagnostic("KB203", Severity.INFO, message, place, "write the folder in the link")


def _withheld(link: Link) -> Diagnostic:
    place = Location(link.source, link.reference.line, link.reference.column)
    message = f'"{link.path}" is not published'
    return Diagnostic("KB209", Severity.WARNING, message, place, "take out the link, or publish the note")


def _unresolved(link: Link, place: Location, names: Names, aliases: Mapping[str, Note]) -> Diagnostic:
    target = link.reference.target
    named = aliases.get(target.casefold())
    if named is not None:
        message = f'"{target}" is an alias of "{named.path}", and aliases do not resolve links'
        return Diagnostic(
            "KB205", Severity.WARNING, message, place, f"write [[{named.document.name}|{target}]]"
        )
    if "://" in target:
        return Diagnostic(
            "KB201", Severity.WARNING, f'"{target}" is no note', place, f"write [text]({target})"
        )
    near = names.nearest(target)
    hint = f'did you mean "{near}"?' if near else "write the note, or correct the name"
    return Diagnostic("KB201", Severity.WARNING, f'nothing in the vault is called "{target}"', place, hint)


def _foreign(note: Note) -> Iterator[Diagnostic]:
    for item in note.body.unpublished:
        message = f"<{item.name}> is not published"
        hint = "put it in a code block if readers should see it"
        place = Location(note.path, item.line, item.column)
        yield Diagnostic("KB206", Severity.WARNING, message, place, hint)
    for reference in note.body.references:
        if isinstance(reference, ExternalLink) and reference.embed:
            place = Location(note.path, reference.line, reference.column)
            message = f"the picture {reference.url} is not loaded from its host"
            yield Diagnostic("KB207", Severity.WARNING, message, place, "copy the picture into the vault")


def _cycles(knowledge: KnowledgeBase) -> Iterator[Diagnostic]:
    """Yield each embed of a whole note that leads back to the note it stands in."""
    embeds = {
        path: [
            link
            for link in links
            if link.reference.embed and not link.anchor and link.path in knowledge.notes
        ]
        for path, links in knowledge.links.items()
    }
    for path, links in embeds.items():
        for link in links:
            if path in _reached(str(link.path), embeds):
                place = Location(path, link.reference.line, link.reference.column)
                message = f'the embed of "{link.path}" leads back to this note'
                yield Diagnostic("KB208", Severity.WARNING, message, place, "take one of the embeds out")


def _reached(start: str, embeds: Mapping[str, list[Link]]) -> set[str]:
    """Return the notes that a note shows through any number of embeds, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        for link in embeds.get(waiting.pop(), ()):
            if link.path is not None and link.path not in found:
                found.add(link.path)
                waiting.append(link.path)
    return found
