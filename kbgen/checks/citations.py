"""KB3xx: footnotes, and sources that notes cite."""

from collections.abc import Iterator

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.source import Location

CHECKS = (
    Check(
        "KB301",
        "footnote is not defined",
        Severity.INFO,
        "The mark refers to a footnote that the note does not have; it stays as it is written.",
        "Seen in the wild.[^report]",
        "Add a line `[^report]:` with the footnote's text.",
    ),
    Check(
        "KB302",
        "footnote is not used",
        Severity.INFO,
        "Nothing in the note refers to this footnote, so it is not shown.",
        "[^report]: A report.",
        "Refer to it with `[^report]`, or delete it.",
    ),
)


def check_citations(knowledge: KnowledgeBase) -> Iterator[Diagnostic]:
    """Yield footnotes without their counterpart."""
    for note in knowledge.notes.values():
        for footnote in note.body.loose_footnotes:
            place = Location(note.path, footnote.line, footnote.column)
            if footnote.defined:
                message = f'footnote "{footnote.id}" is not used'
                yield Diagnostic("KB302", Severity.INFO, message, place, "refer to it, or delete it")
            else:
                message = f'footnote "{footnote.id}" is not defined'
                yield Diagnostic("KB301", Severity.INFO, message, place, "add its text")
