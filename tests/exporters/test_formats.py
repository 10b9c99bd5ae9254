"""The table of formats."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from kbgen.exporters.formats import CHECK_FORMATS
from kbgen.exporters.report import Report

IDS = [name for name, _ in CHECK_FORMATS]


def test_the_formats_are_those_of_the_interface() -> None:
    assert IDS == ["text", "json", "sarif", "junit", "github", "gitlab", "markdown"]


@pytest.mark.parametrize(("name", "write"), CHECK_FORMATS, ids=IDS)
def test_a_report_ends_in_one_line_end(
    name: str, write: Callable[[Report], str], vault_report: Report, hostile_report: Report
) -> None:
    for report in (vault_report, hostile_report):
        text = write(report)
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
        assert "\r" not in text, name
        assert write(report) == text


def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    script = (
        "import hashlib\n"
        "from kbgen.checks.catalogue import CATALOGUE\n"
        "from kbgen.diagnostics import Diagnostic\n"
        "from kbgen.exporters.formats import CHECK_FORMATS\n"
        "from kbgen.exporters.report import Report\n"
        "from kbgen.source import Location\n"
        "checks = tuple(CATALOGUE.values())\n"
        "found = tuple(Diagnostic(c.code, c.severity, c.title, Location(f'{c.code}.md', n), c.way_out)\n"
        "              for c in checks for n in (1, 2))\n"
        "report = Report(found, checks, '0.1.0', 'docs/')\n"
        "print([hashlib.sha256(write(report).encode()).hexdigest() for _, write in CHECK_FORMATS])\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
