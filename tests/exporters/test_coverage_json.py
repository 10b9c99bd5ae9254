"""The JSON of coverage: the shape that the interface promises, and that its numbers agree with one another."""

import json
from dataclasses import replace
from typing import Any

import pytest
from coverage_worlds import rule, technique
from jsonschema import Draft202012Validator

from kbgen.coverage.analytics import AnalyticCoverage, Reader, TechniqueAnalytics
from kbgen.coverage.crosswalk import Reach
from kbgen.coverage.verdict import Fact, Reason, Verdict
from kbgen.exporters.coverage_json import coverage_json
from kbgen.exporters.coverage_report import CoverageReport

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
BOOLEAN: Schema = {"type": "boolean"}
IDENTIFIER: Schema = {"type": "string", "pattern": r"^T\d{4}(\.\d{3})?$"}
VERDICT: Schema = {"enum": ["gap", "untested", "testable", "proven"]}


def values(**properties: Schema) -> Schema:
    """Return the schema of an object that has exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def mapping(items: Schema) -> Schema:
    return {"type": "object", "additionalProperties": items}


def nullable(kind: str) -> Schema:
    return {"type": [kind, "null"]}


REASONS = many({"enum": [reason.value for reason in Reason]})
COUNT = {
    "techniques": NUMBER,
    "claimed": NUMBER,
    "testable": NUMBER,
    "feasible": {"type": ["integer", "null"], "minimum": 0},
    "proven": NUMBER,
    "gap": NUMBER,
}
FLAGS = {"verdict": VERDICT, "feasible": nullable("boolean"), "blind": BOOLEAN, "attackable": BOOLEAN}
TIE: Schema = {
    "type": "object",
    "properties": {
        "path": STRING,
        "strength": {"enum": [2, 3, 4]},
        "origin": {"type": "string", "pattern": r"^.+:\d+:\d+$"},
        "via": many(IDENTIFIER),
    },
    "required": ["path", "strength", "origin"],
    "additionalProperties": False,
}
MOVEMENT = values(
    id=IDENTIFIER,
    name=STRING,
    before=VERDICT,
    after=VERDICT,
    platforms=mapping(values(before=VERDICT, after=VERDICT)),
    became_blind=BOOLEAN,
    blind_on=many(STRING),
    sees_again=BOOLEAN,
    causes=many(values(cause=STRING, path=STRING, title=STRING, detail=STRING)),
)
SCHEMA = values(
    kbgen=STRING,
    schema={"const": 1},
    name=STRING,
    date={"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    attack=values(domain=nullable("string"), version=nullable("string")),
    releases=many(values(domain=STRING, version=nullable("string"))),
    scope=values(
        platforms=many(STRING),
        excluded=many(
            values(
                id=IDENTIFIER,
                name=STRING,
                why={"enum": ["platforms", "accepted", "revoked", "deprecated"]},
                detail=STRING,
            )
        ),
    ),
    summary=values(**COUNT),
    techniques=many(
        values(
            id=IDENTIFIER,
            name=STRING,
            path=STRING,
            tactics=many(STRING),
            **FLAGS,
            rules=NUMBER,
            tests=NUMBER,
            test_cases=NUMBER,
            rolled_up=values(rules=NUMBER, tests=NUMBER),
            platforms=mapping(values(**FLAGS, rules=NUMBER, tests=NUMBER, reasons=REASONS)),
            reasons=REASONS,
            ties=values(rules=many(TIE), tests=many(TIE)),
        )
    ),
    rules=mapping(
        values(
            id=STRING,
            title=STRING,
            status=STRING,
            level=STRING,
            log_source=STRING,
            platforms=many(STRING),
            inactive=nullable("string"),
            collected=nullable("boolean"),
            tags=many(STRING),
        )
    ),
    tests=mapping(
        values(
            title=STRING,
            cases=many(values(guid=STRING, name=STRING, platforms=many(STRING))),
            tags=many(STRING),
        )
    ),
    gaps=many(
        values(
            id=IDENTIFIER,
            name=STRING,
            reasons=REASONS,
            profile=many(STRING),
            groups=NUMBER,
            software=NUMBER,
            has_test=BOOLEAN,
            collected=nullable("boolean"),
            rules_needed={"type": "integer", "minimum": 1},
            inactive_rules=many(STRING),
        )
    ),
    sole_coverage=many(values(rule=STRING, techniques=many(IDENTIFIER))),
    by={
        "type": "object",
        "properties": {
            name: many(values(key=STRING, name=STRING, **COUNT)) for name in ("tactic", "platform", "group")
        },
        "additionalProperties": False,
    },
    gates=many(
        values(gate=STRING, met=BOOLEAN, reached=NUMBER, techniques=NUMBER, percent={"type": "number"})
    ),
    comparison=values(
        baseline=STRING,
        attack={"anyOf": [{"type": "null"}, values(before=STRING, after=STRING)]},
        regressions=many(MOVEMENT),
        gains=many(MOVEMENT),
        by_attack=many(MOVEMENT),
        added=many(IDENTIFIER),
        gone=many(values(id=IDENTIFIER, name=STRING, before=VERDICT, why=STRING)),
        remarks=many(STRING),
    ),
    plan=values(
        threat=values(id=STRING, name=STRING),
        covered=many(IDENTIFIER),
        steps=many(IDENTIFIER),
        along=many(IDENTIFIER),
        out_of_scope=many(IDENTIFIER),
    ),
)
SCHEMA["required"] = [name for name in SCHEMA["required"] if name not in {"comparison", "plan"}]


@pytest.fixture(scope="module")
def document(coverage_report: CoverageReport) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(coverage_json(coverage_report))
    return found


def test_the_report_has_the_shape_of_the_interface(document: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []


def test_a_report_without_questions_has_the_same_shape(make_coverage: Any) -> None:
    report = make_coverage(T1046=technique("T1046", "Windows"), r=rule("T1046"))
    document = json.loads(coverage_json(report))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    assert document["summary"]["feasible"] is None
    assert document["techniques"][0]["feasible"] is None
    assert {"comparison", "plan"}.isdisjoint(document)


def test_a_vault_without_techniques_states_nothing_that_was_not_assessed(make_coverage: Any) -> None:
    document = json.loads(coverage_json(make_coverage(page="text")))
    assert document["summary"] == {
        "techniques": 0,
        "claimed": 0,
        "testable": 0,
        "feasible": None,
        "proven": 0,
        "gap": 0,
    }


def test_the_summary_counts_the_techniques(document: dict[str, Any]) -> None:
    ranks = {verdict.value: verdict.rank for verdict in Verdict}
    found = [ranks[item["verdict"]] for item in document["techniques"]]
    summary = document["summary"]
    assert summary["techniques"] == len(found)
    assert summary["gap"] == found.count(0)
    assert summary["claimed"] == len(found) - found.count(0)
    assert summary["proven"] == found.count(3)
    assert summary["feasible"] == sum(item["feasible"] for item in document["techniques"])


def test_techniques_are_in_the_order_of_their_identifiers(document: dict[str, Any]) -> None:
    identifiers = [item["id"] for item in document["techniques"]]
    assert identifiers == sorted(identifiers)
    assert len(set(identifiers)) == len(identifiers)


def test_ties_are_what_the_numbers_count(document: dict[str, Any]) -> None:
    for item in document["techniques"]:
        for kind in ("rules", "tests"):
            strengths = [tie["strength"] for tie in item["ties"][kind]]
            assert item[kind] == sum(strength >= 3 for strength in strengths)
            assert item["rolled_up"][kind] == strengths.count(2)
            assert all(("via" in tie) == (tie["strength"] == 2) for tie in item["ties"][kind])
            assert {tie["path"] for tie in item["ties"][kind]} <= document[kind].keys()


def test_tactics_count_a_technique_once_each_and_the_summary_once(document: dict[str, Any]) -> None:
    by_tactic = {part["key"]: part["techniques"] for part in document["by"]["tactic"]}
    expected: dict[str, int] = {}
    for item in document["techniques"]:
        for name in item["tactics"]:
            expected[name] = expected.get(name, 0) + 1
    assert by_tactic == expected
    twice = [item for item in document["techniques"] if len(item["tactics"]) == 2]
    assert twice


def test_gates_state_their_numbers(document: dict[str, Any]) -> None:
    for gate in document["gates"]:
        assert gate["percent"] == pytest.approx(100 * gate["reached"] / gate["techniques"])
        assert gate["met"] is (gate["percent"] >= float(gate["gate"].rpartition("=")[2]))
    assert {name.value for name in Fact} >= {
        gate["gate"].partition("=")[0].split(".")[0] for gate in document["gates"]
    }


def test_the_text_is_utf_8_without_escapes_and_ends_in_a_line_feed(make_coverage: Any) -> None:
    text = coverage_json(make_coverage(T1046=technique("T1046"), r=rule("T1046", title="Überwachung 🚀")))
    assert "Überwachung 🚀" in text
    assert text.endswith("}\n")


def test_a_technique_says_how_many_of_its_analytics_a_rule_reads(make_coverage: Any) -> None:
    report: CoverageReport = make_coverage(T1046=technique("T1046"), T1047=technique("T1047"))

    def analytic(number: int, *reached: Reach) -> AnalyticCoverage:
        readers = tuple(Reader(f"rules/{place}.md", reach) for place, reach in enumerate(reached))
        return AnalyticCoverage(f"AN000{number}", "", "DET0103", (), (), readers, collected=None)

    identifier = report.coverage.techniques[0].id
    analytics = (analytic(1, Reach.STRONG, Reach.WEAK), analytic(2, Reach.WEAK), analytic(3), analytic(4))
    found = TechniqueAnalytics(identifier, ("DET0103",), analytics)
    techniques = json.loads(coverage_json(replace(report, analytics={identifier: found})))["techniques"]
    assert techniques[0]["analytics"] == {"strategies": ["DET0103"], "total": 4, "reached": 2, "strong": 1}
    assert not any("analytics" in item for item in techniques[1:])
