"""The formats of ``kbgen coverage``, in the order in which its help names them."""

from collections.abc import Callable

from kbgen.exporters.coverage_csv import coverage_csv
from kbgen.exporters.coverage_json import coverage_json
from kbgen.exporters.coverage_junit import coverage_junit
from kbgen.exporters.coverage_markdown import coverage_markdown
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.coverage_text import coverage_text
from kbgen.exporters.navigator import coverage_layer
from kbgen.exporters.shields import coverage_shields

COVERAGE_FORMATS: tuple[tuple[str, Callable[[CoverageReport], str]], ...] = (
    ("text", coverage_text),
    ("json", coverage_json),
    ("markdown", coverage_markdown),
    ("csv", coverage_csv),
    ("junit", coverage_junit),
    ("navigator", coverage_layer),
    ("shields", coverage_shields),
)
"""Name of each format, and the function that writes it."""
