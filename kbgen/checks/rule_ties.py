"""KB526 to KB528 and KB550: ties of rules to other rules and to techniques that are not what they seem."""

from collections.abc import Iterator

from kbgen.checks.check import Check
from kbgen.diagnostics import Diagnostic, Severity
from kbgen.knowledge.base import KnowledgeBase
from kbgen.knowledge.sigma_names import ANY_RULE, sigma_of_note
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.detection_rule import DetectionRule
from kbgen.notes.identifiers import is_nearly_technique
from kbgen.notes.note import Note
from kbgen.notes.places import place_in_source
from kbgen.notes.sigma_rule import SigmaRule
from kbgen.source import Location
from kbgen.sources.sigma_documents import SigmaKind, kind_of, read_documents
from kbgen.sources.sigma_faults import SigmaFault, SigmaReporter
from kbgen.sources.sigma_tree import CHECKS as DOCUMENT_CHECKS
from kbgen.vault.yaml_node import YamlMap

CHECKS = (
    Check(
        "KB550",
        "tag is nearly a technique",
        Severity.WARNING,
        "The tag looks like a technique's identifier and is none, so it ties the rule or test to nothing.",
        "tags: [detection_rule, t1059_01]",
        "Write T and four digits, for a sub-technique with _ and three more: t1059_001.",
    ),
)
_OF_NOTES = {"KB521", "KB522"}
"""What KB503 and KB504 report of notes."""


def check_rule_ties(knowledge: KnowledgeBase) -> Iterator[Diagnostic]:
    """Yield what is wrong with correlations, filters and tags of techniques."""
    for note in knowledge.notes.values():
        if isinstance(note.subject, DetectionRule | AtomicTests) and not note.document.source:
            yield from _tags(note)
        sigma = sigma_of_note(note)
        if sigma is None:
            continue
        documents = (sigma, *sigma.beside)
        for document in documents:
            yield from _references(note, document, documents, knowledge)
        if not note.document.source and any(item.kind is not SigmaKind.RULE for item in documents):
            yield from _documents(note, sigma)


def _tags(note: Note) -> Iterator[Diagnostic]:
    for tag in note.tags:
        if is_nearly_technique(tag.name):
            message = f'tag "{tag.name}" is nearly a technique and names none'
            place = Location(note.path, tag.line, tag.column)
            hint = "write it in the form t1059 or t1059_001"
            yield Diagnostic("KB550", Severity.WARNING, message, place, hint)


def _references(
    note: Note, document: SigmaRule, documents: tuple[SigmaRule, ...], knowledge: KnowledgeBase
) -> Iterator[Diagnostic]:
    """Report each rule that a correlation or filter names and nothing has."""
    what = document.kind.value
    near = {key for other in documents for key in (other.id, other.name) if key}
    place = place_in_source(note, document.line_of(what), documents[0].line)
    to = SigmaReporter(place.path)
    for reference in document.rules:
        is_any = document.kind is SigmaKind.FILTER and reference == ANY_RULE
        if is_any or reference in near or reference.lower() in near or knowledge.sigma.find(reference):
            continue
        to.report(
            SigmaFault.REFERENCE, f"the {what} names the rule `{reference}`, which does not exist", place.line
        )
    yield from to.found


def _documents(note: Note, sigma: SigmaRule) -> Iterator[Diagnostic]:
    """Report what is wrong with the correlations and filters of a note of the vault."""
    to = SigmaReporter(note.path)
    for block in note.body.code_blocks:
        if block.line != sigma.line:
            continue
        for document in read_documents(block.text, first_line=block.line).found:
            root = document.root
            if isinstance(root, YamlMap) and kind_of(root) is not SigmaKind.RULE:
                DOCUMENT_CHECKS[kind_of(root)](root, to)
    yield from (finding for finding in to.found if finding.code not in _OF_NOTES)
