"""The format ``sarif``: SARIF 2.1.0 (OASIS, with errata 01), as GitHub's code scanning and editors read it.

GitHub takes at most 25,000 results a run; where there are more, the most severe stay and a notification counts the
others. Columns are counted in code points. Paths are URIs relative to the root of the repository.
"""

import json
import re
from typing import Any
from urllib.parse import quote

from kbgen.diagnostics import Diagnostic, Fix
from kbgen.exporters.extent import end_column
from kbgen.exporters.fingerprint import Fingerprint, fingerprints
from kbgen.exporters.most_severe import most_severe
from kbgen.exporters.report import Report, with_hint
from kbgen.exporters.sarif_rules import LEVELS, rules

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
_SEMANTIC_VERSION = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_LINK_TEXT_END = re.compile(r"(\\*)\](?=\()")
_DIGITS = 16

Object = dict[str, Any]


def sarif(report: Report) -> str:
    """Return all findings as a SARIF log with one run, the most severe first."""
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def message_text(text: str) -> str:
    """Return a text as a plain message means it: nothing in it is a placeholder or an embedded link.

    Section 3.11.5 doubles braces; by section 3.11.6, a bracket behind a backslash ends no link text.
    """
    escaped = _LINK_TEXT_END.sub(lambda found: f"{found[1]}{found[1]}\\]", text)
    return escaped.replace("{", "{{").replace("}", "}}")


def uri(path: str) -> str:
    """Return a path with ``/`` separators as a relative reference of RFC 3986, percent-encoded as UTF-8."""
    return quote(path, safe="/", errors="surrogateescape")


def _run(report: Report) -> Object:
    kept = most_severe(report.findings, MOST_RESULTS)
    prints = fingerprints(report)
    indexes = {check.code: number for number, check in enumerate(report.checks)}
    invocation: Object = {"executionSuccessful": True}
    if kept.left_out:
        notification = {"level": "warning", "message": {"text": message_text(kept.left_out)}}
        invocation["toolExecutionNotifications"] = [notification]
    return {
        "tool": {"driver": _driver(report)},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(report, finding, prints[finding], indexes[finding.code]) for finding in kept.findings
        ],
    }


def _driver(report: Report) -> Object:
    driver: Object = {"name": "kbgen", "version": report.version}
    if _SEMANTIC_VERSION.fullmatch(report.version):
        driver["semanticVersion"] = report.version
    return {**driver, "rules": rules(report.checks)}


def _result(report: Report, finding: Diagnostic, fingerprint: Fingerprint, index: int) -> Object:
    artifact = {"uri": uri(report.repository_path(finding))}
    place = finding.location
    region = _region(place.line, place.column, end_column(finding, report.source_line(finding)))
    result: Object = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": message_text(with_hint(finding))},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "partialFingerprints": {
            "primaryLocationLineHash": f"{fingerprint.digest[:_DIGITS]}:{fingerprint.ordinal}"
        },
    }
    if finding.fix is not None:
        result["fixes"] = [_fix(finding, finding.fix, artifact)]
    return result


def _region(line: int, column: int, end: int) -> Object:
    return {"startLine": line, "startColumn": column, "endLine": line, "endColumn": end}


def _fix(finding: Diagnostic, fix: Fix, artifact: Object) -> Object:
    replacement = {
        "deletedRegion": _region(fix.line, fix.column, fix.column + len(fix.old)),
        "insertedContent": {"text": fix.new},
    }
    change = {"artifactLocation": artifact, "replacements": [replacement]}
    return {
        "description": {"text": message_text(finding.hint or f"write {fix.new}")},
        "artifactChanges": [change],
    }
