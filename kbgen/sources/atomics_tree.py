"""Reads a folder of atomic tests, and what is wrong with them.

In goes a folder or archive; out comes an ``AtomicsTree``. A YAML file holds atomic tests when one of its lines begins with
``attack_technique`` or ``atomic_tests``; all others, such as the indexes and what tests bring along, are left out and
listed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kbgen.cache import NO_CACHE, Cache
from kbgen.diagnostics import Diagnostic, in_order
from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.source import Location
from kbgen.sources.atomics_checks import check_file
from kbgen.sources.atomics_faults import AtomicsFault, AtomicsReporter
from kbgen.sources.atomics_model import AtomicsFile, AtomicsTree, AtomicTest
from kbgen.sources.atomics_read import read_file, unreadable_file
from kbgen.sources.read_each import read_each
from kbgen.sources.sigma_atomics_files import YamlFile, read_yaml_files
from kbgen.sources.sigma_atomics_problems import FileProblem, ProblemFile
from kbgen.vault.yaml12 import load_yaml
from kbgen.vault.yaml_fault import YamlFault
from kbgen.vault.yaml_node import YamlMap

WANTED = re.compile(r"""^(?:\{[ \t]*)?["']?(?:attack_technique|atomic_tests)["']?[ \t]*:""", re.MULTILINE)
"""What a file of atomic tests holds somewhere."""
_PROBLEMS = {
    FileProblem.UNREADABLE: AtomicsFault.UNREADABLE,
    FileProblem.LINK: AtomicsFault.UNREADABLE,
    FileProblem.ENCODING: AtomicsFault.ENCODING,
}


@dataclass(frozen=True, slots=True)
class AtomicsRead:
    """What is kept of each file between runs: everything that it says by itself."""

    file: AtomicsFile
    diagnostics: tuple[Diagnostic, ...]


def read_atomics_tree(
    source: Path,
    cache: Cache = NO_CACHE,
    jobs: int | None = None,
    *,
    limits: InputLimits = DEFAULT_LIMITS,
    folder: str = "",
) -> AtomicsTree:
    """Return the atomic tests in the files of a source.

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
    found = read_yaml_files(source, WANTED, limits, folder)
    files: list[AtomicsFile] = []
    diagnostics = [_problem(item) for item in found.problems]
    for inside in read_each(found.wanted, _read_file, AtomicsRead, cache, jobs):
        files.append(inside.file)
        diagnostics += inside.diagnostics
    tests = [test for file in files for test in file.tests]
    diagnostics += _guids_used_twice(tests)
    return AtomicsTree(tuple(files), in_order(diagnostics), found.left_out)


def _read_file(file: YamlFile) -> AtomicsRead:
    to = AtomicsReporter(file.path)
    return AtomicsRead(_file(file, to), tuple(to.found))


def _file(file: YamlFile, to: AtomicsReporter) -> AtomicsFile:
    """Return what a file is; whatever is wrong with it is reported and does not keep it out."""
    outcome = load_yaml(file.text)
    if isinstance(outcome, YamlFault):
        message = f"this is not valid YAML: {outcome.message}"
        to.report(AtomicsFault.YAML, message, outcome.line, outcome.column)
        return unreadable_file(file.path, file.text)
    root = outcome.root if isinstance(outcome.root, YamlMap) else YamlMap((), 1, 1)
    check_file(file.path, root, to)
    return read_file(file.path, file.text, root)


def _problem(item: ProblemFile) -> Diagnostic:
    to = AtomicsReporter(item.path)
    to.report(_PROBLEMS[item.problem], item.message, 1)
    return to.found[0]


def _guids_used_twice(tests: list[AtomicTest]) -> Iterator[Diagnostic]:
    first: dict[str, Location] = {}
    for test in tests:
        if not test.guid:
            continue
        place = Location(test.path, test.guid_line)
        other = first.setdefault(test.guid, place)
        if other is not place:
            to = AtomicsReporter(test.path)
            message = f"the GUID {test.guid} is already that of {other.path}:{other.line}"
            to.report(AtomicsFault.GUID_TWICE, message, place.line)
            yield from to.found
