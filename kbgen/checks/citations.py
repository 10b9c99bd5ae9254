"""KB3xx: footnotes, and sources that notes cite."""

import re
from collections.abc import Container, Iterator

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.markup.references import Citation
from kbgen.notes.note import Note
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
    Check(
        "KB303",
        "citation without a source",
        Severity.INFO,
        "Neither the note nor a mounted release of ATT&CK says what is cited: the page can only show the name.",
        "(Citation: A report) in a note that has no line with this name and an address",
        "Mount the release from which the text comes, or add a line with the name and an address.",
    ),
)


_CITATION = re.compile(r"\(Citation:")
_ADDRESS = "://"


def check_citations(knowledge: KnowledgeBase, cited: Container[str] = ()) -> Iterator[Diagnostic]:
    """Yield footnotes without their counterpart, and notes of the vault that cite what nothing describes.

    Args:
        knowledge: all notes.
        cited: names of the sources that mounted releases describe.
    """
    for note in knowledge.notes.values():
        for footnote in note.body.loose_footnotes:
            place = Location(note.path, footnote.line, footnote.column)
            if footnote.defined:
                message = f'footnote "{footnote.id}" is not used'
                yield Diagnostic("KB302", Severity.INFO, message, place, "refer to it, or delete it")
            else:
                message = f'footnote "{footnote.id}" is not defined'
                yield Diagnostic("KB301", Severity.INFO, message, place, "add its text")
        if not note.document.source:
            yield from _without_source(note, cited)


def _without_source(note: Note, cited: Container[str]) -> Iterator[Diagnostic]:
    """Report, once for a note, the citations whose name stands in no line with an address."""
    names = [item for item in note.body.references if isinstance(item, Citation) and item.name not in cited]
    if not names:
        return
    lines = [
        line for line in note.document.text.split("\n") if _ADDRESS in line and not _CITATION.search(line)
    ]
    missing = {item.name: item for item in reversed(names) if not any(item.name in line for line in lines)}
    if missing:
        first = next(item for item in names if item.name in missing)
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        message = f'the note cites "{first.name}"{more}, and nothing says what that is'
        place = Location(note.path, first.line, first.column)
        hint = "mount the release of ATT&CK from which the text comes, or add name and address"
        yield Diagnostic("KB303", Severity.INFO, message, place, hint)
