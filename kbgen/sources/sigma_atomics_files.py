"""Reads the YAML files of a rule or test repository.

In goes a folder or an archive; out come its ``*.yml`` and ``*.yaml`` files as text, by path in the order of code points,
and what kept others from being read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kbgen.settings import DEFAULT_LIMITS, InputLimits
from kbgen.sources.input_content import too_large
from kbgen.sources.sigma_atomics_archive import ArchiveFiles
from kbgen.sources.sigma_atomics_folder import FolderFiles
from kbgen.sources.sigma_atomics_problems import FileProblem, ProblemFile, SourceFolderError
from kbgen.vault.decode_text import decide_encoding, decode, is_unicode

_UTF8 = "utf-8"


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file as text."""

    path: str
    """Path in the source, with ``/`` separators."""
    text: str
    """Without byte order mark, all line ends as ``\\n``."""


@dataclass(frozen=True, slots=True)
class YamlFiles:
    """The YAML files of a source."""

    wanted: tuple[YamlFile, ...]
    """Those that may be what the source consists of."""
    left_out: tuple[str, ...]
    """Paths of the others: for certain something else."""
    problems: tuple[ProblemFile, ...]


class _Files(Protocol):
    @property
    def problems(self) -> Sequence[ProblemFile]: ...

    def paths(self) -> Iterator[str]: ...

    def read(self, path: str) -> bytes | None: ...


def read_yaml_files(
    source: Path, wanted: re.Pattern[str], limits: InputLimits = DEFAULT_LIMITS, folder: str = ""
) -> YamlFiles:
    """Return the YAML files of a source.

    Args:
        source: a folder, or an archive.
        wanted: what the text of a file must hold somewhere to be wanted.
        limits: how much is read.
        folder: the folder in the source that alone is read; all of it when empty.

    Raises:
        SourceFolderError: the source does not exist, is no folder or archive, cannot be listed, is damaged, or is
            larger than a limit.
    """
    opened = _open(source, limits, folder)
    budget = limits.max_input_bytes
    files: list[YamlFile] = []
    left_out: list[str] = []
    encodings: list[ProblemFile] = []
    for path in sorted(opened.paths()):
        data = opened.read(path)
        if data is None:
            continue
        budget -= len(data)
        if budget < 0:
            raise SourceFolderError(str(too_large(str(source), limits)))
        text, encoding = _decoded(data)
        if not wanted.search(text):
            left_out.append(path)
            continue
        files.append(YamlFile(path, text))
        if encoding != _UTF8:
            message = f"the file is not UTF-8; it is read as {encoding}"
            encodings.append(ProblemFile(path, FileProblem.ENCODING, message))
    return YamlFiles(tuple(files), tuple(left_out), (*opened.problems, *encodings))


def _open(source: Path, limits: InputLimits, folder: str) -> _Files:
    if not source.exists():
        raise SourceFolderError(f"{source}: the source does not exist")
    if not source.is_dir():
        return ArchiveFiles(source, limits, folder)
    if not (source / folder).is_dir():
        raise SourceFolderError(f"{source}: there is no folder `{folder}` in the source")
    return FolderFiles(source / folder, limits)


def _decoded(data: bytes) -> tuple[str, str]:
    """Return a text and its encoding."""
    decoded = decode(data, _UTF8 if is_unicode(data) else decide_encoding([data]))
    return decoded.text, decoded.encoding
