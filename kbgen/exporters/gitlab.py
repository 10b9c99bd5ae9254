"""The format ``gitlab``: a report for GitLab's Code Quality, a JSON array with one object a finding."""

import json

from kbgen.diagnostics import Severity
from kbgen.exporters.fingerprint import fingerprints
from kbgen.exporters.report import Report, with_hint

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab(report: Report) -> str:
    """Return all findings, in their order; an empty array where there are none."""
    prints = fingerprints(report)
    entries = [
        {
            "description": with_hint(finding),
            "check_name": finding.code,
            "fingerprint": prints[finding].whole,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": report.repository_path(finding),
                "lines": {"begin": finding.location.line},
            },
        }
        for finding in report.findings
    ]
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
