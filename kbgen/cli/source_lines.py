"""Lines of the files that findings are about, for people who want to see them."""

from collections.abc import Mapping
from pathlib import Path

from kbgen.project import Project

_MOST_BYTES = 20_000_000


class SourceLines:
    """Finds lines of a project's notes and other files; keeps the file that was asked for last.

    Args:
        project: the project; its notes are already read.
        elsewhere: paths of findings that are not in the vault, to the files on the disk.
    """

    def __init__(self, project: Project, elsewhere: Mapping[str, Path]) -> None:
        self._texts = {note.path: note.document.text for note in project.notes}
        self._folder = project.folder
        self._elsewhere = elsewhere
        self._path = ""
        self._lines: tuple[str, ...] = ()

    def line(self, path: str, number: int) -> str | None:
        """Return a line, counted from 1, without its end; None where the file or the line cannot be read."""
        if path != self._path:
            self._path, self._lines = path, tuple(self._text(path).split("\n"))
        return self._lines[number - 1] if 0 < number <= len(self._lines) else None

    def _text(self, path: str) -> str:
        if path in self._texts:
            return self._texts[path]
        file = self._elsewhere.get(path, self._folder / path)
        try:
            if not file.is_file() or file.stat().st_size > _MOST_BYTES:
                return ""
            return file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
        except (OSError, ValueError):
            return ""
