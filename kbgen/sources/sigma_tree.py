"""Reads a folder of Sigma files: rules, correlations and filters, and what is wrong with them.

In goes a folder or archive; out comes a ``SigmaTree``. A document is Sigma's when it is a map with ``title``,
``logsource``, ``detection``, ``correlation`` or ``filter``; one that is not valid YAML, when one of these names begins a
line. Other YAML files, such as the ``info.yml`` of regression tests, are left out and listed.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

from kbgen.cache import NO_CACHE, Cache
from kbgen.diagnostics import Diagnostic, in_order
from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.source import Location
from kbgen.sources.read_each import read_each
from kbgen.sources.sigma_atomics_files import YamlFile, read_yaml_files
from kbgen.sources.sigma_atomics_problems import FileProblem, ProblemFile
from kbgen.sources.sigma_cache import AnySigmaEntry, SigmaFile
from kbgen.sources.sigma_checks import Check, check_rule
from kbgen.sources.sigma_correlation_checks import check_correlation, check_filter
from kbgen.sources.sigma_documents import MENTION, SigmaDocument, SigmaKind, kind_of, read_documents
from kbgen.sources.sigma_faults import SigmaFault, SigmaReporter
from kbgen.sources.sigma_model import SigmaCorrelation, SigmaEntry, SigmaFilter, SigmaRule, SigmaTree
from kbgen.sources.sigma_read import read_entry
from kbgen.vault.yaml_fault import YamlFault

_PROBLEMS = {
    FileProblem.UNREADABLE: SigmaFault.UNREADABLE,
    FileProblem.LINK: SigmaFault.LINK,
    FileProblem.ENCODING: SigmaFault.ENCODING,
}
CHECKS: Mapping[SigmaKind, Check] = MappingProxyType(
    {
        SigmaKind.CORRELATION: check_correlation,
        SigmaKind.RULE: check_rule,
        SigmaKind.FILTER: check_filter,
    }
)
"""What reports the faults of each kind of document."""


def read_sigma_tree(
    source: Path,
    cache: Cache = NO_CACHE,
    jobs: int | None = None,
    *,
    limits: InputLimits = DEFAULT_LIMITS,
    folder: str = "",
) -> SigmaTree:
    """Return what the Sigma files of a source hold.

    Args:
        source: a folder, or an archive of one.
        cache: keeps what is read from single files.
        jobs: processes to use, one for each core when not given.
        limits: how much is read.
        folder: the folder in the source that alone is read; all of it when empty.

    Raises:
        SourceFolderError: the source does not exist, is no folder or archive, cannot be listed, is damaged, or is
            larger than a limit.
    """
    found = read_yaml_files(source, MENTION, limits, folder)
    entries: list[SigmaEntry] = []
    files: list[str] = []
    left_out = list(found.left_out)
    diagnostics: list[Diagnostic] = []
    documents = 0
    read = read_each(found.wanted, _read_file, SigmaFile, cache, jobs)
    for file, inside in zip(found.wanted, read, strict=True):
        entries += inside.entries
        documents += inside.documents
        (files if inside.documents else left_out).append(file.path)
        diagnostics += inside.diagnostics
    known = set(files)
    diagnostics += (_problem(item) for item in found.problems if _concerns(item, known))
    diagnostics += _ids_used_twice(entries)
    return SigmaTree(
        rules=tuple(entry for entry in entries if isinstance(entry, SigmaRule)),
        correlations=tuple(entry for entry in entries if isinstance(entry, SigmaCorrelation)),
        filters=tuple(entry for entry in entries if isinstance(entry, SigmaFilter)),
        diagnostics=in_order(diagnostics),
        files=tuple(files),
        documents=documents,
        left_out=tuple(sorted(left_out)),
    )


def _read_file(file: YamlFile) -> SigmaFile:
    to = SigmaReporter(file.path)
    inside = read_documents(file.text)
    entries = tuple(_entry(file, document, to) for document in inside.found)
    return SigmaFile(cast("tuple[AnySigmaEntry, ...]", entries), inside.count, tuple(to.found))


def _entry(file: YamlFile, document: SigmaDocument, to: SigmaReporter) -> SigmaEntry:
    """Return what a document is; whatever is wrong with it is reported and does not keep it out."""
    root = document.root
    if isinstance(root, YamlFault):
        to.report(SigmaFault.YAML, f"this is not valid YAML: {root.message}", root.line, root.column)
    else:
        CHECKS[kind_of(root)](root, to)
    return read_entry(file.path, document)


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
