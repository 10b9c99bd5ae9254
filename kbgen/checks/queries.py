"""KB4xx: query blocks. The codes themselves belong to the query stage."""

from collections.abc import Iterator

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.markup.query_block import NAME
from kbgen.markup.references import QueryBlock, TableBlock
from kbgen.query import faults
from kbgen.query.answers import Answer, Answers
from kbgen.query.faults import FaultName, QueryFault
from kbgen.source import LineIndex, Location
from kbgen.tables import faults as table_faults
from kbgen.tables.answers import TableAnswers
from kbgen.tables.faults import Malformed, Unsupported

_EXAMPLES = {
    "KB401": ('tag:"T1046', "Close what is open, or put the character in quotes."),
    "KB402": ("tag: detection_rule OR", "Add the missing term."),
    "KB403": ("status:test", "Write [status:test] for a property, or put the text in quotes."),
    "KB404": ("tag: detectoin_rule", "Correct the tag, or add it to the notes that it is meant for."),
    "KB405": ("an empty query block", "Write a query, or delete the block."),
    "KB406": ("tag:(a OR b)", "Write tag:a OR tag:b."),
    "KB407": ("line:(tag:a)", "Move the term outside."),
    "KB408": ("/(?i)x/", "Use JavaScript's syntax for regular expressions, without nested repetitions."),
    "KB409": ("101 opening parentheses", "Simplify the query."),
    "KB410": ("quick and dog", "Leave the word out for AND, write OR in upper case, or put it in quotes."),
    "KB411": (
        "tag: detection_rule with a technique that no rule names",
        "Write the rule or test, or accept the gap.",
    ),
    "KB412": ("```Query", "Write query in lower case."),
    "KB413": ("```query title", "Put nothing behind query; options stand in lines of the block."),
    "KB414": ("collapsed: maybe", "Use one of the values that the message names."),
    "KB415": ("sort: byModifiedTime", "Use alphabetical or alphabeticalReverse."),
    "KB416": ("TABLE status FORM #x", "Correct the block at the place that the message names."),
    "KB417": ("TASK FROM #x", "Use what the guide lists, or accept that the block is shown as code."),
}


def _described(code: str, name: str, severity: Severity, meaning: str) -> Check:
    return Check(code, name.partition("-")[2].replace("-", " "), severity, f"{meaning}.", *_EXAMPLES[code])


CHECKS = (
    *(_described(each.code, each.name.value, each.severity, each.meaning) for each in faults.CHECKS),
    *(_described(each.code, each.name.value, each.severity, each.meaning) for each in table_faults.CHECKS),
)


def check_queries(knowledge: KnowledgeBase, answers: Answers) -> Iterator[Diagnostic]:
    """Yield what is wrong with, or worth saying about, every query block."""
    for note in knowledge.notes.values():
        for answer in answers.of_note(note.path):
            yield from _findings(note.path, answer)
            if answer.block.info != NAME:
                extra = answer.block.info.removeprefix(NAME).strip()
                hint = "options stand in lines of the block"
                yield _at(
                    FaultName.INFO_WORDS,
                    f'"{extra}" after query is ignored',
                    note.path,
                    answer.block.line,
                    hint,
                )
        for block in note.body.code_blocks:
            if block.language == NAME:
                message = "a code block is marked Query or QUERY and therefore no query block"
                yield _at(
                    FaultName.INFO_CASE, message, note.path, block.line - 1, "write query in lower case"
                )


def check_tables(knowledge: KnowledgeBase, tables: TableAnswers) -> Iterator[Diagnostic]:
    """Yield what is wrong with every Dataview and base block, and with every base that a note embeds."""
    for path, found in tables.by_note.items():
        for table in found:
            if isinstance(table.answer, Malformed | Unsupported):
                yield _located(table.answer, table.block, path)
    for path, links in knowledge.links.items():
        for link in links:
            answer = tables.embedded.get((path, link.path or "", link.reference.fragment))
            if link.reference.embed and isinstance(answer, Malformed | Unsupported):
                place = Location(path, link.reference.line, link.reference.column)
                message = f"{link.path}: {answer.message}"
                yield Diagnostic(answer.code, answer.severity, message, place, answer.hint)


def _findings(path: str, answer: Answer) -> Iterator[Diagnostic]:
    for fault in answer.findings:
        yield _located(fault, answer.block, path)


def _located(
    fault: QueryFault | Malformed | Unsupported, block: QueryBlock | TableBlock, path: str
) -> Diagnostic:
    """Return a fault as a diagnostic: its offset in the block's text is a place in the file."""
    line, column = LineIndex(block.text).position(fault.span.start)
    first = block.columns[line - 1] if line <= len(block.columns) else 1
    place = Location(path, block.line + line, first + column - 1)
    return Diagnostic(fault.code, fault.severity, fault.message, place, fault.hint)


def _at(name: FaultName, message: str, path: str, line: int, hint: str) -> Diagnostic:
    check = next(check for check in faults.CHECKS if check.name is name)
    return Diagnostic(check.code, check.severity, message, Location(path, line), hint)
