"""The query stage for a whole vault: every query block of every note, answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.knowledge.base import KnowledgeBase
from kbgen.markup.references import QueryBlock
from kbgen.markup.units import Lines
from kbgen.query.evaluate import evaluate
from kbgen.query.explain import Emptied, emptied_by
from kbgen.query.faults import QueryFault
from kbgen.query.index import Index
from kbgen.query.lints import lints
from kbgen.query.own_block import OwnBlock
from kbgen.query.read import read
from kbgen.query.results import Hit, Results


@dataclass(frozen=True, slots=True)
class Answer:
    """One query block with its answer."""

    block: QueryBlock
    results: Results
    emptied: Emptied | None
    """The part of the query for which nothing was found; None where something was."""
    findings: tuple[QueryFault, ...]
    """What is wrong with the query or worth saying about it; spans are offsets into the block's body."""

    @property
    def text(self) -> str:
        """Return the query without option lines, on one line."""
        return self.results.query.words

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Return the files found, in the block's order."""
        return self.results.hits


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of all query blocks."""

    by_note: Mapping[str, tuple[Answer, ...]]
    """Vault path of a note with query blocks to their answers, in the order of the text."""

    def of_note(self, path: str) -> tuple[Answer, ...]:
        """Return the answers of a note's blocks; nothing where it has none."""
        return self.by_note.get(path, ())

    def of_block(self, path: str, block: QueryBlock) -> Answer:
        """Return the answer of one block of a note."""
        return next(answer for answer in self.by_note[path] if answer.block is block or answer.block == block)


def answer_all(knowledge: KnowledgeBase, index: Index) -> Answers:
    """Return the answers of all query blocks of a knowledge base."""
    found = {
        note.path: tuple(
            _answer(note.path, reference, index)
            for reference in note.body.references
            if isinstance(reference, QueryBlock)
        )
        for note in knowledge.notes.values()
    }
    return Answers(MappingProxyType({path: answers for path, answers in found.items() if answers}))


def _answer(path: str, block: QueryBlock, index: Index) -> Answer:
    own = OwnBlock(path, Lines(block.line - 1, block.end_line))
    results = evaluate(read(block.text), index, own)
    # A query that took too long is not asked a second time.
    answered = results.fault is None and not results.hits
    emptied = emptied_by(results.query, index, own) if answered else None
    return Answer(block, results, emptied, lints(results, index))
