"""The badge: what an endpoint badge of shields.io reads."""

import json
from dataclasses import replace
from typing import Any

import pytest
from coverage_worlds import rule, technique
from jsonschema import validate

from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.shields import coverage_shields

SCHEMA = {
    "type": "object",
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string", "minLength": 1},
        "color": {"enum": ["brightgreen", "green", "yellow", "orange", "red"]},
    },
    "required": ["schemaVersion", "label", "message"],
    "additionalProperties": False,
}


def badge(report: CoverageReport) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(coverage_shields(report))
    return found


def of(make_coverage: Any, claimed: int, whole: int) -> dict[str, Any]:
    names = [f"T{1000 + number}" for number in range(whole)]
    notes = {name: technique(name, "Windows") for name in names}
    return badge(make_coverage(**notes, r=rule(*names[:claimed])))


def test_the_badge_has_the_shape_of_the_endpoint(coverage_report: CoverageReport) -> None:
    validate(badge(coverage_report), SCHEMA)
    assert badge(coverage_report)["message"] == "5 of 8 (62 %)"


@pytest.mark.parametrize(
    ("claimed", "whole", "percent", "colour"),
    [
        (5, 5, 100, "brightgreen"),
        (4, 5, 80, "brightgreen"),
        (3, 4, 75, "green"),
        (3, 5, 60, "green"),
        (2, 5, 40, "yellow"),
        (1, 5, 20, "orange"),
        (1, 6, 16, "red"),
        (0, 5, 0, "red"),
        (199, 200, 99, "brightgreen"),
    ],
)
def test_the_share_is_rounded_down_and_coloured(
    make_coverage: Any, claimed: int, whole: int, percent: int, colour: str
) -> None:
    found = of(make_coverage, claimed, whole)
    assert (found["message"], found["color"]) == (f"{claimed} of {whole} ({percent} %)", colour)


def test_nothing_in_scope_is_no_share(make_coverage: Any) -> None:
    found = badge(make_coverage(page="text"))
    validate(found, SCHEMA)
    assert found["message"] == "nothing in scope"


def test_the_badge_is_the_same_for_any_name_of_the_vault(coverage_report: CoverageReport) -> None:
    assert coverage_shields(replace(coverage_report, name="x")) == coverage_shields(coverage_report)
