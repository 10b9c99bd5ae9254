"""What a preview shows: the edition of the last build, and of an edit what can be shown before the next one.

In: editions, and paths that changed. Out: the content of files, and whether browsers have to load anything again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from kbgen.mkdocs_plugin.preview.edition import Edition
from kbgen.notes.read_notes import to_note
from kbgen.pages.edited import edited_page
from kbgen.project import Project
from kbgen.vault.read import RawNote

_REMEMBERED = 200
"""Files that browsers asked for last of which it is known what they got."""


@dataclass(frozen=True, slots=True)
class Published:
    """An edition and that from which it was made."""

    edition: Edition
    project: Project


class Preview:
    """The state of a preview, shared by the thread that builds and those that answer browsers."""

    def __init__(self) -> None:
        self._published: Published | None = None
        self._outdated: list[Published] = []
        self._shown: dict[str, bytes] = {}
        self._lock = Lock()

    def publish(self, edition: Edition, project: Project) -> None:
        """Show another edition from now on; the one before is kept until `tidy`."""
        if self._published is not None:
            self._outdated.append(self._published)
        self._published = Published(edition, project)

    def tidy(self) -> None:
        """Let go of editions that are not shown any more: it takes a moment, for which no browser has to wait."""
        while self._outdated:
            before = self._outdated.pop()
            before.edition.close()
            before.project.graph.close()

    def content(self, path: str) -> bytes | None:
        """Return the content of the file at a site-relative path; None where it stands on the disk, or nowhere."""
        published = self._published
        content = None if published is None else published.edition.content(path)
        if content is None and published is not self._published:
            # Meanwhile that edition was let go for another one.
            return self.content(path)
        return content

    def remember(self, path: str, root: Path) -> None:
        """Note what a browser that asks for a file gets.

        Args:
            path: site-relative path.
            root: folder with the files that stand on the disk.
        """
        state = self._state(path, root)
        with self._lock:
            self._shown.pop(path, None)
            self._shown[path] = state
            if len(self._shown) > _REMEMBERED:
                self._shown.pop(next(iter(self._shown)))

    def has_news(self, root: Path) -> bool:
        """Tell whether a browser would get anything else than before, the files asked for last first."""
        with self._lock:
            shown = dict(reversed(self._shown.items()))
        return any(self._state(path, root) != state for path, state in shown.items())

    def show_edit(self, changed: Sequence[Path]) -> bool:
        """Show the edit of one note on its own page at once, where it cannot matter elsewhere.

        Args:
            changed: absolute paths of all files that changed.
        """
        if self._published is None or len(changed) != 1:
            return False
        project = self._published.project
        if not changed[0].is_relative_to(project.folder.resolve()):
            return False
        path = changed[0].relative_to(project.folder.resolve()).as_posix()
        before = project.world.knowledge.notes.get(path)
        if before is None:
            return False
        try:
            data = changed[0].read_bytes()
        except OSError:
            return False
        note = to_note(RawNote(path, data, before.document.encoding), project.settings.kinds)
        findings = [finding for finding in project.diagnostics if finding.location.path == path]
        page = edited_page(note, project.world, findings)
        if page is not None:
            self._published.edition.correct(page)
        return page is not None

    def _state(self, path: str, root: Path) -> bytes:
        """Return a digest of what stands at a path."""
        content = self.content(path)
        if content is not None:
            return blake2b(content, digest_size=16).digest()
        try:
            state = (root / path).stat()
        except OSError:
            return b""
        return f"{state.st_mtime_ns} {state.st_size}".encode()
