"""What the previous build of a preview wrote, so that the next one writes only what changed."""

from collections.abc import Iterable
from pathlib import Path

from kbgen.mkdocs_plugin.prepared_page import PreparedPage
from kbgen.pages.page import AnyPage


class Written:
    """The pages on the disk, each with a hash of all that shows on it; it lives as long as one process."""

    def __init__(self, dirty: bool = False) -> None:
        self._dirty = dirty
        self._on_disk: dict[str, tuple[int, str]] = {}
        self._wanted: dict[str, tuple[int, str]] = {}

    def plan(self, shell: str, pages: Iterable[PreparedPage]) -> None:
        """Note which pages are to stand on the disk after this build, in the given shell."""
        if not self._dirty:
            return
        self._wanted = {
            page.prepared.url: (hash((shell, page.finished(), tuple(page.trail))), page.file.abs_dest_path)
            for page in pages
        }

    def is_modified(self, page: AnyPage) -> bool:
        """Whether the page differs from what the previous build wrote."""
        return self._wanted.get(page.url) != self._on_disk.get(page.url)

    def finish(self) -> None:
        """Remove the pages that are gone, as only a clean build wipes the site, and remember the rest."""
        for url in self._on_disk.keys() - self._wanted.keys():
            Path(self._on_disk[url][1]).unlink(missing_ok=True)
        self._on_disk = self._wanted

    def forget(self) -> None:
        """Take all pages on the disk for outdated."""
        self._on_disk = {url: (0, path) for url, (_, path) in self._on_disk.items()}
