"""The page of a note whose prose was edited, ahead of everything else that may follow from the edit.

In: the world as it was, and the note as it is. Out: its page, or nothing where other pages may show the change as well:
then only all stages together give the right answer. Prose is what is neither front matter, tag, query, embed nor subject.
"""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from kbgen.diagnostics import Diagnostic
from kbgen.knowledge.base import KnowledgeBase
from kbgen.knowledge.links import follow
from kbgen.knowledge.names import Names
from kbgen.markup.references import QueryBlock, Reference, TableBlock
from kbgen.notes.note import Note
from kbgen.pages.note_pages import pending_note_page
from kbgen.pages.page import PendingPage
from kbgen.query.answers import Answers
from kbgen.render.addresses import HOME
from kbgen.render.world import World
from kbgen.tables.answers import TableAnswers


def edited_page(note: Note, world: World, findings: Sequence[Diagnostic]) -> PendingPage | None:
    """Return the page of an edited note; None where its edit may show on other pages too.

    Full text that a query elsewhere looks for, and what embeds the note, may still show it later.

    Args:
        note: the note as it is now.
        world: everything as it was before the edit.
        findings: the diagnostics about the note from before.
    """
    before = world.knowledge.notes.get(note.path)
    if before is None or world.addresses.notes[note.path] == HOME or _meaning(before) != _meaning(note):
        return None
    edited = replace(
        world,
        knowledge=_with_note(note, world.knowledge),
        answers=_answers(note, world.answers),
        tables=_table_answers(note, world.tables),
    )
    return pending_note_page(note, edited, findings)


def _meaning(note: Note) -> tuple[object, ...]:
    """Return everything of a note on which other pages, or what its own page says of others, depend."""
    return (
        note.title,
        note.subject,
        note.aliases,
        [(tag.name, tag.inline) for tag in note.tags],
        note.document.front_matter,
        note.document.invalid_front_matter,
        [_asked(reference) for reference in note.body.references if _asked(reference)],
    )


def _asked(reference: Reference) -> tuple[str, ...]:
    """Return what a query, a table or an embed asks for; nothing for any other reference."""
    match reference:
        case QueryBlock(text=text):
            return "query", text
        case TableBlock(text=text, language=language):
            return language, text
        case _ if getattr(reference, "embed", False):
            return "embed", getattr(reference, "written", "")
        case _:
            return ()


def _with_note(note: Note, knowledge: KnowledgeBase) -> KnowledgeBase:
    notes = {**knowledge.notes, note.path: note}
    names = Names((*notes, *knowledge.withheld, *knowledge.attachments))
    links = {**knowledge.links, note.path: follow(note, names, notes)}
    return replace(knowledge, notes=MappingProxyType(notes), links=MappingProxyType(links))


def _answers(note: Note, answers: Answers) -> Answers:
    """Return the answers with those of the note's blocks at their new places."""
    blocks = (reference for reference in note.body.references if isinstance(reference, QueryBlock))
    moved = tuple(
        replace(answer, block=block) for answer, block in zip(answers.of_note(note.path), blocks, strict=True)
    )
    return Answers(MappingProxyType({**answers.by_note, note.path: moved}))


def _table_answers(note: Note, tables: TableAnswers) -> TableAnswers:
    blocks = (reference for reference in note.body.references if isinstance(reference, TableBlock))
    before = tables.by_note.get(note.path, ())
    moved = tuple(replace(answer, block=block) for answer, block in zip(before, blocks, strict=True))
    return replace(tables, by_note=MappingProxyType({**tables.by_note, note.path: moved}))
