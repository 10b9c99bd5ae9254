"""The checks of atomic tests as data: title, file and findings, in ``fixtures/sources/atomics-checks.md``.

Findings are one a line, as line, column and code.
"""

import re
from pathlib import Path

import pytest

from kbgen.sources.atomics_faults import CHECKS
from kbgen.sources.atomics_tree import read_atomics_tree

FIXTURE = Path(__file__).parents[1] / "fixtures" / "sources" / "atomics-checks.md"
ELSEWHERE = {"KB531", "KB532"}
"""About files as such; tested with the tree."""


def triples() -> list[tuple[str, str, str]]:
    parts = re.split(r"^\.$", FIXTURE.read_text("utf-8"), flags=re.MULTILINE)
    assert len(parts) % 3 == 1
    assert not parts[-1].strip()
    return [
        (title.strip(), text[1:], expected.strip("\n"))
        for title, text, expected in zip(parts[:-1:3], parts[1::3], parts[2::3], strict=True)
    ]


@pytest.mark.parametrize(("title", "text", "expected"), triples(), ids=[triple[0] for triple in triples()])
def test_findings(tmp_path: Path, title: str, text: str, expected: str) -> None:
    (tmp_path / "T1033.yaml").write_text(text, encoding="utf-8")
    tree = read_atomics_tree(tmp_path)
    found = [f"{item.location.line}:{item.location.column} {item.code}" for item in tree.diagnostics]
    assert "\n".join(found) == expected, [str(item) for item in tree.diagnostics]
    assert {item.location.path for item in tree.diagnostics} <= {"T1033.yaml"}
    assert len(tree.files) == 1, title


def test_every_code_fires_somewhere() -> None:
    fired = {
        code for *_, expected in triples() for code in re.findall(r"^\S+ (KB\d+)$", expected, re.MULTILINE)
    }
    assert fired == {check.code for check in CHECKS} - ELSEWHERE


def test_a_finding_names_the_thing_and_the_way_out(tmp_path: Path) -> None:
    text = next(text for title, text, _ in triples() if title.startswith("KB545"))
    (tmp_path / "T1033.yaml").write_text(text)
    _, finding, _ = read_atomics_tree(tmp_path).diagnostics
    assert str(finding) == (
        'T1033.yaml:13:14 KB545 `#{user}` stands for no input argument of the test "Ask" '
        "(add the argument to input_arguments, or correct its name)"
    )
