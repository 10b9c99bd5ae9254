"""The formats of ``kbgen check``, in the order in which its help names them."""

from collections.abc import Callable

from kbgen.exporters.github import github
from kbgen.exporters.gitlab import gitlab
from kbgen.exporters.json_report import json_report
from kbgen.exporters.junit import junit
from kbgen.exporters.markdown import markdown
from kbgen.exporters.report import Report
from kbgen.exporters.sarif import sarif
from kbgen.exporters.text import text

CHECK_FORMATS: tuple[tuple[str, Callable[[Report], str]], ...] = (
    ("text", text),
    ("json", json_report),
    ("sarif", sarif),
    ("junit", junit),
    ("github", github),
    ("gitlab", gitlab),
    ("markdown", markdown),
)
"""Name of each format, and the function that writes it."""
