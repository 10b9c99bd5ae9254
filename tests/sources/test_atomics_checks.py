"""The checks of atomic tests as data: title, file and findings, in ``fixtures/sources/atomics-checks.md``.

Findings are one a line, as line, column and code.
"""

import re
from pathlib import Path

import pytest
from triples import read_triples

from kbgen.sources.atomics_faults import CHECKS
from kbgen.sources.atomics_tree import read_atomics_tree

TRIPLES = read_triples(Path(__file__).parents[1] / "fixtures" / "sources" / "atomics-checks.md")
ELSEWHERE = {"KB531", "KB532"}
"""About files as such; tested with the tree."""


@pytest.mark.parametrize(("title", "text", "expected"), TRIPLES, ids=[title for title, *_ in TRIPLES])
def test_findings(tmp_path: Path, title: str, text: str, expected: str) -> None:
    (tmp_path / "T1033.yaml").write_text(text, encoding="utf-8")
    tree = read_atomics_tree(tmp_path)
    found = [f"{item.location.line}:{item.location.column} {item.code}" for item in tree.diagnostics]
    assert "\n".join(found) == expected, [str(item) for item in tree.diagnostics]
    assert {item.location.path for item in tree.diagnostics} <= {"T1033.yaml"}
    assert len(tree.files) == 1, title


def test_every_code_fires_somewhere() -> None:
    fired = {
        code for *_, expected in TRIPLES for code in re.findall(r"^\S+ (KB\d+)$", expected, re.MULTILINE)
    }
    assert fired == {check.code for check in CHECKS} - ELSEWHERE


def test_a_finding_names_the_thing_and_the_way_out(tmp_path: Path) -> None:
    text = next(text for title, text, _ in TRIPLES if title.startswith("KB545"))
    (tmp_path / "T1033.yaml").write_text(text)
    _, finding, _ = read_atomics_tree(tmp_path).diagnostics
    assert str(finding) == (
        'T1033.yaml:13:14 KB545 `#{user}` stands for no input argument of the test "Ask" '
        "(add the argument to input_arguments, or correct its name)"
    )
