"""A small vault in each format, compared with files that were read and found right.

After a wanted change, look at the difference, then write the files anew:
``KBGEN_WRITE_GOLDEN=1 python -m pytest tests/exporters/test_check_golden.py``.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.exporters.formats import CHECK_FORMATS
from kbgen.exporters.report import Report

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
ENDINGS = {
    "text": "txt",
    "json": "json",
    "sarif": "sarif",
    "junit": "xml",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "markdown": "md",
}


@pytest.mark.parametrize(("name", "write"), CHECK_FORMATS, ids=[name for name, _ in CHECK_FORMATS])
def test_the_report_is_the_golden_one(
    name: str, write: Callable[[Report], str], vault_report: Report
) -> None:
    golden = GOLDEN / f"check.{ENDINGS[name]}"
    written = write(vault_report).encode()
    if os.environ.get("KBGEN_WRITE_GOLDEN"):
        golden.write_bytes(written)
    assert written == golden.read_bytes()


def test_the_vault_has_findings_of_each_severity_and_a_repair(vault_report: Report) -> None:
    assert {finding.severity.value for finding in vault_report.findings} == {"error", "warning", "info"}
    assert any(finding.fix is not None for finding in vault_report.findings)
