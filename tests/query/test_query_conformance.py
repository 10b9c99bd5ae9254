"""The conformance cases: kbgen's own, and the specification's where it lies beside the checkout."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from markdown_vault import searchables

from kbgen.query.evaluate import evaluate
from kbgen.query.index import Index
from kbgen.query.read import read

HERE = Path(__file__)
OWN_CASES = HERE.parents[1] / "fixtures" / "query" / "cases.json"
SPECIFIED_CASES = HERE.resolve().parents[3] / "shared" / "specs" / "query-cases.json"


def own_cases() -> Iterator[Any]:
    for number, suite in enumerate(json.loads(OWN_CASES.read_text(encoding="utf-8"))["suites"]):
        for case in suite["cases"]:
            yield pytest.param(number, case, id=f"{case['id']} {case['about']}")


def specified_cases() -> Iterator[Any]:
    if not SPECIFIED_CASES.is_file():
        reason = f"the specification is not beside the checkout: {SPECIFIED_CASES}"
        yield pytest.param({}, id="none", marks=pytest.mark.skip(reason=reason))
        return
    for case in json.loads(SPECIFIED_CASES.read_text(encoding="utf-8"))["cases"]:
        yield pytest.param(case, id=f"{case['id']} {case['about']}")


@cache
def own_index(number: int) -> Index:
    suite = json.loads(OWN_CASES.read_text(encoding="utf-8"))["suites"][number]
    return Index.build(searchables(suite["vault"]))


@cache
def specified_index() -> Index:
    return Index.build(searchables(json.loads(SPECIFIED_CASES.read_text(encoding="utf-8"))["vault"]))


def answer(query: str, index: Index) -> list[str] | str:
    results = evaluate(read(query), index)
    assert results.fault is None or not results.hits
    return list(results.paths) if results.fault is None else "error"


@pytest.mark.parametrize(("number", "case"), list(own_cases()))
def test_own_case(number: int, case: dict[str, Any]) -> None:
    assert answer(case["query"], own_index(number)) == case["expect"]


@pytest.mark.parametrize("case", list(specified_cases()))
def test_specified_case(case: dict[str, Any]) -> None:
    assert answer(case["query"], specified_index()) == case["expect"]
