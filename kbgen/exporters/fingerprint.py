"""Fingerprints of findings: the same finding has the same in each run, wherever in its file it has moved."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from kbgen.diagnostics import Diagnostic
from kbgen.exporters.report import Report

_NUMBER = re.compile(r"(?<![\w.-])\d+(?![\w-])")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells a finding from all others of a report."""

    digest: str
    """SHA-256 of code, path and message, as hexadecimal digits; the same for findings that differ only by place."""
    ordinal: int
    """Which of the findings with this digest it is, counted from 1 in the order of the report."""

    @property
    def whole(self) -> str:
        """Return both as 32 hexadecimal digits."""
        return hashlib.sha256(f"{self.digest}:{self.ordinal}".encode()).hexdigest()[:32]


def fingerprints(report: Report) -> dict[Diagnostic, Fingerprint]:
    """Return the fingerprint of each of a report's findings; no two are the same.

    Lines, columns and counts that a message states are left out, so that neither a line that is inserted above nor
    another finding nearby changes a fingerprint.
    """
    seen = Counter[str]()
    found: dict[Diagnostic, Fingerprint] = {}
    for finding in report.findings:
        digest = _digest(report, finding)
        seen[digest] += 1
        found[finding] = Fingerprint(digest, seen[digest])
    return found


def _digest(report: Report, finding: Diagnostic) -> str:
    parts = (finding.code, report.repository_path(finding), _NUMBER.sub("#", finding.message))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
