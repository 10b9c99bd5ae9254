"""Work that goes through an executor: what travels, what comes back, and what is said when it cannot."""

import datetime as dt
import multiprocessing
import operator
import os
import platform
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest

from kbgen import __version__, executors
from kbgen.executors import (
    Backend,
    Session,
    Shipment,
    WorkersError,
    check_backend,
    chunks_elsewhere,
    executor_backend,
    packed,
)
from kbgen.mkdocs_plugin.write_ahead import Contents
from kbgen.project import Project
from kbgen.workers import map_in_order

ROOT = Path(__file__).resolve().parents[1]
THREADS = executor_backend(partial(ThreadPoolExecutor, 2), 2, "two threads")
MakeVault = Callable[[Mapping[str, str | bytes]], Path]


def spawned() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))


PROCESSES = executor_backend(spawned, 2, "two processes")


@pytest.mark.parametrize("count", [0, 1, 7, 1_000])
def test_results_are_in_the_order_of_the_items(count: int) -> None:
    items = [(number * 7919) % 1009 - 500 for number in range(count)]
    assert map_in_order(abs, items, THREADS) == [abs(item) for item in items]


def test_each_item_comes_back_once() -> None:
    found = {
        start: results.value for start, results in chunks_elsewhere(operator.neg, range(1, 1_001), THREADS)
    }
    assert [item for start in sorted(found) for item in found[start]] == [
        -number for number in range(1, 1_001)
    ]
    assert sorted(found) == list(range(0, 1_000, 64)), "64 items a chunk"


def test_other_processes_do_the_work() -> None:
    found = [pid for _, results in chunks_elsewhere(_pid, range(10), PROCESSES) for pid in results.value]
    assert len(found) == 10
    assert os.getpid() not in found


def _pid(_: int) -> int:
    return os.getpid()


def test_a_read_only_view_is_one_when_it_arrives() -> None:
    sent = {"a": MappingProxyType({"b": (1, 2)}), "pattern": re.compile("x+")}
    arrived = Shipment(packed(sent)).value
    assert arrived == sent
    with pytest.raises(TypeError):
        arrived["a"]["b"] = ()


def test_a_value_is_read_once_and_travels_unread() -> None:
    shipment = Shipment(packed([1, 2]))
    assert shipment.value is shipment.value
    assert Shipment(packed(shipment)).value.value == [1, 2]


def test_few_chunks_are_under_way_at_a_time() -> None:
    counts: list[int] = []
    taken = 0

    class Counting(ThreadPoolExecutor):
        given = 0

        def submit(self, *arguments: object, **named: object) -> object:  # type: ignore[override]
            self.given += 1
            counts.append(self.given - taken)
            return super().submit(*arguments, **named)  # type: ignore[arg-type]

    for _ in chunks_elsewhere(abs, range(6_400), executor_backend(partial(Counting, 2), 2)):
        taken += 1
    assert taken == 100, "64 items a chunk"
    assert max(counts) <= 4, "two for each worker"


def test_what_all_workers_need_is_shared_once() -> None:
    shared: list[Shipment] = []

    @contextmanager
    def opened() -> Iterator[Session]:
        def share(shipment: Shipment) -> Shipment:
            shared.append(shipment)
            return shipment

        with ThreadPoolExecutor(2) as executor:
            yield Session(executor, 2, share)

    backend = Backend("shared", opened)
    found = [item for _, part in chunks_elsewhere(abs, range(-300, 0), backend) for item in part.value]
    assert sorted(found) == list(range(1, 301))
    assert len(shared) == 1


def test_a_worker_with_another_kbgen_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = {"kbgen": "0.0.9", "Python": "3.9.1"}
    monkeypatch.setattr(executors, "identity", lambda: stated)
    with pytest.raises(WorkersError) as caught:
        check_backend(PROCESSES)
    text = str(caught.value)
    assert text.startswith(f"two processes: the worker on {platform.node()} would give other results")
    assert f"kbgen {__version__} there, 0.0.9 here" in text
    assert f"Python {platform.python_version()} there, 3.9.1 here" in text


def test_workers_with_the_same_kbgen_pass() -> None:
    check_backend(PROCESSES)


def test_lost_workers_are_an_error_with_the_name_of_the_executor() -> None:
    with pytest.raises(WorkersError, match=r"^two processes: the workers were lost"):
        list(chunks_elsewhere(os._exit, [3], PROCESSES))


def test_what_a_function_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="no number"):
        map_in_order(int, ["1"] * 999 + ["no number"], THREADS)


NOTES = {
    "T1046.md": "---\ntags: [techniques, t1046]\n---\n# T1046 Scan\n\n"
    "[[rule]] ^block\n\n```query\ntag: detection_rule tag: T1046\n```\n",
    "rule.md": "---\ntags: [detection_rule, t1046]\naliases: [sweep]\n---\n# A rule\n\n"
    "```yaml\ntitle: A rule\nlogsource: {product: windows, category: process_creation}\n"
    "detection: {sel: {Image: a}, condition: sel}\n```\n\n![[T1046]]\n",
    "index.md": "# Welcome\n\n```dataview\nlist from #techniques\n```\n",
}


@pytest.mark.parametrize("name", ["made up", "content"])
def test_pages_are_the_same_wherever_they_are_made(name: str, make_vault: MakeVault) -> None:
    vault = ROOT / "content" if name == "content" else make_vault(NOTES)
    pages = Project(vault, name="Site", jobs=1, today=dt.date(2026, 5, 4)).site.pages
    there = Shipment(packed(Contents(pages))).value
    assert len(pages) >= len(NOTES)
    for place, page in enumerate(pages):
        assert there(place) == page.finished(), page.url
