"""Reads a folder of Sigma files: rules, correlations and filters, and what is wrong with them.

In goes a folder; out comes a ``SigmaTree``. A document is Sigma's when it is a map with ``title``, ``logsource``,
``detection``, ``correlation`` or ``filter``; one that is not valid YAML, when one of these names begins a line. Other
YAML files, such as the ``info.yml`` of regression tests, are left out and listed.
"""

from collections.abc import Iterator
from pathlib import Path

from kbgen.diagnostics import Diagnostic, in_order
from kbgen.source import Location
from kbgen.sources.sigma_atomics_files import FileProblem, ProblemFile, YamlFile, read_yaml_files
from kbgen.sources.sigma_checks import check_rule
from kbgen.sources.sigma_correlation_checks import check_correlation, check_filter
from kbgen.sources.sigma_documents import MENTION, SigmaDocument, read_documents
from kbgen.sources.sigma_faults import SigmaFault, SigmaReporter
from kbgen.sources.sigma_index import SigmaIndex
from kbgen.sources.sigma_model import SigmaCorrelation, SigmaEntry, SigmaFilter, SigmaRule, SigmaTree
from kbgen.sources.sigma_read import read_correlation, read_filter, read_rule, unreadable_rule
from kbgen.vault.yaml_fault import YamlFault

_PROBLEMS = {
    FileProblem.UNREADABLE: SigmaFault.UNREADABLE,
    FileProblem.LINK: SigmaFault.LINK,
    FileProblem.ENCODING: SigmaFault.ENCODING,
}


def read_sigma_tree(folder: Path) -> SigmaTree:
    """Return what the Sigma files below a folder hold.

    Raises:
        SourceFolderError: the folder does not exist, is no folder or cannot be listed.
    """
    found = read_yaml_files(folder, MENTION)
    entries: list[SigmaEntry] = []
    files: list[str] = []
    left_out = list(found.left_out)
    diagnostics: list[Diagnostic] = []
    documents = 0
    for file in found.wanted:
        to = SigmaReporter(file.path)
        inside = read_documents(file.text)
        entries += (_entry(file, document, to) for document in inside.found)
        documents += inside.count
        (files if inside.count else left_out).append(file.path)
        diagnostics += to.found
    known = set(files)
    diagnostics += (_problem(item) for item in found.problems if _concerns(item, known))
    diagnostics += _ids_used_twice(entries)
    diagnostics += _unknown_rules(entries)
    return SigmaTree(
        rules=tuple(entry for entry in entries if isinstance(entry, SigmaRule)),
        correlations=tuple(entry for entry in entries if isinstance(entry, SigmaCorrelation)),
        filters=tuple(entry for entry in entries if isinstance(entry, SigmaFilter)),
        diagnostics=in_order(diagnostics),
        files=tuple(files),
        documents=documents,
        left_out=tuple(sorted(left_out)),
    )


def _entry(file: YamlFile, document: SigmaDocument, to: SigmaReporter) -> SigmaEntry:
    """Return what a document is; whatever is wrong with it is reported and does not keep it out."""
    root = document.root
    if isinstance(root, YamlFault):
        to.report(SigmaFault.YAML, f"this is not valid YAML: {root.message}", root.line, root.column)
        return unreadable_rule(file.path, document)
    if root.get("correlation") is not None:
        check_correlation(root, to)
        return read_correlation(file.path, document, root)
    if root.get("filter") is not None:
        check_filter(root, to)
        return read_filter(file.path, document, root)
    check_rule(root, to)
    return read_rule(file.path, document, root)


def _concerns(item: ProblemFile, files: set[str]) -> bool:
    return item.problem is not FileProblem.ENCODING or item.path in files


def _problem(item: ProblemFile) -> Diagnostic:
    to = SigmaReporter(item.path)
    to.report(_PROBLEMS[item.problem], item.message, 1)
    return to.found[0]


def _ids_used_twice(entries: list[SigmaEntry]) -> Iterator[Diagnostic]:
    first: dict[str, Location] = {}
    for entry in entries:
        if not entry.id:
            continue
        place = Location(entry.path, entry.line_of("id"))
        other = first.setdefault(entry.id, place)
        if other is not place:
            to = SigmaReporter(entry.path)
            message = f"the id {entry.id} is already that of {other.path}:{other.line}"
            to.report(SigmaFault.ID_TWICE, message, place.line)
            yield from to.found


def _unknown_rules(entries: list[SigmaEntry]) -> Iterator[Diagnostic]:
    index = SigmaIndex(entries)
    for entry in entries:
        if not isinstance(entry, SigmaCorrelation | SigmaFilter):
            continue
        to = SigmaReporter(entry.path)
        what = "correlation" if isinstance(entry, SigmaCorrelation) else "filter"
        for reference in entry.rules:
            if not index.find(reference) and not (what == "filter" and reference == "any"):
                message = f"the {what} names the rule `{reference}`, which is not in this folder"
                to.report(SigmaFault.REFERENCE, message, entry.line_of(what))
        yield from to.found
