"""The tables stage for a whole vault: every block of a plugin in every note, answered or said to be unsupported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.knowledge.base import KnowledgeBase
from kbgen.markup.references import TableBlock
from kbgen.source import Span
from kbgen.tables.bases import answer_base
from kbgen.tables.dataview import answer_dataview
from kbgen.tables.faults import Unsupported
from kbgen.tables.results import Answer
from kbgen.tables.tables import Tables

DATAVIEW = "dataview"
BASE = "base"


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """One block with its answer."""

    block: TableBlock
    answer: Answer


@dataclass(frozen=True, slots=True)
class TableAnswers:
    """The answers of all blocks, and of every view of a base that a note embeds."""

    by_note: Mapping[str, tuple[TableAnswer, ...]]
    """Vault path of a note with such blocks to their answers, in the order of the text."""
    embedded: Mapping[tuple[str, str, str], Answer]
    """Path of the embedding note, path of the ``.base`` file, name of the view (empty for the first)."""

    def of_block(self, path: str, block: TableBlock) -> TableAnswer:
        """Return the answer of one block of a note."""
        return next(found for found in self.by_note[path] if found.block == block)


def answer_tables(knowledge: KnowledgeBase, bases: Mapping[str, str]) -> TableAnswers:
    """Return the answers of all blocks and embedded bases of a knowledge base.

    Args:
        knowledge: all notes.
        bases: vault path of each ``.base`` file to its text.
    """
    blocks = {note.path: tuple(_blocks(knowledge, note.path)) for note in knowledge.notes.values()}
    embeds = tuple(_embeds(knowledge, bases))
    if not any(blocks.values()) and not embeds:
        return TableAnswers(MappingProxyType({}), MappingProxyType({}))
    tables = Tables.build(knowledge)
    return TableAnswers(
        MappingProxyType(
            {
                path: tuple(TableAnswer(block, _answer(block, tables, path)) for block in found)
                for path, found in blocks.items()
                if found
            }
        ),
        MappingProxyType({key: answer_base(bases[key[1]], tables, key[0], key[2] or None) for key in embeds}),
    )


def _blocks(knowledge: KnowledgeBase, path: str) -> Iterator[TableBlock]:
    for reference in knowledge.notes[path].body.references:
        if isinstance(reference, TableBlock):
            yield reference


def _embeds(knowledge: KnowledgeBase, bases: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for path, links in knowledge.links.items():
        for link in links:
            if link.reference.embed and link.path in bases:
                yield path, str(link.path), link.reference.fragment


def _answer(block: TableBlock, tables: Tables, path: str) -> Answer:
    if block.language == DATAVIEW:
        return answer_dataview(block.text, tables, path)
    if block.language == BASE:
        return answer_base(block.text, tables, path)
    message = f"{block.language} blocks are not supported: kbgen runs no code and lists no tasks"
    return Unsupported(block.language, Span(0, 0), message)
