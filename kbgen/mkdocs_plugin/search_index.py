"""The text index of a finished site, made by Pagefind in a process of its own.

In: the folder of a site whose pages all stand on the disk. Out: the folder ``assets/search`` in it, whole or not at all.
Only what templates mark with ``data-pagefind-body`` is indexed. A preview is indexed once, in the background, after its
first build: Pagefind reads the whole site each time, and an edit must be on the screen at once.
"""

import logging
import os
import secrets
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Thread

from kbgen.errors import KbgenError
from kbgen.mkdocs_plugin.pagefind_files import ENTRY, UnknownFormError, settle_order

FOLDER = "assets/search"
"""Site-relative folder of the index."""
_LEFT_OUT = (
    ".headerlink",
    ".kb-facts dt",
    ".kb-glance",
    ".kb-cards",
    ".kb-technique-verdict",
    ".kb-techniques",
    ".kb-tests",
    ".kb-query",
    ".kb-rollup",
    ".kb-backlinks",
    ".kb-references",
    ".kb-conversion",
    ".kb-source",
)
"""Parts of pages that repeat what stands elsewhere: labels, counts, tables of other pages, the same rule in other words."""
_SECONDS = 20
"""Within which Pagefind must say its version."""
_LOG = logging.getLogger("mkdocs.plugins.kbgen")


class SearchIndexError(KbgenError):
    """Pagefind is not installed, cannot run here, or could not index the site."""


class SearchIndex:
    """Indexes a site after its builds, as a warning says where that fails.

    Args:
        is_preview: whether only the first build is indexed, in the background.
    """

    def __init__(self, *, is_preview: bool = False) -> None:
        self._is_preview = is_preview
        self._program: Path | None = None
        self._is_known = False
        self._kept: Path | None = None
        self._thread: Thread | None = None
        self._process: subprocess.Popen[str] | None = None

    def is_available(self) -> bool:
        """Tell whether sites can be indexed here; the first time that they cannot, a warning says why."""
        if not self._is_known:
            self._is_known = True
            try:
                self._program = find_pagefind()
            except SearchIndexError as error:
                _LOG.warning(
                    "the site is published without search: %s (`search: false` in the settings says that you want none)",
                    error,
                )
        return self._program is not None

    def update(self, site: Path) -> None:
        """Index the site in a folder that was just built."""
        if not self._is_preview:
            self._index(site, site)
        elif self._thread is None:
            self._thread = Thread(target=self._index_preview, args=(site,), daemon=True)
            self._thread.start()
        elif self._kept is not None and not (site / FOLDER).exists():
            # A preview that is not dirty wipes the site before each build.
            _publish(self._kept, site)

    def close(self) -> None:
        """Stop what runs in the background and forget what it made."""
        if self._process is not None:
            self._process.kill()
        if self._thread is not None:
            self._thread.join()
        if self._kept is not None:
            shutil.rmtree(self._kept, ignore_errors=True)
        self._thread = self._kept = None

    def _index_preview(self, site: Path) -> None:
        kept = Path(tempfile.mkdtemp(prefix="kbgen-search-"))
        self._index(site, kept)
        if (kept / FOLDER).is_dir():
            self._kept = kept
            with suppress(OSError):
                _publish(kept, site)
        else:
            shutil.rmtree(kept, ignore_errors=True)

    def _index(self, site: Path, into: Path) -> None:
        try:
            if self._program is not None:
                self._run(self._program, site, into)
        except (SearchIndexError, OSError) as error:
            _LOG.warning("the search finds no texts, only identifiers and titles: %s", error)

    def _run(self, program: Path, site: Path, into: Path) -> None:
        """Index a site and put the index into a folder, all at once.

        Raises:
            SearchIndexError: Pagefind failed.
            OSError: it could not be started, or its files not be moved.
        """
        with _new_folder(into) as folder:
            fresh = Path(folder, "index")
            command = [str(program), "--site", str(site.resolve()), "--output-path", str(fresh), "--quiet"]
            self._process = subprocess.Popen(  # noqa: S603 - the program that was installed with kbgen
                [*command, "--exclude-selectors", ", ".join(_LEFT_OUT)],
                # It reads settings from the current folder, and from its variables.
                cwd=folder,
                env={key: value for key, value in os.environ.items() if not key.startswith("PAGEFIND_")},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
            said, _ = self._process.communicate()
            if self._process.returncode or not (fresh / ENTRY).is_file():
                raise SearchIndexError(f"Pagefind failed: {_last_line(said)}")
            _drop_unused(fresh)
            with suppress(UnknownFormError):
                # A later release may write another form; its index serves as well, with other bytes at each run.
                settle_order(fresh)
            _replace(into / FOLDER, fresh)


def find_pagefind() -> Path:
    """Return Pagefind's program, as it was installed with kbgen.

    Raises:
        SearchIndexError: it is not there, or does not run on this machine.
    """
    try:
        from pagefind_bin import get_executable  # noqa: PLC0415 - a broken installation is no reason not to build

        program = Path(get_executable()).absolute()
        done = subprocess.run(  # noqa: S603 - the program that was installed with kbgen
            [str(program), "--version"], capture_output=True, check=False, timeout=_SECONDS, text=True
        )
    except (ImportError, OSError) as error:
        raise SearchIndexError(f"Pagefind is not installed ({error}); pip install pagefind_bin") from error
    except subprocess.TimeoutExpired as error:
        raise SearchIndexError("Pagefind does not answer") from error
    if done.returncode:
        raise SearchIndexError(f"Pagefind does not run here: {_last_line(done.stderr or done.stdout)}")
    return program


def _new_folder(beside: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a new folder on the same disk as the index, so that it can be moved there in one step."""
    parent = (beside / FOLDER).parent
    parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=parent, prefix=".search-", ignore_cleanup_errors=True)


def _publish(kept: Path, site: Path) -> None:
    with _new_folder(site) as folder:
        _replace(site / FOLDER, Path(shutil.copytree(kept / FOLDER, Path(folder, "index"))))


def _replace(target: Path, fresh: Path) -> None:
    """Put a folder in the place of another one that may be there."""
    if target.exists():
        old = target.with_name(f".search-{secrets.token_hex(4)}.old")
        target.rename(old)
        shutil.rmtree(old, ignore_errors=True)
    fresh.rename(target)


def _drop_unused(folder: Path) -> None:
    """Remove the user interfaces that Pagefind brings: kbgen has its own."""
    for file in folder.glob("pagefind-*"):
        if file.name != ENTRY:
            file.unlink()


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it says nothing"
