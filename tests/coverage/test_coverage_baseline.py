"""Earlier reports: which can be used, and what is said of the others."""

import codecs
import json
from typing import Any

import pytest
from coverage_worlds import Assess, atomic, baseline_of, report_of, rule, technique

from kbgen.coverage.baseline import SCHEMA, BaselineError, read_baseline
from kbgen.exporters.coverage_json import coverage_document, coverage_json

MISSING = object()


@pytest.fixture
def document(assess: Assess) -> dict[str, Any]:
    """Return the report of a small vault, as plain values."""
    coverage = assess(T1046=technique("T1046", "Windows"), r=rule("T1046"), t=atomic("T1046", one="windows"))
    found: dict[str, Any] = json.loads(json.dumps(coverage_document(report_of(coverage))))
    return found


def written(document: object) -> bytes:
    return json.dumps(document).encode()


def changed(document: Any, place: str, value: object) -> bytes:
    """Return the document with another value at a place such as ``techniques.0.id``."""
    *parents, last = place.split(".")
    node = document
    for name in parents:
        node = node[int(name) if isinstance(node, list) else name]
    if value is MISSING:
        del node[last]
    else:
        node[int(last) if isinstance(node, list) else last] = value
    return written(document)


def test_what_was_written_is_read_back(assess: Assess) -> None:
    coverage = assess(
        {"log_sources": ["windows"]},
        T1046=technique("T1046", "Windows", "Linux"),
        T1059_001=technique("T1059.001", "Windows"),
        T1059=technique("T1059", "Windows"),
        r=rule("T1046", id="0B5A6F7C-0000-4000-8000-000000000001", status="deprecated"),
        s=rule("T1059.001"),
        t=atomic("T1046", one="windows", two="linux"),
    )
    before = baseline_of(coverage)
    assert (before.schema, before.name, before.date) == (SCHEMA, "Orchard", coverage.day)
    assert before.assesses_feasibility
    assert {item.id: item.verdict for item in before.techniques} == {
        item.id: item.total.verdict for item in coverage.techniques
    }
    assert {item.id: item.path for item in before.techniques} == {
        "T1046": "T1046.md",
        "T1059": "T1059.md",
        "T1059.001": "T1059.001.md",
    }
    old = before.rules["r.md"]
    assert (old.id, old.status, old.inactive) == (
        "0b5a6f7c-0000-4000-8000-000000000001",
        "deprecated",
        "status",
    )
    assert old.tags == ("detection_rule", "T1046")
    (tie,) = next(item for item in before.techniques if item.id == "T1059").ties.rules
    assert (tie.path, tie.strength, tie.via) == ("s.md", 2, ("T1059.001",))
    assert [case.platforms for case in before.tests["t.md"].cases] == [("Windows",), ("Linux",)]


@pytest.mark.parametrize(("platform", "runs"), [("Windows", True), ("Linux", False), ("", True)])
def test_a_test_ran_where_one_of_its_cases_did(assess: Assess, platform: str, runs: bool) -> None:
    before = baseline_of(assess(t=atomic("T1046", one="windows")))
    assert before.tests["t.md"].runs_on(platform) is runs


def test_a_mark_of_utf_8_is_skipped(document: dict[str, Any]) -> None:
    assert read_baseline(codecs.BOM_UTF8 + written(document), "b.json").name == "Orchard"


def test_keys_of_a_later_kbgen_of_the_same_schema_are_ignored(document: dict[str, Any]) -> None:
    document["techniques"][0]["colour"] = "red"
    document["moons"] = 3
    assert read_baseline(written(document), "b.json").name == "Orchard"


def test_keys_that_an_earlier_kbgen_did_not_write_may_be_absent(document: dict[str, Any]) -> None:
    del document["rules"]["r.md"]["tags"]
    del document["tests"]["t.md"]["tags"]
    del document["techniques"][0]["path"]
    before = read_baseline(written(document), "b.json")
    assert before.rules["r.md"].tags is None
    assert before.tests["t.md"].tags is None


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no whole JSON file"),
        (b"{", "no whole JSON file"),
        (b'{"kbgen": "0.1.0", "techniques": [', "no whole JSON file"),
        (b"{} {}", "no whole JSON file"),
        (b"not JSON", "no whole JSON file"),
        (b'"\xff"', "no whole JSON file"),
        (b"\x00" * 100, "no whole JSON file"),
        (b"9" * 10_000, "no whole JSON file"),
        (b'{"kbgen": 1e999}', "no whole JSON file"),
        (b"[" * 1_000_000, "is no report of kbgen coverage"),
        (b"[]", "is no report of kbgen coverage"),
        (b"null", "is no report of kbgen coverage"),
        (b"3", "is no report of kbgen coverage"),
        (b'{"summary": {"error": 1}, "diagnostics": []}', "is no report of kbgen coverage"),
        (b'{"name": "layer", "domain": "enterprise-attack", "techniques": []}', "is no report of kbgen"),
        ("{}".encode("utf-16"), "is not UTF-8"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_report_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(BaselineError, match=told) as raised:
        read_baseline(data, "some/b.json")
    assert str(raised.value).startswith("some/b.json: ")
    assert len(str(raised.value)) < 300


def test_a_report_cut_off_anywhere_is_refused(document: dict[str, Any]) -> None:
    data = written(document)
    for end in range(1, len(data) - 1, 97):
        with pytest.raises(BaselineError):
            read_baseline(data[:end], "b.json")


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("schema", MISSING, "schema"),
        ("schema", "1", "schema"),
        ("schema", 1.5, "schema"),
        ("schema", None, "schema"),
        ("techniques", {}, "techniques"),
        ("techniques.0", 3, "techniques"),
        ("techniques.0.id", 3, "techniques.*id"),
        ("techniques.0.id", MISSING, "id"),
        ("techniques.0.verdict", "splendid", "splendid"),
        ("techniques.0.verdict", None, "verdict"),
        ("techniques.0.platforms", [], "platforms"),
        ("techniques.0.platforms.Windows.verdict", 1, "platforms"),
        ("techniques.0.ties", None, "ties"),
        ("techniques.0.ties.rules.0.strength", "3", "strength"),
        ("techniques.0.ties.rules.0.via", "T1", "via"),
        ("rules", [], "rules"),
        ("rules", None, "rules"),
        ("tests", 7, "tests"),
        ("releases", [{"domain": 1, "version": None}], "releases"),
        ("scope", "all", "scope"),
        ("date", "yesterday", "date"),
        ("date", 20261101, "date"),
        ("name", None, "name"),
        ("kbgen", 1, "kbgen"),
    ],
)
def test_a_value_of_another_type_is_named(
    document: dict[str, Any], place: str, value: object, told: str
) -> None:
    with pytest.raises(BaselineError, match=f"the baseline is damaged .*{told}"):
        read_baseline(changed(document, place, value), "b.json")


@pytest.mark.parametrize("number", [2**31, 2**64, 10**300])
def test_huge_numbers_are_numbers(document: dict[str, Any], number: int) -> None:
    document["techniques"][0]["ties"]["rules"][0]["strength"] = number
    document["techniques"][0]["rules"] = number
    assert read_baseline(written(document), "b.json").techniques[0].ties.rules[0].strength == number


@pytest.mark.parametrize("schema", [SCHEMA + 1, 10**100])
def test_a_report_of_a_newer_kbgen_is_refused_with_the_way_out(document: dict[str, Any], schema: int) -> None:
    document |= {"schema": schema, "kbgen": "9.0.0", "rules": "in another shape"}
    with pytest.raises(BaselineError, match=r"written by kbgen '9\.0\.0', which is newer.*update kbgen"):
        read_baseline(written(document), "b.json")


def test_a_hostile_version_is_shown_in_short_and_escaped(document: dict[str, Any]) -> None:
    document |= {"schema": 2, "kbgen": "\x1b[31m\n" + "x" * 1000}
    with pytest.raises(BaselineError) as raised:
        read_baseline(written(document), "b.json")
    assert "\x1b" not in str(raised.value)
    assert len(str(raised.value)) < 200


def test_a_report_is_the_same_text_each_time(assess: Assess) -> None:
    texts = {
        coverage_json(report_of(assess(T1046=technique("T1046", "Windows"), r=rule("T1046"))))
        for _ in range(2)
    }
    assert len(texts) == 1
