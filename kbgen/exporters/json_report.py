"""The format ``json``: the summary and each finding as data; paths are those in the vault."""

import json

from kbgen.diagnostics import Diagnostic, Severity
from kbgen.exporters.report import Report


def json_report(report: Report) -> str:
    """Return all findings, in their order, as one JSON object."""
    document = {
        "summary": {severity.value: report.count(severity) for severity in Severity},
        "diagnostics": [_entry(finding) for finding in report.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _entry(finding: Diagnostic) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.location.path,
        "line": finding.location.line,
        "column": finding.location.column,
        "hint": finding.hint,
    }
