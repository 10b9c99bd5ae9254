"""A vault with every construct of the dialect: its page is compared with one that was read and found right.

After a wanted change, look at the difference, then write the page anew:
``KBGEN_WRITE_GOLDEN=1 python -m pytest tests/end_to_end/test_dialect_golden.py``.
"""

import os
from pathlib import Path

import pytest

from kbgen.project import Project
from kbgen.settings import read_settings

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "golden" / "every-construct.html"


@pytest.fixture(scope="module")
def project() -> Project:
    # The repository around it is that of kbgen, whose commits are no part of the page.
    settings = read_settings({"history": False})
    return Project(ROOT / "fixtures" / "dialect", settings, name="Dialect")


def test_the_page_is_the_golden_one(project: Project) -> None:
    (page,) = [page for page in project.site.pages if page.source_path == "Every construct.md"]
    if os.environ.get("KBGEN_WRITE_GOLDEN"):
        GOLDEN.write_text(page.html, encoding="utf-8")
    assert page.html == GOLDEN.read_text(encoding="utf-8")


def test_what_is_odd_is_reported(project: Project) -> None:
    found = [
        (f.code, f.location.line) for f in project.diagnostics if f.location.path == "Every construct.md"
    ]
    lines = (ROOT / "fixtures/dialect/Every construct.md").read_text(encoding="utf-8").split("\n")

    def line(text: str) -> int:
        return next(number for number, content in enumerate(lines, 1) if text in content)

    assert set(found) == {
        ("KB201", line("[[Nowhere]]")),
        ("KB205", line("[[Everything]]")),
        ("KB206", line("onclick")),
        ("KB206", line("[bad](javascript")),
        ("KB207", line("![elsewhere]")),
        ("KB208", line("![[Every construct]]")),
        ("KB301", line("[^missing]")),
        ("KB303", line("(Citation: First Source)")),
        ("KB401", line("(unbalanced")),
        ("KB404", line("nothing_has_this")),
        ("KB411", line("nothing_has_this")),
        ("KB417", line("dv.list()")),
    }
