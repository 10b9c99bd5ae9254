"""Finds and reads the YAML files of a rule or test repository that is a folder.

Names that begin with a full stop are left out. A symbolic link to a file inside the folder counts as that file; one
that leaves the folder, or leads to a folder, is not followed.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from kbgen.settings import InputLimits
from kbgen.sources.input_content import reason
from kbgen.sources.sigma_atomics_problems import (
    FileProblem,
    ProblemFile,
    SourceFolderError,
    irregular,
    is_yaml,
    no_unicode,
    too_long,
)


class FolderFiles:
    """The YAML files below a folder.

    Args:
        folder: the source, an existing folder.
        limits: how large a file may be.
    """

    def __init__(self, folder: Path, limits: InputLimits) -> None:
        self.problems: list[ProblemFile] = []
        """What was found so far."""
        self._root = Path(os.path.realpath(folder))
        self._limits = limits

    def paths(self) -> Iterator[str]:
        """Yield the paths of the files, in no order.

        Raises:
            SourceFolderError: the folder cannot be listed.
        """
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
                elif is_yaml(entry.name):
                    yield path

    def read(self, path: str) -> bytes | None:
        """Return a file's content; None, with a problem noted, where it cannot be read."""
        file, limit = self._root / path, self._limits.max_yaml_bytes
        try:
            found = file.stat()
            if stat.S_ISREG(found.st_mode) and found.st_size <= limit:
                return file.read_bytes()
        except OSError as error:
            message = f"the file cannot be read: {reason(error)}"
            self.problems.append(ProblemFile(path, FileProblem.UNREADABLE, message))
            return None
        self.problems.append(too_long(path, limit) if stat.S_ISREG(found.st_mode) else irregular(path))
        return None

    def _entries(self, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._root / prefix) as entries:
                return [entry for entry in entries if self._is_visible(prefix, entry.name)]
        except OSError as error:
            if not prefix:
                raise SourceFolderError(
                    f"{self._root}: the source cannot be listed ({reason(error)})"
                ) from None
            message = f"the folder cannot be listed: {reason(error)}"
            self.problems.append(ProblemFile(prefix.rstrip("/"), FileProblem.UNREADABLE, message))
            return []

    def _is_visible(self, prefix: str, name: str) -> bool:
        if name.startswith("."):
            return False
        problem = no_unicode(prefix + name)
        if problem is not None:
            self.problems.append(problem)
        return problem is None

    def _leads_to_file(self, path: str) -> bool:
        """Tell whether a link leads to a YAML file inside the folder; note a problem where it does not."""
        target = Path(os.path.realpath(self._root / path))
        try:
            mode = target.stat().st_mode
        except OSError:
            mode = 0
        if not is_yaml(path) and not stat.S_ISDIR(mode):
            return False
        if not target.is_relative_to(self._root):
            problem = "leaves the source's folder"
        elif stat.S_ISDIR(mode):
            problem = "leads to a folder"
        elif not stat.S_ISREG(mode):
            problem = "leads to no file"
        else:
            return True
        message = f"the symbolic link {problem} and is not followed"
        self.problems.append(ProblemFile(path, FileProblem.LINK, message))
        return False
