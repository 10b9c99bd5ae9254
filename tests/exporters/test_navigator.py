"""Layers for the ATT&CK Navigator: the format 4.5 as readers take it, and numbers that mean what they say.

The schema is that of the published format, narrowed to what ``mitreattack-python`` reads without loss: no further keys, texts
in metadata, whole numbers in the gradient.
"""

import json
from dataclasses import replace
from typing import Any

import pytest
from coverage_worlds import rule, technique
from jsonschema import Draft202012Validator

from kbgen.coverage.model import Excluded, Release
from kbgen.coverage.verdict import Exclusion, Verdict
from kbgen.exporters.coverage_json import coverage_json
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.navigator import COLOURS, Layer, LayerKind, coverage_layer, layer_json

Document = dict[str, Any]
STRING = {"type": "string"}
COLOUR = {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}
METADATA = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": STRING, "value": STRING},
        "required": ["name", "value"],
        "additionalProperties": False,
    },
}
LINKS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"label": STRING, "url": {"type": "string", "pattern": "^https?://"}},
        "required": ["label", "url"],
        "additionalProperties": False,
    },
}
TECHNIQUE = {
    "type": "object",
    "properties": {
        "techniqueID": {"type": "string", "pattern": r"^T\d{4}(\.\d{3})?$"},
        "tactic": STRING,
        "score": {"type": "number"},
        "color": COLOUR,
        "comment": STRING,
        "enabled": {"type": "boolean"},
        "metadata": METADATA,
        "links": LINKS,
        "showSubtechniques": {"type": "boolean"},
    },
    "required": ["techniqueID"],
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": STRING,
        "domain": {"enum": ["enterprise-attack", "mobile-attack", "ics-attack"]},
        "versions": {
            "type": "object",
            "properties": {
                "attack": STRING,
                "navigator": {"type": "string", "pattern": r"^5\."},
                "layer": {"const": "4.5"},
            },
            "required": ["navigator", "layer"],
            "additionalProperties": False,
        },
        "description": STRING,
        "filters": {
            "type": "object",
            "properties": {"platforms": {"type": "array", "items": STRING}},
            "required": ["platforms"],
            "additionalProperties": False,
        },
        "sorting": {"enum": [0, 1, 2, 3]},
        "layout": {
            "type": "object",
            "properties": {
                "layout": {"enum": ["side", "flat", "mini"]},
                "showID": {"type": "boolean"},
                "showName": {"type": "boolean"},
                "showAggregateScores": {"type": "boolean"},
                "countUnscored": {"type": "boolean"},
                "aggregateFunction": {"enum": ["average", "min", "max", "sum"]},
                "expandedSubtechniques": {"enum": ["none", "all", "annotated"]},
            },
            "additionalProperties": False,
        },
        "hideDisabled": {"type": "boolean"},
        "techniques": {"type": "array", "items": TECHNIQUE},
        "gradient": {
            "type": "object",
            "properties": {
                "colors": {"type": "array", "items": COLOUR, "minItems": 2},
                "minValue": {"type": "integer"},
                "maxValue": {"type": "integer"},
            },
            "required": ["colors", "minValue", "maxValue"],
            "additionalProperties": False,
        },
        "legendItems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"label": STRING, "color": COLOUR},
                "required": ["label", "color"],
                "additionalProperties": False,
            },
        },
        "metadata": METADATA,
        "links": LINKS,
        "showTacticRowBackground": {"type": "boolean"},
        "tacticRowBackground": COLOUR,
        "selectTechniquesAcrossTactics": {"type": "boolean"},
        "selectSubtechniquesWithParent": {"type": "boolean"},
        "selectVisibleTechniques": {"type": "boolean"},
    },
    "required": ["name", "domain"],
    "additionalProperties": False,
}
LAYERS = [Layer(kind, platform) for kind in LayerKind for platform in ("", "Windows", "Linux")]


def layer(report: CoverageReport, wanted: Layer | None = None) -> Document:
    found: Document = json.loads(layer_json(report, wanted or Layer()))
    return found


def scores(document: Document) -> dict[str, int]:
    return {entry["techniqueID"]: entry["score"] for entry in document["techniques"] if "score" in entry}


def named(entry: Document) -> dict[str, str]:
    return {item["name"]: item["value"] for item in entry["metadata"]}


@pytest.mark.parametrize("wanted", LAYERS, ids=lambda item: f"{item.kind.value} {item.platform}")
def test_a_layer_is_one_of_the_format(coverage_report: CoverageReport, wanted: Layer) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    site = replace(wanted, site_url="https://kb.example.org/")
    for document in (layer(coverage_report, wanted), layer(coverage_report, site)):
        assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []
        assert document["gradient"]["maxValue"] > document["gradient"]["minValue"]
        identifiers = [entry["techniqueID"] for entry in document["techniques"]]
        assert len(identifiers) == len(set(identifiers))


def test_the_scores_are_the_ranks_of_the_verdicts_in_the_json(coverage_report: CoverageReport) -> None:
    ranks = {"gap": 0, "untested": 1, "testable": 2, "proven": 3}
    techniques = json.loads(coverage_json(coverage_report))["techniques"]
    assert scores(layer(coverage_report)) == {item["id"]: ranks[item["verdict"]] for item in techniques}


@pytest.mark.parametrize("platform", ["Windows", "Linux", "macOS"])
def test_the_scores_of_a_platform_are_those_of_its_cells(
    coverage_report: CoverageReport, platform: str
) -> None:
    ranks = {"gap": 0, "untested": 1, "testable": 2, "proven": 3}
    techniques = json.loads(coverage_json(coverage_report))["techniques"]
    expected = {
        item["id"]: ranks[item["platforms"][platform]["verdict"]]
        for item in techniques
        if platform in item["platforms"]
    } | {"T1583": 0}
    document = layer(coverage_report, Layer(platform=platform))
    assert scores(document) == expected
    assert document["filters"] == {"platforms": [platform]}
    assert f"{len(expected)} techniques and sub-techniques in scope on {platform}" in document["description"]


def test_a_platform_has_any_of_its_names(make_coverage: Any) -> None:
    report = make_coverage(T1078=technique("T1078", "Azure AD"), r=rule("T1078", product="okta"))
    assert scores(layer(report, Layer(platform="Identity Provider"))) == {"T1078": 1}


def test_sub_techniques_are_entries_and_no_technique_contains_their_numbers(
    coverage_report: CoverageReport,
) -> None:
    document = layer(coverage_report, Layer(LayerKind.RULES))
    assert scores(document) == {
        "T1046": 1,
        "T1053": 1,
        "T1059": 0,
        "T1059.001": 1,
        "T1059.004": 0,
        "T1105": 1,
        "T1190": 1,
        "T1583": 0,
    }
    assert document["layout"]["showAggregateScores"] is False
    parent = next(entry for entry in document["techniques"] if entry["techniqueID"] == "T1059")
    assert named(parent)["rules"] == "0"
    assert named(parent)["rules through sub-techniques"] == "1"


def test_a_layer_of_gaps_holds_gaps_with_the_number_of_threats(coverage_report: CoverageReport) -> None:
    assert scores(layer(coverage_report, Layer(LayerKind.GAPS))) == {"T1053": 2, "T1059.004": 1, "T1583": 0}


def test_a_layer_of_evidence_holds_what_could_be_proven(coverage_report: CoverageReport) -> None:
    assert scores(layer(coverage_report, Layer(LayerKind.EVIDENCE))) == {
        "T1046": 1,
        "T1059": 0,
        "T1059.001": 0,
    }


def test_what_is_left_out_is_disabled_says_why_and_has_no_score(coverage_report: CoverageReport) -> None:
    disabled = {
        entry["techniqueID"]: entry["comment"]
        for entry in layer(coverage_report)["techniques"]
        if entry.get("enabled") is False
    }
    assert disabled == {
        "T1200": "accepted: no physical access (it, until 2027-06-30)",
        "T1530": "platforms: IaaS",
    }
    assert disabled.keys().isdisjoint(scores(layer(coverage_report)))


def test_what_the_release_no_longer_has_is_not_in_the_layer(coverage_report: CoverageReport) -> None:
    """The Navigator knows only live techniques."""
    old = tuple(
        Excluded(name, name, why, "")
        for name, why in (("T1086", Exclusion.REVOKED), ("T1087", Exclusion.DEPRECATED))
    )
    coverage = replace(coverage_report.coverage, excluded=(*coverage_report.coverage.excluded, *old))
    document = layer(replace(coverage_report, coverage=coverage))
    assert {"T1086", "T1087"}.isdisjoint(entry["techniqueID"] for entry in document["techniques"])
    assert "4 left out." in document["description"]


@pytest.mark.parametrize(
    ("releases", "domain", "versions"),
    [
        ((), "enterprise-attack", {"navigator": "5.1.0", "layer": "4.5"}),
        (
            (Release("enterprise-attack", "18.1"),),
            "enterprise-attack",
            {"attack": "18.1", "navigator": "5.1.0", "layer": "4.5"},
        ),
        ((Release("ics-attack", ""),), "ics-attack", {"navigator": "5.1.0", "layer": "4.5"}),
    ],
)
def test_the_release_is_that_of_the_mounted_source(
    coverage_report: CoverageReport,
    releases: tuple[Release, ...],
    domain: str,
    versions: dict[str, str],
) -> None:
    document = layer(replace(coverage_report, coverage=replace(coverage_report.coverage, releases=releases)))
    assert (document["domain"], document["versions"]) == (domain, versions)
    named_release = (
        f"{releases[0].domain} {releases[0].version or '(version unknown)'}" if releases else "no release"
    )
    assert named_release in document["description"]


def test_the_description_says_what_the_score_is_of_how_many(coverage_report: CoverageReport) -> None:
    description = layer(coverage_report)["description"]
    assert description.startswith("Score: 0 gap, 1 untested, 2 testable, 3 proven. 8 techniques")
    assert "2 left out." in description


def test_links_lead_to_the_published_pages(coverage_report: CoverageReport) -> None:
    document = json.loads(coverage_layer(coverage_report))
    entry = next(item for item in document["techniques"] if item["techniqueID"] == "T1059.001")
    assert entry["links"] == [{"label": "Page", "url": "https://kb.example.org/techniques/T1059/001/"}]


@pytest.mark.parametrize("address", ["", "kb.example.org/", "javascript:alert(1)//"])
def test_without_an_address_of_the_web_there_are_no_links(
    coverage_report: CoverageReport, address: str
) -> None:
    document = layer(coverage_report, Layer(site_url=address))
    assert [entry for entry in document["techniques"] if "links" in entry] == []


def test_colours_are_those_of_the_verdict_and_in_the_legend(coverage_report: CoverageReport) -> None:
    document = layer(coverage_report)
    for entry in document["techniques"]:
        if "score" in entry:
            assert entry["color"] == COLOURS[list(Verdict)[entry["score"]]]
    assert [item["label"] for item in document["legendItems"]] == [
        *(verdict.value for verdict in Verdict),
        "left out of the denominator",
    ]
    assert len(set(COLOURS.values())) == len(Verdict)


def test_numbers_are_coloured_by_the_gradient(coverage_report: CoverageReport) -> None:
    for kind in (LayerKind.RULES, LayerKind.GAPS, LayerKind.EVIDENCE):
        document = layer(coverage_report, Layer(kind))
        assert [entry for entry in document["techniques"] if "score" in entry and "color" in entry] == []
        assert document["gradient"]["maxValue"] == max(1, *scores(document).values())


def test_a_layer_of_nothing_is_a_layer(make_coverage: Any) -> None:
    report = make_coverage(page="text")
    for kind in LayerKind:
        document = layer(report, Layer(kind))
        assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []
        assert document["techniques"] == []


def test_metadata_tell_the_facts_in_words(coverage_report: CoverageReport) -> None:
    entries = {entry["techniqueID"]: entry for entry in layer(coverage_report)["techniques"]}
    assert named(entries["T1046"]) == {
        "verdict": "proven",
        "claimed": "yes",
        "testable": "yes",
        "feasible": "yes",
        "proven": "yes",
        "rules": "1",
        "tests": "1",
        "rules through sub-techniques": "0",
        "tests through sub-techniques": "0",
        "on Windows": "proven",
        "on Linux": "gap",
    }
    assert named(entries["T1105"])["reasons"] == "no-log-source, no-test"
    assert entries["T1105"]["comment"] == "untested, blind; 1 rule, 0 test notes; no-log-source, no-test"
