"""Reads from git when each note of a vault was changed last.

In goes the vault's folder; out comes the last change of each note that a commit holds. Where there is no git, no
repository, one that git refuses to trust, or one too large for the time, there is no history, which is no fault. In a
shallow clone the oldest commits seem to touch every file; what they touched last has no date rather than a wrong one.

Nothing that a repository's own configuration names is run, and nothing is fetched.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Timer
from types import MappingProxyType
from typing import IO

from kbgen.cache import NO_CACHE, Cache, key
from kbgen.settings import HistoryDetail
from kbgen.vault.discover import is_note

SECONDS = 30.0
"""Time after which a repository counts as too large."""
_GROUP = "history"
_CHUNK = 1 << 16
_COMMIT = b">"
"""What begins a commit in the output; the letters that tell how a file changed are never this."""
_FORMAT = f"--format=%x00{_COMMIT.decode()}%x00%as%x00%aN%x00%P%x00"
_DELETED = b"D"
_SAFE = (
    "--no-pager",
    # A folder that only looks like a repository may come with any vault.
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "log.showRoot=true"),
    # Git makes no relative paths for merges.
    *("-c", "diff.relative=false"),
    *("-c", "mailmap.file="),
    *("-c", "mailmap.blob="),
)
_LOG = (
    "log",
    "-z",
    "-c",
    "--name-status",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-show-signature",
    "--no-notes",
    "--no-color",
    "--no-decorate",
    "--encoding=UTF-8",
    "--ignore-submodules=all",
    _FORMAT,
)


@dataclass(frozen=True, slots=True)
class Change:
    """The last commit that touched a note."""

    day: str
    """ISO date on which the author made the change, in the author's own time zone."""
    author: str = ""
    """The author's name; empty where it is not to be shown."""


NO_HISTORY: Mapping[str, Change] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Repository:
    """What git says about the repository of a vault."""

    git: str
    """Path of the program."""
    folder: Path
    head: str
    """The name of the commit that is checked out."""
    prefix: str
    """The vault's folder as seen from the repository's root, with a slash at its end; empty where they are the same."""
    root: Path
    is_shallow: bool

    @property
    def digest(self) -> str:
        """Return a digest of what its history depends on: the commit, and the file that corrects names of authors."""
        names = self.root / ".mailmap"
        corrections = names.read_bytes() if names.is_file() and not names.is_symlink() else b""
        return key(self.head, self.prefix, corrections)


def read_history(folder: Path, detail: HistoryDetail, cache: Cache = NO_CACHE) -> Mapping[str, Change]:
    """Return the last change of each note by its vault-relative path, as far as commits know it.

    Args:
        folder: the vault.
        detail: what is to be shown; git is not asked where that is nothing.
        cache: keeps the history of a commit; that of a shallow clone may grow and is read anew.
    """
    if detail is HistoryDetail.NOTHING:
        return NO_HISTORY
    changes: dict[str, tuple[str, str]] = {}
    with suppress(OSError):
        repository = _repository(folder)
        if repository is not None:
            changes = _changes(repository, cache)
    shown = detail is HistoryDetail.AUTHORS
    return MappingProxyType(
        {path: Change(day, author if shown else "") for path, (day, author) in sorted(changes.items())}
    )


def _repository(folder: Path) -> _Repository | None:
    """Return the repository of a folder; None without git, repository or commit.

    Raises:
        OSError: git cannot be run.
    """
    git = shutil.which("git")
    if git is None:
        return None
    asked = ("rev-parse", "--is-shallow-repository", "--show-prefix", "--show-cdup", "HEAD^{commit}")
    try:
        done = subprocess.run(  # noqa: S603 - the user's own git, by its full path
            [git, *_SAFE, *asked],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return None
    lines = os.fsdecode(done.stdout).split("\n")
    if done.returncode or len(lines) != len(asked):
        return None
    shallow, prefix, up, head, _ = lines
    return _Repository(git, folder, head, prefix, folder.resolve() / up, shallow != "false")


def _environment() -> dict[str, str]:
    """Return the environment without what steers git, and with what keeps it from the network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}


def _changes(repository: _Repository, cache: Cache) -> dict[str, tuple[str, str]]:
    """Return day and author of the last change of each note.

    Raises:
        OSError: git cannot be run.
    """
    if repository.is_shallow:
        return _logged(repository) or {}
    digest = repository.digest
    known = cache.get(_GROUP, digest)
    if known is not None:
        return {path: (day, author) for path, (day, author) in json.loads(known).items()}
    found = _logged(repository)
    if found is not None:
        cache.put(_GROUP, digest, json.dumps(found).encode())
    return found or {}


def _logged(repository: _Repository) -> dict[str, tuple[str, str]] | None:
    """Return what one run of ``git log`` says; None where it fails or takes too long.

    Raises:
        OSError: git cannot be run.
    """
    # Limited to a folder, git compares each commit twice.
    limit = ("--", ".") if repository.prefix else ("--",)
    with subprocess.Popen(  # noqa: S603 - the user's own git, by its full path
        [repository.git, *_SAFE, *_LOG, repository.head, *limit],
        cwd=repository.folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        timer = Timer(SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        try:
            found = _read_log(process.stdout, repository) if process.stdout else None
        finally:
            timer.cancel()
    return None if process.returncode else found


def _read_log(stream: IO[bytes], repository: _Repository) -> dict[str, tuple[str, str]]:
    """Return the first change of each note in a log, which is the newest.

    The output is ``>``, day, author and names of parents, then for each file letters and path; each ends in a NUL.
    """
    found: dict[str, tuple[str, str] | None] = {}
    change: tuple[str, str] | None = None
    fields = _fields(stream)
    for field in fields:
        mark = field.removeprefix(b"\n")
        if mark == _COMMIT:
            day, author, parents = (next(fields, b"").decode(errors="replace") for _ in range(3))
            is_cut = repository.is_shallow and not parents
            change = (day, author) if _is_day(day) and not is_cut else None
        elif mark:
            path = next(fields, b"").decode(errors="replace")
            if path.startswith(repository.prefix) and is_note(path):
                # What a merge deletes has a letter for each parent.
                found.setdefault(
                    path.removeprefix(repository.prefix), None if set(mark) == set(_DELETED) else change
                )
    return {path: known for path, known in found.items() if known is not None}


def _fields(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what a stream holds, part by part, as it comes; parts end in a NUL."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
