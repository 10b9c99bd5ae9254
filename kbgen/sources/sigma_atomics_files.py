"""Finds and reads the YAML files of a rule or test repository.

In goes a folder; out come its ``*.yml`` and ``*.yaml`` files as text, by path in the order of code points, and what
kept others from being read. Names that begin with a full stop are left out. A symbolic link to a file inside the
folder counts as that file; one that leaves the folder, or leads to a folder, is not followed.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from kbgen.errors import KbgenError
from kbgen.vault.decode_text import decide_encoding, decode, is_unicode

MAX_BYTES = 4_000_000
"""Size of a file beyond which it is not read; the largest of SigmaHQ and Atomic Red Team has 0.2 million bytes."""
_SUFFIXES = (".yml", ".yaml")
_UTF8 = "utf-8"


class SourceFolderError(KbgenError):
    """A source as a whole cannot be read: its folder does not exist, is no folder or cannot be listed."""


class FileProblem(Enum):
    """Why a file is not read, or not as it should be."""

    UNREADABLE = "unreadable"
    """The system refuses to read it, or it is too large."""
    LINK = "link"
    """It is a symbolic link that is not followed."""
    ENCODING = "encoding"
    """It is read, but it is not UTF-8."""


@dataclass(frozen=True, slots=True)
class ProblemFile:
    """A file, or a folder, with which something is wrong."""

    path: str
    """Path in the source's folder, with ``/`` separators."""
    problem: FileProblem
    message: str
    """What is wrong, as one sentence without a final full stop."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file as text."""

    path: str
    """Path in the source's folder, with ``/`` separators."""
    text: str
    """Without byte order mark, all line ends as ``\\n``."""


@dataclass(frozen=True, slots=True)
class YamlFiles:
    """The YAML files of a folder."""

    wanted: tuple[YamlFile, ...]
    """Those that may be what the source consists of."""
    left_out: tuple[str, ...]
    """Paths of the others: for certain something else."""
    problems: tuple[ProblemFile, ...]


def read_yaml_files(folder: Path, wanted: re.Pattern[str]) -> YamlFiles:
    """Return the YAML files below a folder.

    Args:
        folder: the source.
        wanted: what the text of a file must hold somewhere to be wanted.

    Raises:
        SourceFolderError: the folder does not exist, is no folder or cannot be listed.
    """
    if not folder.is_dir():
        problem = "is no folder" if folder.exists() else "does not exist"
        raise SourceFolderError(f"{folder}: the source {problem}")
    walk = _Walk(Path(os.path.realpath(folder)))
    files: list[YamlFile] = []
    left_out: list[str] = []
    for path in sorted(walk.paths()):
        text = walk.read(path)
        if text is not None and wanted.search(text):
            files.append(YamlFile(path, text))
        elif text is not None:
            left_out.append(path)
    in_files = {file.path for file in files}
    problems = [
        item for item in walk.problems if item.problem is not FileProblem.ENCODING or item.path in in_files
    ]
    return YamlFiles(tuple(files), tuple(left_out), tuple(problems))


class _Walk:
    """Collects what is below a folder."""

    def __init__(self, root: Path) -> None:
        self.problems: list[ProblemFile] = []
        self._root = root

    def paths(self) -> Iterator[str]:
        """Yield the paths of the YAML files, in no order."""
        folders = [""]
        while folders:
            prefix = folders.pop()
            for entry in self._entries(prefix):
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{path}/")
                elif entry.is_symlink():
                    if self._leads_to_file(path):
                        yield path
                elif entry.name.casefold().endswith(_SUFFIXES):
                    yield path

    def read(self, path: str) -> str | None:
        """Return a file's text; None, with a problem noted, where it cannot be read."""
        file = self._root / path
        try:
            found = file.stat()
            size, is_file = found.st_size, stat.S_ISREG(found.st_mode)
            data = file.read_bytes() if size <= MAX_BYTES and is_file else None
        except OSError as error:
            reason = error.strerror or "the system gives no reason"
            self._note(path, FileProblem.UNREADABLE, f"the file cannot be read: {reason}")
            return None
        if data is None:
            problem = f"larger than {MAX_BYTES:,} bytes" if is_file else "no regular file"
            self._note(path, FileProblem.UNREADABLE, f"it is {problem} and therefore not read")
            return None
        decoded = decode(data, _UTF8 if is_unicode(data) else decide_encoding([data]))
        if decoded.encoding != _UTF8:
            message = f"the file is not UTF-8; it is read as {decoded.encoding}"
            self._note(path, FileProblem.ENCODING, message)
        return decoded.text

    def _entries(self, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._root / prefix) as entries:
                return [entry for entry in entries if self._is_visible(prefix, entry.name)]
        except OSError as error:
            reason = error.strerror or "the system gives no reason"
            if not prefix:
                raise SourceFolderError(f"{self._root}: the source cannot be listed ({reason})") from None
            message = f"the folder cannot be listed: {reason}"
            self._note(prefix.rstrip("/"), FileProblem.UNREADABLE, message)
            return []

    def _is_visible(self, prefix: str, name: str) -> bool:
        if name.startswith("."):
            return False
        try:
            name.encode()
        except UnicodeEncodeError:
            shown = (prefix + name).encode(_UTF8, "surrogateescape").decode(_UTF8, "replace")
            self._note(shown, FileProblem.UNREADABLE, "its name is not valid UTF-8, so it is not read")
            return False
        return True

    def _leads_to_file(self, path: str) -> bool:
        """Tell whether a link leads to a YAML file inside the folder; note a problem where it does not."""
        is_yaml = path.casefold().endswith(_SUFFIXES)
        target = Path(os.path.realpath(self._root / path))
        try:
            mode = target.stat().st_mode
        except OSError:
            mode = 0
        if not is_yaml and not stat.S_ISDIR(mode):
            return False
        if not target.is_relative_to(self._root):
            problem = "leaves the source's folder"
        elif stat.S_ISDIR(mode):
            problem = "leads to a folder"
        elif not stat.S_ISREG(mode):
            problem = "leads to no file"
        else:
            return True
        self._note(path, FileProblem.LINK, f"the symbolic link {problem} and is not followed")
        return False

    def _note(self, path: str, problem: FileProblem, message: str) -> None:
        self.problems.append(ProblemFile(path, problem, message))
