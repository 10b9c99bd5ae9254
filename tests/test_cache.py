"""A cache between runs: what it keeps, what it drops, and that nothing about its folder is ever a reason to fail."""

import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen import cache
from kbgen.cache import FILE, NO_CACHE, Cache, key

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext

NOBODY = 65534


@given(st.lists(st.binary(max_size=20), max_size=4), st.lists(st.binary(max_size=20), max_size=4))
def test_a_key_is_shared_by_equal_parts_only(one: list[bytes], other: list[bytes]) -> None:
    assert (key(*one) == key(*other)) == (one == other)


def test_a_key_is_a_digest_of_texts_and_bytes_of_any_kind() -> None:
    assert key("é") == key("é".encode())
    assert key("\ud800") != key("\ud801")
    assert len(key()) == 32
    assert set(key("a")) <= set("0123456789abcdef")


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["sigma", "bodies"]), st.text(max_size=5).filter(str.isprintable)),
        st.binary(max_size=300),
        max_size=8,
    )
)
@settings(max_examples=50)
def test_what_is_put_is_what_later_runs_get(values: dict[tuple[str, str], bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for (group, name), value in values.items():
            Cache(Path(folder)).put(group, name, value)
        later = Cache(Path(folder))
        for group in ("sigma", "bodies"):
            names = [name for kept, name in values if kept == group]
            expected = {name: values[group, name] for name in names}
            assert later.get_many(group, [*names, "no such key"]) == expected
        assert later.get_many("other", [name for _, name in values]) == {}


def test_a_value_is_replaced(tmp_path: Path) -> None:
    run = Cache(tmp_path)
    run.put("g", "k", b"old")
    run.put("g", "k", b"new")
    assert run.get("g", "k") == b"new"
    assert run.get("g", "other") is None


def test_many_values_at_once_come_in_the_order_of_the_keys(tmp_path: Path) -> None:
    values = {str(number): bytes([number % 251]) * number for number in range(2_000)}
    Cache(tmp_path).put_many("g", values)
    names = sorted(values, reverse=True)
    found = Cache(tmp_path).get_many("g", names)
    assert found == values
    assert list(found) == names


def test_without_a_folder_nothing_is_kept() -> None:
    NO_CACHE.put("g", "k", b"1")
    assert NO_CACHE.get("g", "k") is None
    assert Cache(None).get_many("g", ["k"]) == {}


def test_the_folder_is_made_when_something_is_put_and_not_before(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    run = Cache(folder)
    assert run.get("g", "k") is None
    run.put_many("g", {})
    assert not folder.exists()
    run.put("g", "k", b"1")
    assert Cache(folder).get("g", "k") == b"1"


def test_a_deleted_folder_is_an_empty_cache(tmp_path: Path) -> None:
    run = Cache(tmp_path / "c")
    run.put("g", "k", b"1")
    shutil.rmtree(tmp_path / "c")
    assert run.get("g", "k") is None
    run.put("g", "k", b"2")
    assert run.get("g", "k") == b"2"


@pytest.mark.parametrize(
    "content", [b"", b"no database at all", b"SQLite format 3\0" + bytes(100), os.urandom(9_000)]
)
def test_a_file_that_is_no_database_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert Cache(tmp_path).get("g", "k") is None
    for _ in range(2):
        Cache(tmp_path).put("g", "k", b"1")
    assert Cache(tmp_path).get("g", "k") == b"1"


def test_a_database_of_somebody_else_is_replaced(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as store:
        store.execute("CREATE TABLE state (x)")
        store.commit()
    assert Cache(tmp_path).get("g", "k") is None
    for _ in range(2):
        Cache(tmp_path).put("g", "k", b"1")
    assert Cache(tmp_path).get("g", "k") == b"1"


@given(seed=st.integers(0, 2**32))
@settings(max_examples=60)
def test_a_damaged_file_yields_true_values_or_none(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (fuzzing is no cryptography)
    values = {str(number): bytes(chance.randbytes(chance.randrange(3_000))) for number in range(20)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Cache(folder).put_many("g", values)
        data = bytearray((folder / FILE).read_bytes())
        for _ in range(chance.choice([1, 5, 200])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (folder / FILE).write_bytes(data[: chance.choice([len(data), len(data) // 2])])
        found = Cache(folder).get_many("g", values)
        assert found.items() <= values.items()
        Cache(folder).put_many("g", {"new": b"1"})
        assert Cache(folder).get_many("g", ["new", *values]).items() <= {**values, "new": b"1"}.items()


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        run = Cache(folder)
        run.put("g", "k", b"1")
        assert run.get("g", "k") is None
    assert (tmp_path / "file").read_text() == "x"


def test_a_folder_in_the_place_of_the_file_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    run = Cache(tmp_path)
    run.put("g", "k", b"1")
    assert run.get("g", "k") is None


@pytest.fixture
def fork() -> "ForkContext":
    """Return what makes processes that inherit everything; skip the test where the system has none."""
    if sys.platform == "win32":
        pytest.skip("the system knows no forks")
    return multiprocessing.get_context("fork")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that other users may read, below no private one."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def as_nobody(folder: Path, mode: int, told: "multiprocessing.SimpleQueue[object]") -> None:
    run = Cache(folder)
    folder.chmod(mode)
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    run.put("g", "new", b"2")
    told.put([run.get("g", "k"), run.get("g", "new")])


@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_a_folder_without_permission_to_write_or_read_is_no_reason_to_fail(
    open_folder: Path, mode: int, fork: "ForkContext"
) -> None:
    Cache(open_folder).put("g", "k", b"1")
    told: multiprocessing.SimpleQueue[object] = fork.SimpleQueue()
    process = fork.Process(target=as_nobody, args=(open_folder, mode, told))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert told.get() in ([None, None], [b"1", None])
    open_folder.chmod(0o755)
    assert Cache(open_folder).get("g", "k") == b"1"


def test_a_locked_file_acts_as_an_empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_WAIT", 0.05)
    run = Cache(tmp_path)
    run.put("g", "k", b"1")
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        run.put("g", "new", b"2")
        assert run.get("g", "k") == b"1"
        assert run.get("g", "new") is None
    run.put("g", "new", b"2")
    assert run.get("g", "new") == b"2"


def write(folder: Path, first: int) -> None:
    run = Cache(folder)
    for start in range(first, first + 200, 10):
        run.put_many("g", {str(number): bytes([number % 251]) * 500 for number in range(start, start + 10)})
        run.get_many("g", map(str, range(400)))


def test_two_processes_may_write_at_once(tmp_path: Path, fork: "ForkContext") -> None:
    Cache(tmp_path).put("g", "k", b"1")
    processes = [fork.Process(target=write, args=(tmp_path, first)) for first in (0, 200)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    found = Cache(tmp_path).get_many("g", map(str, range(400)))
    assert found == {str(number): bytes([number % 251]) * 500 for number in range(400)}


def test_two_processes_may_make_the_file_at_once(tmp_path: Path, fork: "ForkContext") -> None:
    processes = [fork.Process(target=write, args=(tmp_path, first)) for first in (0, 200)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    found = Cache(tmp_path).get_many("g", map(str, range(400)))
    assert found.items() <= {str(number): bytes([number % 251]) * 500 for number in range(400)}.items()
    assert len(found) > 100


def test_a_cache_may_be_inherited_by_a_fork(tmp_path: Path, fork: "ForkContext") -> None:
    run = Cache(tmp_path)
    run.put("g", "k", b"1")
    process = fork.Process(target=run.put, args=("g", "child", b"2"))
    process.start()
    process.join()
    run.put("g", "parent", b"3")
    assert run.get_many("g", ["k", "child", "parent"]) == {"k": b"1", "child": b"2", "parent": b"3"}


def test_the_limit_holds_and_what_was_not_used_for_the_longest_goes_first(tmp_path: Path) -> None:
    for number in range(60):
        run = Cache(tmp_path, limit=200_000)
        run.put("g", str(number), bytes(9_000))
        if number:
            run.get("g", "0")
    found = Cache(tmp_path, limit=200_000).get_many("g", map(str, range(60)))
    assert set(found) == {"0", *(str(number) for number in range(60 - len(found) + 1, 60))}
    assert len(found) == 200_000 // 9_200
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 400_000


def test_one_run_that_writes_more_than_the_limit_keeps_what_it_wrote_last(tmp_path: Path) -> None:
    run = Cache(tmp_path, limit=100_000)
    for number in range(30):
        run.put("g", str(number), bytes(9_000))
    found = run.get_many("g", map(str, range(30)))
    assert list(found) == [str(number) for number in range(30 - len(found), 30)]
    assert len(found) == 10


def test_a_value_larger_than_the_limit_is_not_kept_and_drives_nothing_out(tmp_path: Path) -> None:
    run = Cache(tmp_path, limit=10_000)
    run.put("g", "small", b"1")
    run.put("g", "large", bytes(10_001))
    assert run.get_many("g", ["small", "large"]) == {"small": b"1"}
    run.put_many("g", {"a": bytes(6_000), "b": bytes(6_000)})
    assert run.get_many("g", ["a", "b"]) == {"a": bytes(6_000)}


def test_what_other_code_left_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Cache(tmp_path).put("g", "k", b"1")
    monkeypatch.setattr(cache, "_version", lambda: "another")
    run = Cache(tmp_path)
    assert run.get("g", "k") is None
    run.put("g", "new", b"2")
    assert run.get_many("g", ["k", "new"]) == {"new": b"2"}
    monkeypatch.undo()
    assert Cache(tmp_path).get_many("g", ["k", "new"]) == {}


def test_reading_what_was_used_lately_writes_nothing(tmp_path: Path) -> None:
    Cache(tmp_path).put_many("g", {"a": b"1", "b": b"2"})
    before = (tmp_path / FILE).read_bytes()
    for _ in range(3):
        assert len(Cache(tmp_path).get_many("g", ["a", "b"])) == 2
    assert (tmp_path / FILE).read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [FILE]
