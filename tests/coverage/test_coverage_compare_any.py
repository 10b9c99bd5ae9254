"""Any change of any small vault: what moved is what two reports side by side show, and each movement has a cause."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from coverage_worlds import TODAY, atomic, baseline_of, files, report_of, rule, technique
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbgen.coverage.baseline import BaselineError
from kbgen.coverage.compare import compare
from kbgen.coverage.model import Coverage
from kbgen.exporters.coverage_json import coverage_document
from kbgen.project import Project
from kbgen.settings import read_settings

IDS = ("T1046", "T1059", "T1059.001", "T1059.003")
RANKS = {"gap": 0, "untested": 1, "testable": 2, "proven": 3}
SYSTEMS = ("Windows", "Linux", "macOS")
FRESH, OLD = (f"{{date: {day}, outcome: detected}}" for day in ("2026-10-01", "2025-01-01"))
KEEPER = {"keeper": rule("T9999", title="Keeper"), "T9999": technique("T9999", "PRE")}
"""What every vault has, so that any two are states of the same one."""

platforms = st.lists(st.sampled_from(SYSTEMS), max_size=3, unique=True)
some_ids = st.lists(st.sampled_from(IDS), min_size=1, max_size=2, unique=True)
products = st.sampled_from(["windows", "linux", "macos", ""])


@st.composite
def rules(draw: st.DrawFn) -> str:
    evidence = draw(st.sampled_from([None, FRESH, OLD]))
    return rule(
        *draw(some_ids),
        product=draw(products),
        category=draw(st.sampled_from(["process_creation", "application"])),
        status=draw(st.sampled_from(["test", "deprecated"])),
        **({"evidence": evidence} if evidence else {}),
    )


@st.composite
def runbooks(draw: st.DrawFn) -> str:
    cases = draw(
        st.dictionaries(
            st.sampled_from(["one", "two"]), st.sampled_from(["windows", "linux", "windows/macos"])
        )
    )
    return atomic(*draw(some_ids), **cases)


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, str]:
    notes = dict(KEEPER)
    for identifier in draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True)):
        notes[identifier.replace(".", "_")] = technique(identifier, *draw(platforms))
    for name in draw(st.lists(st.sampled_from("abc"), unique=True)):
        notes[name] = draw(rules())
    for name in draw(st.lists(st.sampled_from("xy"), unique=True)):
        notes[name] = draw(runbooks())
    return notes


scopes: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "platforms": st.lists(st.sampled_from(SYSTEMS), min_size=1, max_size=2, unique=True),
        "log_sources": st.lists(
            st.sampled_from(["windows/process_creation", "linux", "*/application"]), unique=True
        ),
    },
)


def cells(document: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return what a report says of each technique, as a whole and on each platform."""
    found = {}
    for item in document["techniques"]:
        found[item["id"], ""] = item
        found |= {(item["id"], name): cell for name, cell in item["platforms"].items()}
    return found


def fell(was: Mapping[str, Any], is_now: Mapping[str, Any]) -> bool:
    verdict = RANKS[is_now["verdict"]] < RANKS[was["verdict"]]
    was_seen = was["feasible"] is not None and was["verdict"] != "gap" and not was["blind"]
    return verdict or (was_seen and is_now["blind"])


def rose(was: Mapping[str, Any], is_now: Mapping[str, Any]) -> bool:
    verdict = RANKS[is_now["verdict"]] > RANKS[was["verdict"]]
    return verdict or (was["blind"] and bool(is_now["feasible"]))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    return tmp_path_factory


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(vaults(), vaults(), scopes, scopes)
def test_movements_are_what_two_reports_show(
    places: pytest.TempPathFactory,
    before: dict[str, str],
    now: dict[str, str],
    had: dict[str, Any],
    has: dict[str, Any],
) -> None:
    def assess(notes: Mapping[str, str], stated: Mapping[str, Any]) -> Coverage:
        vault = places.mktemp("vault")
        for path, text in files(**notes).items():
            (vault / path).write_text(text, encoding="utf-8")
        return Project(vault, read_settings({"coverage": dict(stated)}), today=TODAY, jobs=1).coverage

    earlier, later = assess(before, had), assess(now, has)
    if earlier.techniques and "log_sources" in had and "log_sources" not in has:
        with pytest.raises(BaselineError):
            compare(baseline_of(earlier), later)
        return
    found = compare(baseline_of(earlier), later)
    old, new = (json.loads(json.dumps(coverage_document(report_of(each)))) for each in (earlier, later))
    was, is_now = cells(old), cells(new)
    excluded = {item["id"] for item in new["scope"]["excluded"]}
    same_scope = old["scope"]["platforms"] == new["scope"]["platforms"]
    lost = {name for name, cell in was.items() if name in is_now and fell(cell, is_now[name])}
    expected = {name for name, _ in lost}
    for (name, platform), cell in was.items():
        if cell["verdict"] == "gap":
            continue
        if not platform and (name, "") not in is_now and name not in excluded:
            expected.add(name)
        dropped = platform and (name, "") in is_now and (name, platform) not in is_now
        if dropped and same_scope and is_now[name, ""]["platforms"]:
            expected.add(name)
    assert {item.id for item in found.regressions} == expected
    assert [item for item in found.regressions if not item.causes] == []
    gained = {
        name
        for (name, where), cell in was.items()
        if (name, where) in is_now and rose(cell, is_now[name, where])
    }
    assert {item.id for item in found.gains} == gained
    assert [item for item in found.gains if not item.causes] == []
    assert found.by_attack == ()
    assert set(found.added) == {name for name, where in is_now if not where} - {name for name, _ in was}
    assert {item.id for item in found.gone} == {name for name, _ in was} - {name for name, _ in is_now}
