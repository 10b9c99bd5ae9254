"""A cache of bytes that outlives a run: results of pure functions under the digest of everything that they depend on.

In goes a folder, or none; entries belong to a group, such as ``sigma``, and have a digest as their key. The cache is one
SQLite file. It only ever saves time: a folder that is absent, read-only, locked or damaged acts as an empty cache, and
what other code than today's left behind does not count. Values are plain bytes; whoever reads one decodes it as data.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

from kbgen import __version__

FILE = "cache.sqlite3"
"""Name of the file in the cache's folder."""
LIMIT = 1_000_000_000
"""Bytes that a cache holds where nothing else is said."""
_SCHEMA = 1
_WAIT = 2.0
"""Seconds to wait for another process that is writing."""
_OVERHEAD = 200
"""Bytes that an entry takes beside its value."""
_RECENT = 8
"""Runs after which a use is noted again, so that most runs only read."""
_FAULTS = (sqlite3.Error, OSError, UnicodeError)
"""What may be raised; the last where a damaged text stands in the message of another error."""
_USELESS = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
"""Why a file is replaced: it is damaged, no database, or a database of another shape."""
_TABLES = (
    "CREATE TABLE state (version TEXT NOT NULL, generation INTEGER NOT NULL)",
    """CREATE TABLE entries (
        id INTEGER PRIMARY KEY, family TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL,
        checksum INTEGER NOT NULL, used INTEGER NOT NULL, UNIQUE (family, key))""",
    "CREATE INDEX entries_by_use ON entries (used, id, size)",
    "CREATE TABLE contents (id INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE, value BLOB NOT NULL)",
)
"""Contents stand apart, so that noting a use does not write them again."""


def key(*parts: bytes | str) -> str:
    """Return a digest of parts in their order, as 32 hexadecimal digits; other parts have another one."""
    digest = blake2b(digest_size=16)
    for part in parts:
        data = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


class Cache:
    """Entries by group and key. One object serves one run: what it touches counts as used at the same time.

    No method raises anything because of the folder or of what is in it.

    Args:
        folder: where the file stands, made when first written to; None for a cache that keeps nothing.
        limit: bytes beyond which entries are dropped, those first that were not used for the most runs.
    """

    def __init__(self, folder: Path | None, limit: int = LIMIT) -> None:
        self._file = folder / FILE if folder is not None else None
        self._limit = limit
        self._generation = 0

    def get(self, group: str, name: str) -> bytes | None:
        """Return the value of a key, or None."""
        return self.get_many(group, (name,)).get(name)

    def put(self, group: str, name: str, value: bytes) -> None:
        """Keep a value under a key."""
        self.put_many(group, {name: value})

    def get_many(self, group: str, names: Iterable[str]) -> dict[str, bytes]:
        """Return the values of those keys that the cache has, in the order of the keys."""
        wanted = tuple(dict.fromkeys(names))
        if self._file is None or not wanted:
            return {}
        found: dict[str, bytes] = {}
        try:
            if self._file.is_file():
                with self._open(self._file) as store:
                    self._read(store, group, wanted, found)
        except _FAULTS as error:
            self._let_go(error)
        return {name: found[name] for name in wanted if name in found}

    def put_many(self, group: str, values: Mapping[str, bytes]) -> None:
        """Keep values; those that are larger than the whole cache may be are left out."""
        if self._file is None or not values:
            return
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._open(self._file) as store:
                self._write(store, group, values)
        except _FAULTS as error:
            self._let_go(error)

    @contextmanager
    def _open(self, file: Path) -> Iterator[sqlite3.Connection]:
        """Open the file for one call: without a lasting connection, a cache may cross threads and forks."""
        with closing(sqlite3.connect(file, timeout=_WAIT, isolation_level=None)) as store:
            store.execute("PRAGMA journal_mode = WAL")
            store.execute("PRAGMA synchronous = NORMAL")
            store.execute("PRAGMA foreign_keys = ON")
            store.execute(f"PRAGMA journal_size_limit = {self._limit // 10}")
            yield store

    def _read(
        self, store: sqlite3.Connection, group: str, names: Sequence[str], found: dict[str, bytes]
    ) -> None:
        store.execute("BEGIN")
        current = _generation_in(store)
        old: list[int] = []
        for entry, name, used, checksum, value in _select(store, group, names) if current else ():
            if isinstance(value, bytes) and crc32(value) == checksum:
                found[name] = value
                if isinstance(used, int) and used + _RECENT < current:
                    old.append(entry)
        store.rollback()
        if old:
            store.execute("BEGIN IMMEDIATE")
            generation = self._begin(store)
            store.executemany(
                "UPDATE entries SET used = ? WHERE id = ?", ((generation, entry) for entry in old)
            )
            store.commit()

    def _write(self, store: sqlite3.Connection, group: str, values: Mapping[str, bytes]) -> None:
        store.execute("BEGIN IMMEDIATE")
        generation = self._begin(store)
        store.executemany(
            "DELETE FROM entries WHERE family = ? AND key = ?", ((group, name) for name in values)
        )
        room = self._limit
        fitting: list[tuple[str, bytes]] = []
        for name, value in values.items():
            if len(value) + _OVERHEAD <= room:
                room -= len(value) + _OVERHEAD
                fitting.append((name, value))
        _shrink(store, room)
        for name, value in fitting:
            row = (group, name, len(value) + _OVERHEAD, crc32(value), generation)
            done = store.execute(
                "INSERT INTO entries (family, key, size, checksum, used) VALUES (?, ?, ?, ?, ?)", row
            )
            store.execute("INSERT INTO contents VALUES (?, ?)", (done.lastrowid, value))
        store.commit()

    def _begin(self, store: sqlite3.Connection) -> int:
        """Return this run's number, a new one where it has none yet; what other code left is dropped."""
        current = _generation_in(store)
        if not current:
            for table in ("contents", "entries", "state"):
                store.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _TABLES:
                store.execute(statement)
            store.execute("INSERT INTO state VALUES (?, 1)", (_version(),))
            self._generation = 1
        elif not 0 < self._generation <= current:
            self._generation = current + 1
            store.execute("UPDATE state SET generation = ?", (self._generation,))
        return self._generation

    def _let_go(self, error: Exception) -> None:
        """Remove a file that is of no use, so that the next run begins with a new one."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        if self._file is not None and not isinstance(error, OSError) and code & 0xFF in _USELESS:
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self._file.with_name(FILE + suffix).unlink()


NO_CACHE = Cache(None)
"""A cache that keeps nothing."""


def _generation_in(store: sqlite3.Connection) -> int:
    """Return the number of the last run that wrote; 0 where today's code did not make what is stored."""
    known = store.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone()
    state = store.execute("SELECT version, generation FROM state").fetchone() if known else None
    if state is None or state[0] != _version() or not isinstance(state[1], int):
        return 0
    return state[1]


def _select(
    store: sqlite3.Connection, group: str, names: Sequence[str]
) -> Iterator[tuple[int, str, object, object, object]]:
    return store.execute(
        "SELECT id, key, used, checksum, value FROM entries JOIN contents USING (id) "
        "WHERE family = ? AND key IN (SELECT value FROM json_each(?))",
        (group, json.dumps(names)),
    )


def _shrink(store: sqlite3.Connection, room: int) -> None:
    """Drop the entries that were not used for the longest until the others fit."""
    total = store.execute("SELECT total(size) FROM entries").fetchone()[0]
    if total > room:
        store.execute(
            "DELETE FROM entries WHERE id IN (SELECT id FROM "
            "(SELECT id, sum(size) OVER (ORDER BY used, id) - size AS before FROM entries) WHERE before < ?)",
            (total - room,),
        )


@cache
def _version() -> str:
    """Return what tells this code from any other: its version, and in a checkout every edit."""
    package = Path(__file__).parent
    files = sorted(package.rglob("*.py"))
    code = key(
        *(part for file in files for part in (file.relative_to(package).as_posix(), file.read_bytes()))
    )
    return f"{__version__} {_SCHEMA} {code}"
