"""Reads a folder of atomic tests, and what is wrong with them.

In goes a folder; out comes an ``AtomicsTree``. A YAML file holds atomic tests when one of its lines begins with
``attack_technique`` or ``atomic_tests``; all others, such as the indexes and what tests bring along, are left out and
listed.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from kbgen.diagnostics import Diagnostic, in_order
from kbgen.source import Location
from kbgen.sources.atomics_checks import check_file
from kbgen.sources.atomics_faults import AtomicsFault, AtomicsReporter
from kbgen.sources.atomics_model import AtomicsFile, AtomicsTree, AtomicTest
from kbgen.sources.atomics_read import read_file, unreadable_file
from kbgen.sources.sigma_atomics_files import FileProblem, ProblemFile, YamlFile, read_yaml_files
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


def read_atomics_tree(folder: Path) -> AtomicsTree:
    """Return the atomic tests in the files below a folder.

    Raises:
        SourceFolderError: the folder does not exist, is no folder or cannot be listed.
    """
    found = read_yaml_files(folder, WANTED)
    files: list[AtomicsFile] = []
    diagnostics = [_problem(item) for item in found.problems]
    for file in found.wanted:
        to = AtomicsReporter(file.path)
        files.append(_file(file, to))
        diagnostics += to.found
    tests = [test for file in files for test in file.tests]
    diagnostics += _guids_used_twice(tests)
    return AtomicsTree(tuple(files), in_order(diagnostics), found.left_out)


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
