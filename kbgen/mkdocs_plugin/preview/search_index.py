"""The search index of a preview: an ordinary build in a process of its own makes it, once, while the preview goes on.

In: what to build, and the folder of the preview. Out: the folder ``assets/search`` in it. A preview makes only the pages
that somebody looks at; its search has the texts as they were when it began, and names and titles as they are.
"""

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

from kbgen.mkdocs_plugin.search.index import FOLDER

_LOG = logging.getLogger("mkdocs.plugins.kbgen")
_NICENESS = 10
"""How far the build stands back behind other processes, so that an edit is not shown later for it."""


class PreviewIndex:
    """Makes the index of one preview.

    Args:
        target: words of the command line that name what ``kbgen build`` is to build.
    """

    def __init__(self, target: Sequence[str]) -> None:
        self._target = tuple(target)
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: Thread | None = None
        self._is_closed = False

    def start(self, site: Path) -> None:
        """Begin to make the index for the preview in a folder, the first time that this is asked for."""
        if self._thread is None:
            self._thread = Thread(target=self._make, args=(site,), daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop what still runs."""
        self._is_closed = True
        self._kill()
        if self._thread is not None:
            self._thread.join()

    def _make(self, site: Path) -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="kbgen-search-", ignore_cleanup_errors=True) as folder:
                index = Path(folder, "site", FOLDER)
                if self._build(Path(folder, "site")) and index.is_dir():
                    (site / FOLDER).parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(index, site / FOLDER)
        except OSError as error:
            self._say(str(error))

    def _build(self, folder: Path) -> bool:
        """Build the site in a folder; False where that failed, which is said, or was stopped."""
        words = [sys.executable, "-m", "kbgen", "build", *self._target, "-d", str(folder), "--jobs", "1"]
        said = folder.with_suffix(".log")
        with said.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - kbgen itself
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        if self._is_closed:
            self._kill()
        with suppress(OSError, AttributeError):
            # Windows knows no niceness.
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICENESS)
        failed = self._process.wait() != 0
        if failed and not self._is_closed:
            lines = said.read_text("utf-8", "replace").strip().splitlines()
            self._say(lines[-1] if lines else "the build failed")
        return not failed

    def _kill(self) -> None:
        """End the build, and what it started, where the system knows groups of processes."""
        if self._process is not None and self._process.poll() is None:
            with suppress(ProcessLookupError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()

    @staticmethod
    def _say(why: str) -> None:
        _LOG.warning("the search of the preview finds no texts, only identifiers and titles: %s", why)
