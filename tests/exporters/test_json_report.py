"""The format ``json``."""

import json

from kbgen.exporters.json_report import json_report
from kbgen.exporters.report import Report


def test_it_has_the_shape_of_the_interface(vault_report: Report) -> None:
    document = json.loads(json_report(vault_report))
    assert list(document) == ["summary", "diagnostics"]
    assert document["summary"] == {"error": 2, "warning": 6, "info": 3}
    assert len(document["diagnostics"]) == 11
    assert {tuple(entry) for entry in document["diagnostics"]} == {
        ("code", "severity", "message", "path", "line", "column", "hint")
    }


def test_paths_are_those_in_the_vault(vault_report: Report) -> None:
    entries = json.loads(json_report(vault_report))["diagnostics"]
    assert [entry["path"] for entry in entries] == [f.location.path for f in vault_report.findings]
    assert entries[0]["path"] == "Broken list.md"


def test_hostile_texts_come_back_as_they_were(hostile_report: Report) -> None:
    data = json_report(hostile_report).encode("utf-8", "backslashreplace")
    entries = json.loads(data)["diagnostics"]
    assert [(entry["message"], entry["hint"]) for entry in entries] == [
        (finding.message, finding.hint) for finding in hostile_report.findings
    ]
