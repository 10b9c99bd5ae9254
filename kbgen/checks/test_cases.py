"""KB551: placeholders in the commands of the vault's tests.

What mounted tests have wrong is reported by their source (KB545), in the file from which they come.
"""

import re
from collections.abc import Iterator

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.markup.body import CodeBlock
from kbgen.notes.atomic_test import AtomicTests, TestCase
from kbgen.notes.note import Note
from kbgen.source import Location
from kbgen.sources.atomics_placeholders import placeholders

CHECKS = (
    Check(
        "KB551",
        "placeholder of a test without an input",
        Severity.WARNING,
        "Nothing is filled in for the placeholder, so the command does not do what it should. Names of inputs are "
        "compared with their case.",
        "ping #{host} in a test whose table of inputs has no row host",
        "Add a row to the test's table of inputs, or correct the name.",
    ),
)

_SEPARATORS = re.compile(r"[-_.\s]+")


def check_test_cases(knowledge: KnowledgeBase) -> Iterator[Diagnostic]:
    """Yield the placeholders of the vault's tests that no input has, each name once for a test."""
    for note in knowledge.notes.values():
        if isinstance(note.subject, AtomicTests) and not note.document.source:
            lines = note.document.text.split("\n")
            for case in note.subject.cases:
                yield from _placeholders(note, case, lines)


def _placeholders(note: Note, case: TestCase, lines: list[str]) -> Iterator[Diagnostic]:
    seen = {item.name for item in case.inputs}
    near = {_bare(item.name): item.name for item in case.inputs}
    for block in case.code:
        for name in placeholders(block.text):
            if name not in seen:
                seen.add(name)
                message = f'`#{{{name}}}` stands for no input of the atomic test "{case.name}"'
                meant = near.get(_bare(name))
                hint = f"did you mean `#{{{meant}}}`?" if meant else "add it to the test's table of inputs"
                yield Diagnostic("KB551", Severity.WARNING, message, _place(note, block, name, lines), hint)


def _bare(name: str) -> str:
    """Return what two names have in common that differ in case and separators."""
    return _SEPARATORS.sub("", name).casefold()


def _place(note: Note, block: CodeBlock, name: str, lines: list[str]) -> Location:
    written = f"#{{{name}}}"
    line = block.line + block.text.count("\n", 0, block.text.index(written))
    return Location(note.path, line, lines[line - 1].find(written) + 1 or 1)
