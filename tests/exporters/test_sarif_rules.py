"""What a SARIF log says about the checks."""

import pytest

from kbgen.checks.catalogue import CATALOGUE
from kbgen.checks.check import Check
from kbgen.diagnostics import Severity
from kbgen.exporters.sarif_rules import rules


def check(**fields: str) -> Check:
    values = {"title": "link <leads> nowhere", "meaning": "M.", "example": "[[x]]", "way_out": "W."} | fields
    return Check(
        "KB201", values["title"], Severity.WARNING, values["meaning"], values["example"], values["way_out"]
    )


def test_a_rule_tells_all_that_the_catalogue_tells() -> None:
    (rule,) = rules([check()])
    assert rule["id"] == "KB201"
    assert rule["name"] == "link-leads-nowhere"
    assert rule["shortDescription"] == {"text": "Link <leads> nowhere"}
    assert rule["fullDescription"] == {"text": "M."}
    assert rule["help"]["text"] == "M.\n\nExample:\n[[x]]\n\nW."
    assert rule["help"]["markdown"] == "M.\n\n````text\n[[x]]\n````\n\nW."
    assert rule["defaultConfiguration"] == {"level": "warning"}
    assert rule["properties"] == {"tags": ["Links, embeds and HTML"], "problem.severity": "warning"}


def test_a_check_without_an_example_has_none() -> None:
    assert rules([check(example="")])[0]["help"] == {"text": "M.\n\nW.", "markdown": "M.\n\nW."}


def test_descriptions_keep_the_limits_of_code_scanning() -> None:
    (rule,) = rules([check(title="t" * 2_000, meaning="m" * 2_000)])
    assert len(rule["name"]) == 255
    assert len(rule["shortDescription"]["text"]) == 1_024
    assert len(rule["fullDescription"]["text"]) == 1_024


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_check_has_a_whole_description(code: str) -> None:
    (rule,) = rules([CATALOGUE[code]])
    assert rule["name"].strip("-") == rule["name"] != ""
    assert not rule["fullDescription"]["text"].endswith("…")
    assert len(rule["properties"]["tags"]) <= 20
    assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}


def test_names_are_distinct() -> None:
    names = [rule["name"] for rule in rules(CATALOGUE.values())]
    assert len(set(names)) == len(names)
