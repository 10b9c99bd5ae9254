"""The text index of a finished site, made by Pagefind in processes of its own.

In: the folder of a site whose pages all stand on the disk. Out: the folder ``assets/search`` in it, whole or not at all.
Only what templates mark with ``data-pagefind-body`` is indexed. A large site is indexed in shards, of which the cache knows
those that did not change; their indexes are joined into one, so that readers load no more for it. A preview is indexed
once, in the background, after its first build: an edit must be on the screen at once.
"""

import logging
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import msgspec

from kbgen.cache import NO_CACHE, Cache, key
from kbgen.mkdocs_plugin.search.pagefind import LEFT_OUT, Pagefind, SearchIndexError, find_pagefind
from kbgen.mkdocs_plugin.search.pagefind_files import (
    ENTRY,
    TextIndex,
    UnknownFormError,
    index_files,
    join,
    read_index,
)
from kbgen.mkdocs_plugin.search.shards import Shard, shards_of
from kbgen.workers import cores

FOLDER = "assets/search"
"""Site-relative folder of the index."""
_GROUP = "search"
_INDEXED = ("fragment/", "index/", "filter/")
_LOG = logging.getLogger("mkdocs.plugins.kbgen")


class SearchIndex:
    """Indexes a site after its builds, as a warning says where that fails.

    Args:
        is_preview: whether only the first build is indexed, in the background.
    """

    def __init__(self, *, is_preview: bool = False) -> None:
        self._is_preview = is_preview
        self._pagefind: Pagefind | None = None
        self._is_known = False
        self._kept: Path | None = None
        self._thread: Thread | None = None

    def is_available(self) -> bool:
        """Tell whether sites can be indexed here; the first time that they cannot, a warning says why."""
        if not self._is_known:
            self._is_known = True
            try:
                self._pagefind = find_pagefind()
            except SearchIndexError as error:
                _LOG.warning(
                    "the site is published without search: %s (`search: false` in the settings says that you want none)",
                    error,
                )
        return self._pagefind is not None

    def update(self, site: Path, cache: Cache = NO_CACHE, jobs: int | None = None) -> None:
        """Index the site in a folder that was just built.

        Args:
            site: the folder.
            cache: knows the indexes of shards that did not change.
            jobs: processes to use, one for each core when not given.
        """
        if not self._is_preview:
            self._index(site, site, cache, jobs)
        elif self._thread is None:
            self._thread = Thread(target=self._index_preview, args=(site, cache), daemon=True)
            self._thread.start()
        elif self._kept is not None and not (site / FOLDER).exists():
            # A preview that is not dirty wipes the site before each build.
            _publish(self._kept, site)

    def close(self) -> None:
        """Stop what runs in the background and forget what it made."""
        if self._pagefind is not None:
            self._pagefind.stop()
        if self._thread is not None:
            self._thread.join()
        if self._kept is not None:
            shutil.rmtree(self._kept, ignore_errors=True)
        self._thread = self._kept = None

    def _index_preview(self, site: Path, cache: Cache) -> None:
        kept = Path(tempfile.mkdtemp(prefix="kbgen-search-"))
        self._index(site, kept, cache, 1)
        if (kept / FOLDER).is_dir():
            self._kept = kept
            with suppress(OSError):
                _publish(kept, site)
        else:
            shutil.rmtree(kept, ignore_errors=True)

    def _index(self, site: Path, into: Path, cache: Cache, jobs: int | None) -> None:
        try:
            if self._pagefind is not None:
                with _new_folder(into) as folder:
                    work = _Work(self._pagefind, site, Path(folder), cache, jobs or cores())
                    fresh = Path(folder, "index")
                    _write(work.files(), fresh)
                    _replace(into / FOLDER, fresh)
        except (SearchIndexError, OSError) as error:
            if self._pagefind is not None and self._pagefind.is_stopped:
                return
            _LOG.warning("the search finds no texts, only identifiers and titles: %s", error)


@dataclass(frozen=True, slots=True)
class _Made:
    """What one run of Pagefind made."""

    index: TextIndex
    own: dict[str, bytes]
    """Files that do not depend on pages, by path."""


class _Work:
    """One run over one site."""

    def __init__(self, pagefind: Pagefind, site: Path, folder: Path, cache: Cache, jobs: int) -> None:
        self._pagefind = pagefind
        self._site = site
        self._folder = folder
        self._cache = cache
        self._jobs = jobs

    def files(self) -> Mapping[str, bytes]:
        """Return the files of the index.

        Raises:
            SearchIndexError: Pagefind failed.
            OSError: a file cannot be read or written.
        """
        shards = shards_of(self._site)
        try:
            with ThreadPoolExecutor(self._jobs) as pool:
                made = list(pool.map(self._of_shard, shards))
            if made:
                index = join([each.index for each in made])
                return {**made[0].own, **dict(index_files(index, self._jobs))}
        except UnknownFormError as error:
            # A later release may write another form; its own index serves as well, with other bytes at each run.
            _LOG.debug("Pagefind's files are left as they are: %s", error)
        return self._pagefind.index(self._site, self._folder / "whole")

    def _of_shard(self, shard: Shard) -> _Made:
        """Return the index of a shard, from the cache where it has it."""
        name = key(self._pagefind.version, *LEFT_OUT, shard.digest)
        stored = self._cache.get(_GROUP, name)
        if stored is not None:
            with suppress(msgspec.MsgspecError):
                return msgspec.msgpack.decode(stored, type=_Made)
        pages = self._folder / f"pages-{name}"
        shard.copy_to(pages, self._site)
        files = self._pagefind.index(pages, self._folder / f"index-{name}")
        # They stand within the site, where a run over the whole would find them.
        shutil.rmtree(pages, ignore_errors=True)
        # Here one shard is read while Pagefind works on another.
        made = _Made(
            read_index(files), {path: data for path, data in files.items() if not _is_of_pages(path)}
        )
        self._cache.put(_GROUP, name, msgspec.msgpack.encode(made))
        return made


def _is_of_pages(path: str) -> bool:
    """Tell whether a file of an index depends on its pages; the others are Pagefind's own."""
    return path.startswith(_INDEXED) or path == ENTRY or path.endswith(".pf_meta")


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    for inner in {path.rpartition("/")[0] for path in files}:
        (folder / inner).mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        (folder / path).write_bytes(data)


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
