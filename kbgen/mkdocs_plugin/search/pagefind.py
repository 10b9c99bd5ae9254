"""Pagefind's program: where it is, and one run of it over a folder of pages."""

import os
import subprocess
from pathlib import Path

from kbgen.errors import KbgenError
from kbgen.mkdocs_plugin.search.pagefind_files import ENTRY

LEFT_OUT = (
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


class SearchIndexError(KbgenError):
    """Pagefind is not installed, cannot run here, or could not index the site."""


class Pagefind:
    """The program, as it was installed with kbgen.

    Args:
        path: where it is.
        version: what it says of itself.
    """

    def __init__(self, path: Path, version: str) -> None:
        self.path = path
        self.version = version
        self._running: list[subprocess.Popen[str]] = []
        self.is_stopped = False
        """Whether all runs were ended, so that a failure is none."""

    def index(self, site: Path, output: Path) -> dict[str, bytes]:
        """Index the pages in a folder and return the files of the index, by path with ``/``.

        Args:
            site: the pages; their addresses count from here.
            output: a folder that is made, on a disk with room for the index.

        Raises:
            SearchIndexError: Pagefind failed, or was stopped.
            OSError: it could not be started, or its files not be read.
        """
        output.parent.mkdir(parents=True, exist_ok=True)
        command = [
            str(self.path),
            "--site",
            str(site.resolve()),
            "--output-path",
            str(output.resolve()),
            "--quiet",
        ]
        process = subprocess.Popen(  # noqa: S603 - the program that was installed with kbgen
            [*command, "--exclude-selectors", ", ".join(LEFT_OUT)],
            # It reads settings from the current folder, and from its variables.
            cwd=output.parent,
            env={key: value for key, value in os.environ.items() if not key.startswith("PAGEFIND_")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._running.append(process)
        if self.is_stopped:
            process.kill()
        said, _ = process.communicate()
        self._running.remove(process)
        if process.returncode or not (output / ENTRY).is_file():
            raise SearchIndexError(f"Pagefind failed: {_last_line(said)}")
        files = (path for path in output.rglob("*") if path.is_file())
        return {
            path.relative_to(output).as_posix(): path.read_bytes() for path in files if not _is_unused(path)
        }

    def stop(self) -> None:
        """End all runs, also those that are still to come."""
        self.is_stopped = True
        for process in tuple(self._running):
            process.kill()


def find_pagefind() -> Pagefind:
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
    return Pagefind(program, done.stdout.strip())


def _is_unused(path: Path) -> bool:
    """Tell whether a file belongs to the user interfaces that Pagefind brings: kbgen has its own."""
    return path.name.startswith("pagefind-") and path.name != ENTRY


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it says nothing"
